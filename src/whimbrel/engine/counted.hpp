#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Numbers of things in words that operators read, the same in messages, checks and reports.
namespace whimbrel::engine {

// "1234567" → "1,234,567". Digits only.
std::string with_separators(const std::string& digits);
// "1,234,567".
std::string count_text(std::uint64_t count);
// "1 token", "2,500 tokens", "3 entries".
std::string counted(std::uint64_t count, std::string_view noun);
// "token" → "tokens", "entry" → "entries"; a noun that ends in s stays.
std::string plural(std::string_view noun);

}  // namespace whimbrel::engine
