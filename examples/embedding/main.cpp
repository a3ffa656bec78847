#include <fmt/format.h>

#include <string>

#include "whimbrel/base/result.hpp"

namespace {

using whimbrel::base::ErrorKind;
using whimbrel::base::Result;

// Errors are values here: the caller decides by kind, and tells the operator what to do next.
Result<int> batch_items(const std::string& text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos) {
    return whimbrel::base::fail(ErrorKind::usage, fmt::format("'{}' is not a batch size", text),
                                "give a whole number, such as 2000");
  }
  return std::stoi(text);
}

}  // namespace

int main() {
  const auto batch = batch_items("many");
  if (batch) return 1;
  const auto& error = batch.error();
  fmt::print("{}: {}; {}\n", to_string(error.kind()), error.describe(), error.remedy());
  return error.kind() == ErrorKind::usage ? 0 : 1;
}
