#pragma once

#include <string_view>

namespace whimbrel::engine {

// Whether every object that has the name of an Extended JSON type wrapper ({"$oid": …}) is a valid
// one. `json` is text whose grammar is known to be right. Reads no tree: usual wrappers are checked
// in place, unusual ones alone, so that this costs little beside reading the line.
bool has_valid_wrappers(std::string_view json);

}  // namespace whimbrel::engine
