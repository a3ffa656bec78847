#include "whimbrel/stores/record_key.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace whimbrel::stores {

base::Status check_record_key(std::string_view key) {
  const bool printable = std::all_of(
      key.begin(), key.end(), [](char character) { return character >= 0x20 && character < 0x7f; });
  if (!key.empty() && key.size() <= record_key_bytes_max && printable) return {};
  return base::fail(
      base::ErrorKind::internal,
      fmt::format("a record key must be 1 to {} bytes of printable ASCII; this one has "
                  "{} bytes",
                  record_key_bytes_max, key.size()),
      "report this as a bug");
}

}  // namespace whimbrel::stores
