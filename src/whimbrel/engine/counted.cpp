#include "whimbrel/engine/counted.hpp"

namespace whimbrel::engine {

std::string with_separators(const std::string& digits) {
  std::string separated;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) separated += ',';
    separated += digits[i];
  }
  return separated;
}

std::string count_text(std::uint64_t count) { return with_separators(std::to_string(count)); }

std::string plural(std::string_view noun) {
  std::string many(noun);
  if (many.empty() || many.back() == 's') return many;
  const bool vowel_before_y =
      many.size() > 1 && std::string_view("aeiou").find(many[many.size() - 2]) != std::string::npos;
  if (many.back() == 'y' && !vowel_before_y) {
    many.pop_back();
    return many + "ies";
  }
  return many + "s";
}

std::string counted(std::uint64_t count, std::string_view noun) {
  return count_text(count) + " " + (count == 1 ? std::string(noun) : plural(noun));
}

}  // namespace whimbrel::engine
