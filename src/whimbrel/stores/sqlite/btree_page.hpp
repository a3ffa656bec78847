#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace whimbrel::stores::sqlite {

// An inner page of the b-tree of a WITHOUT ROWID table whose first column is a text, as
// https://www.sqlite.org/fileformat2.html lays it out.
struct InnerPage {
  // One more than keys: children[i] holds what is less than keys[i].
  std::vector<std::uint32_t> children;
  std::vector<std::string> keys;
};

// Reads a page of `usable_bytes` (page size less what the file reserves); nullopt when it is no
// such page. Hostile or torn bytes are harmless: every offset is checked.
std::optional<InnerPage> parse_inner_page(std::string_view page, std::size_t usable_bytes);

}  // namespace whimbrel::stores::sqlite
