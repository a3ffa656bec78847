#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"

namespace whimbrel::cli {

struct DotenvLine {
  std::string name;
  std::string value;
  std::size_t line = 0;  // from 1
};

// Reads the text of a .env file: NAME=VALUE a line, with "export " before it or not; # begins a
// comment. 'Single quotes' keep everything, "double quotes" know \n \t \" \\ \$; a value without
// quotes ends at " #" and loses blanks around it. Nothing is expanded. usage, naming file, line and
// column, for anything else. `file_name` is for messages.
base::Result<std::vector<DotenvLine>> parse_dotenv(std::string_view text,
                                                   std::string_view file_name);

}  // namespace whimbrel::cli
