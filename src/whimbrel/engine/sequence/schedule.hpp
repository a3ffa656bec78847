#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "whimbrel/engine/sequence/sequence.hpp"

namespace whimbrel::engine {

// Tells in which order several runners may take the selected steps of a sequence: one may begin as
// soon as every earlier one with which it is not independent has ended. Not synchronised.
class Schedule {
 public:
  // `sequence` must outlive it.
  Schedule(const Sequence& sequence, Sequence::Steps steps);

  // Takes the first step that may begin now; nullopt when none may: because of those that are
  // running, or because there is none left.
  std::optional<std::size_t> take();
  void ended(std::size_t step);
  // From now on take() gives nothing.
  void stop() noexcept { stopped_ = true; }

  // Nothing is running and nothing more will be.
  bool is_over() const noexcept;

  const Sequence::Steps& steps() const noexcept { return steps_; }

 private:
  enum class Stage : std::uint8_t { waiting, running, done };
  bool may_begin(std::size_t step) const;

  const Sequence& sequence_;
  Sequence::Steps steps_;
  std::vector<Stage> stages_;
  bool stopped_ = false;
};

}  // namespace whimbrel::engine
