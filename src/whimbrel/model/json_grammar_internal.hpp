#pragma once

#include <cstddef>
#include <cstdint>

#include "whimbrel/model/json_tokens_internal.hpp"

namespace whimbrel::model {

// More members than that no such tokens can have: each takes a name, a colon, a value and a comma.
inline std::size_t json_members_max(const JsonTokens& tokens) { return tokens.count / 4 + 2; }

// Checks that the tokens make one object and nothing else, no deeper than json_depth_max; string
// escapes are left to others. Writes the token of each of its members' names to `name_tokens`,
// which has room for json_members_max, and says how many they are. False when the tokens do not,
// and `fault` says why.
bool check_json_object(const JsonTokens& tokens, std::uint32_t* name_tokens,
                       std::size_t& name_count, JsonFault& fault);

}  // namespace whimbrel::model
