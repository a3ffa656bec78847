#include "whimbrel/engine/sequence/schedule.hpp"

#include <algorithm>
#include <utility>

namespace whimbrel::engine {

Schedule::Schedule(const Sequence& sequence, Sequence::Steps steps)
    : sequence_(sequence), steps_(std::move(steps)), stages_(steps_.size(), Stage::waiting) {}

std::optional<std::size_t> Schedule::take() {
  if (stopped_) return std::nullopt;
  for (std::size_t step = 0; step < steps_.size(); ++step) {
    if (stages_[step] != Stage::waiting || !may_begin(step)) continue;
    stages_[step] = Stage::running;
    return step;
  }
  return std::nullopt;
}

void Schedule::ended(std::size_t step) { stages_[step] = Stage::done; }

bool Schedule::is_over() const noexcept {
  const auto is_at = [&](Stage stage) {
    return std::find(stages_.begin(), stages_.end(), stage) != stages_.end();
  };
  return !is_at(Stage::running) && (stopped_ || !is_at(Stage::waiting));
}

bool Schedule::may_begin(std::size_t step) const {
  for (std::size_t earlier = 0; earlier < step; ++earlier)
    if (stages_[earlier] != Stage::done &&
        !sequence_.are_independent(*steps_[earlier], *steps_[step]))
      return false;
  return true;
}

}  // namespace whimbrel::engine
