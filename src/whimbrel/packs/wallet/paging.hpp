#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "whimbrel/base/result.hpp"

namespace whimbrel::packs::wallet {

// Which users of a long list an answer is about.
struct Paging {
  static constexpr std::uint64_t limit_max = 1'000;
  static constexpr std::uint64_t offset_max = 1'000'000'000'000;

  std::uint64_t offset = 0;
  std::uint64_t limit = 100;
};

// Reads `limit` (1 … limit_max) and `offset` (0 … offset_max) as a request or a command line gives
// them; the default where one is absent. usage, naming the argument, for anything but such a
// number.
base::Result<Paging> parse_paging(std::optional<std::string_view> limit,
                                  std::optional<std::string_view> offset);

}  // namespace whimbrel::packs::wallet
