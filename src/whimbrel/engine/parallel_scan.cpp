#include "whimbrel/engine/parallel_scan.hpp"

#include <algorithm>
#include <atomic>

#include "whimbrel/engine/worker_threads.hpp"

namespace whimbrel::engine {
namespace {

// More segments than threads even out ranges of unlike size.
constexpr std::size_t segments_a_thread = 4;
constexpr std::size_t scan_page_items_max = 2'000;
constexpr std::size_t scan_page_bytes_max = std::size_t{2} << 20;

class ParallelScan {
 public:
  ParallelScan(const RunEnvironment& environment, std::string_view collection,
               std::vector<stores::KeyRange> ranges, const model::Filter* where)
      : environment_(environment),
        collection_(collection),
        ranges_(std::move(ranges)),
        where_(where) {}

  void start(SegmentVisitor& visitor) {
    workers_.start([this, &visitor] { return scan_segments(visitor); });
  }

  base::Status wait(PhaseMeter& meter) {
    base::Status done = workers_.wait([&] { meter.report(progress()); });
    meter.finish(progress());
    return done;
  }

 private:
  Progress progress() const {
    Progress progress;
    progress.done = items_;
    return progress;
  }

  base::Status scan_segments(SegmentVisitor& visitor) {
    WHIMBREL_ASSIGN(const auto session, environment_.store.open_session());
    stores::Page page;
    for (std::size_t segment = next_++; segment < ranges_.size(); segment = next_++) {
      stores::ScanRequest request{collection_, ranges_[segment], scan_page_items_max,
                                  scan_page_bytes_max, where_};
      for (bool ended = false; !ended;) {
        if (workers_.stopping()) return {};
        WHIMBREL_TRY(environment_.cancellation.check());
        page.clear();
        WHIMBREL_ASSIGN(ended, session->scan(request, page));
        WHIMBREL_TRY(visitor.visit(segment, page));
        items_ += page.size();
        if (!page.reached().empty()) request.range.after = model::Key{std::string(page.reached())};
      }
    }
    return {};
  }

  const RunEnvironment& environment_;
  std::string_view collection_;
  std::vector<stores::KeyRange> ranges_;
  const model::Filter* where_;
  std::atomic<std::size_t> next_{0};
  std::atomic<std::uint64_t> items_{0};
  WorkerThreads workers_;
};

}  // namespace

base::Status scan_in_parallel(const RunEnvironment& environment, std::string_view collection,
                              std::uint32_t threads, std::string_view phase,
                              const std::function<base::Result<SegmentVisitor*>()>& make_visitor,
                              const model::Filter* where) {
  WHIMBREL_ASSIGN(const auto info, environment.store.collection(collection));
  threads = std::max(threads, 1u);
  WHIMBREL_ASSIGN(auto ranges, environment.store.split(collection, threads * segments_a_thread));
  std::vector<SegmentVisitor*> visitors;
  for (std::uint32_t i = 0; i < threads; ++i) {
    WHIMBREL_ASSIGN(SegmentVisitor * visitor, make_visitor());
    visitors.push_back(visitor);
  }
  PhaseMeter meter(environment.progress, environment.clock, phase, info.items);
  ParallelScan scan(environment, collection, std::move(ranges), where);
  for (SegmentVisitor* visitor : visitors) scan.start(*visitor);
  return scan.wait(meter);
}

}  // namespace whimbrel::engine
