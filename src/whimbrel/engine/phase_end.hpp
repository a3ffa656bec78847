#pragma once

#include <cstdint>

namespace whimbrel::engine {

// How the walk of a phase ended.
enum class PhaseEnd : std::uint8_t {
  finished,
  pause_requested,
  abort_requested,
};

}  // namespace whimbrel::engine
