#include "whimbrel/engine/pass_walk.hpp"

#include <utility>

#include "whimbrel/engine/pass_reader.hpp"

namespace whimbrel::engine {
namespace {

constexpr std::size_t generated_page_items_max = 1'000;

base::Status walk_generated(const RunEnvironment& environment, PassReader reader,
                            std::string_view phase, SegmentVisitor& visitor) {
  WHIMBREL_ASSIGN(const auto session, environment.store.open_session());
  PhaseMeter meter(environment.progress, environment.clock, phase, 0);
  Progress progress;
  stores::ScanRequest request;
  request.items_max = generated_page_items_max;
  stores::Page page;
  for (bool ended = false; !ended;) {
    WHIMBREL_TRY(environment.cancellation.check());
    page.clear();
    WHIMBREL_ASSIGN(ended, reader.read(*session, request, page));
    WHIMBREL_TRY(visitor.visit(0, page));
    progress.done += page.size();
    meter.report(progress);
    if (!page.empty()) request.range.after = model::Key{std::string(page.reached())};
  }
  meter.finish(progress);
  return {};
}

}  // namespace

base::Status walk_in_parallel(const RunEnvironment& environment, const Pass& pass,
                              const PinnedInputs& inputs, std::uint32_t threads,
                              std::string_view phase,
                              const std::function<base::Result<SegmentVisitor*>()>& make_visitor,
                              const model::Filter* where) {
  WHIMBREL_ASSIGN(auto reader, PassReader::make(pass, inputs, environment.store.codec()));
  if (!reader.generates())
    return scan_in_parallel(environment, pass.collection(), threads, phase, make_visitor, where);
  WHIMBREL_ASSIGN(SegmentVisitor* const visitor, make_visitor());
  return walk_generated(environment, std::move(reader), phase, *visitor);
}

}  // namespace whimbrel::engine
