#include "whimbrel/model/json_number.hpp"

namespace whimbrel::model {
namespace {

// Steps over digits; false when there is none.
bool skip_digits(const char*& at, const char* end) noexcept {
  const char* start = at;
  while (at != end && *at >= '0' && *at <= '9') ++at;
  return at != start;
}

}  // namespace

bool is_json_number(std::string_view text) noexcept {
  const char* at = text.data();
  const char* end = at + text.size();
  if (at != end && *at == '-') ++at;
  if (at != end && *at == '0')
    ++at;
  else if (!skip_digits(at, end))
    return false;
  if (at != end && *at == '.' && !skip_digits(++at, end)) return false;
  if (at == end || (*at | 0x20) != 'e') return at == end;
  ++at;
  if (at != end && (*at == '+' || *at == '-')) ++at;
  return skip_digits(at, end) && at == end;
}

}  // namespace whimbrel::model
