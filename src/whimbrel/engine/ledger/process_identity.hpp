#pragma once

#include <string>
#include <string_view>

namespace whimbrel::engine {

// "ana@build-7 pid 4711 start 123456 boot 1f0c… space pid:[4026531836]": who this process is, so
// that another process on the same machine can tell whether it still lives (Linux: /proc). Start
// time, boot and process id space are there because a bare id comes round again, after a while,
// after a restart, and in every container. Where /proc does not tell them, only actor and pid.
std::string describe_this_process(std::string_view actor);

// The part of a description that people want to read: "ana@build-7 pid 4711".
std::string_view short_description(std::string_view description) noexcept;

// True only when `description` is of a process of this machine and id space, since the machine's
// last start, that is gone for certain or has ended and only waits to be collected by its parent.
// False when it lives, ran elsewhere, or cannot be told.
bool is_known_dead(std::string_view description);

// True when `description` is of the calling process.
bool is_this_process(std::string_view description);

}  // namespace whimbrel::engine
