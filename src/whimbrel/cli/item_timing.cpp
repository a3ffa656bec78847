#include "whimbrel/cli/item_timing.hpp"

#include <algorithm>

namespace whimbrel::cli {
namespace {

class TimedTransformer final : public engine::Transformer {
 public:
  TimedTransformer(std::unique_ptr<engine::Transformer> transformer, const model::ItemCodec& codec,
                   const std::vector<model::Path>& key_fields, const base::Clock& clock,
                   ItemTimes& times)
      : transformer_(std::move(transformer)),
        codec_(codec),
        key_fields_(key_fields),
        clock_(clock),
        times_(times) {}

  void transform(const model::ItemView& item, engine::ChangeSink& sink) override {
    const std::int64_t began_ns = clock_.monotonic_ns();
    transformer_->transform(item, sink);
    const std::int64_t duration_ns = clock_.monotonic_ns() - began_ns;
    if (!times_.is_slow(duration_ns)) return;
    if (const auto key = codec_.key_of(item, key_fields_)) times_.add({key->text, duration_ns});
  }

 private:
  std::unique_ptr<engine::Transformer> transformer_;
  const model::ItemCodec& codec_;
  const std::vector<model::Path>& key_fields_;
  const base::Clock& clock_;
  ItemTimes& times_;
};

}  // namespace

bool ItemTimes::is_slow(std::int64_t duration_ns) const {
  const std::lock_guard lock(mutex_);
  return slowest_.size() < slowest_max || duration_ns > slowest_.back().duration_ns;
}

void ItemTimes::add(TimedItem item) {
  const std::lock_guard lock(mutex_);
  const auto same = std::find_if(slowest_.begin(), slowest_.end(),
                                 [&](const TimedItem& other) { return other.key == item.key; });
  // The plan may look at an item twice, to show it as a sample.
  if (same == slowest_.end())
    slowest_.push_back(std::move(item));
  else
    same->duration_ns = std::max(same->duration_ns, item.duration_ns);
  std::sort(slowest_.begin(), slowest_.end(),
            [](const TimedItem& a, const TimedItem& b) { return a.duration_ns > b.duration_ns; });
  if (slowest_.size() > slowest_max) slowest_.resize(slowest_max);
}

std::vector<TimedItem> ItemTimes::slowest() const {
  const std::lock_guard lock(mutex_);
  return slowest_;
}

base::Result<std::unique_ptr<engine::Transformer>> TimedMigration::prepare(
    const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const {
  WHIMBREL_ASSIGN(auto transformer, migration_.prepare(inputs, codec));
  return std::make_unique<TimedTransformer>(std::move(transformer), codec, key_fields_, clock_,
                                            times_);
}

}  // namespace whimbrel::cli
