#pragma once

#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/value.hpp"

namespace whimbrel::recipes {

// The text with each ${NAME} replaced by that environment variable; "$${" stands for "${". What is
// made of it may be secret: never show it. usage, naming the variable, when one is not set.
base::Result<std::string> with_environment(std::string_view text);

// The same for every text in a value.
base::Result<model::Value> with_environment(const model::Value& value);

}  // namespace whimbrel::recipes
