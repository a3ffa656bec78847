#pragma once

#include <string>
#include <string_view>

namespace whimbrel::engine {

// "actor pid 4711 start 123456 boot 1f0c…": who this process is, so that another process on the same
// machine can tell whether it still lives (Linux: /proc). Elsewhere only actor and pid.
std::string describe_this_process(std::string_view actor);

// True only when `description` is of a process of this machine, since its last start, that is gone
// for certain. False when it lives, ran elsewhere, or cannot be told.
bool is_known_dead(std::string_view description);

}  // namespace whimbrel::engine
