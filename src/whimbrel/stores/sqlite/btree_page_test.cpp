#include "whimbrel/stores/sqlite/btree_page.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace whimbrel::stores::sqlite {
namespace {

// An inner page with two cells, as the file format has it.
std::string sample_page() {
  std::string page(512, '\0');
  const std::string header{'\x02', 0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 9};
  page.replace(0, header.size(), header);
  const auto cell_at = [&](std::size_t offset, std::size_t slot, char child, char letter) {
    page[12 + 2 * slot] = static_cast<char>(offset >> 8U);
    page[13 + 2 * slot] = static_cast<char>(offset & 0xffU);
    // child, payload of 9 bytes: header of 3, text of 4, text of 2
    const std::string cell{0, 0, 0, child, 9, 3, 13 + 8, 13 + 4, letter, 'e', 'y', '1', '{', '}'};
    page.replace(offset, cell.size(), cell);
  };
  cell_at(300, 0, 5, 'k');
  cell_at(400, 1, 7, 'm');
  return page;
}

TEST(BtreePage, keys_and_children_are_read_in_order) {
  const auto page = parse_inner_page(sample_page(), 512);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->keys, (std::vector<std::string>{"key1", "mey1"}));
  EXPECT_EQ(page->children, (std::vector<std::uint32_t>{5, 7, 9}));
}

TEST(BtreePage, other_pages_are_no_inner_pages) {
  std::string leaf = sample_page();
  leaf[0] = '\x0a';
  EXPECT_FALSE(parse_inner_page(leaf, 512));
  EXPECT_FALSE(parse_inner_page(std::string(512, '\0'), 512));
  EXPECT_FALSE(parse_inner_page("", 512));
}

TEST(BtreePage, offsets_outside_the_page_are_refused) {
  std::string page = sample_page();
  page[12] = '\x7f';
  EXPECT_FALSE(parse_inner_page(page, 512));
  page = sample_page();
  page[3] = '\x7f';
  EXPECT_FALSE(parse_inner_page(page, 512));
}

TEST(BtreePage, any_bytes_are_harmless) {
  EXPECT_TRUE(rc::check("a page with bytes changed at random", [] {
    std::string page = sample_page();
    const auto changes = *rc::gen::container<std::vector<std::pair<std::size_t, char>>>(
        rc::gen::pair(rc::gen::inRange<std::size_t>(1, 512), rc::gen::arbitrary<char>()));
    for (const auto& [offset, byte] : changes) page[offset] = byte;
    const auto parsed = parse_inner_page(page, 512);
    if (parsed) RC_ASSERT(parsed->children.size() == parsed->keys.size() + 1);
  }));
}

}  // namespace
}  // namespace whimbrel::stores::sqlite
