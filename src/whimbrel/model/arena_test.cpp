#include "whimbrel/model/arena.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstring>
#include <string>

namespace whimbrel::model {
namespace {

TEST(Arena, keeps_every_copy_until_cleared) {
  EXPECT_TRUE(rc::check([] {
    const auto sizes = *rc::gen::container<std::vector<std::size_t>>(rc::gen::oneOf(
        rc::gen::inRange<std::size_t>(0, 2'000), rc::gen::inRange<std::size_t>(0, 600'000)));
    Arena arena;
    std::vector<std::string> originals;
    std::vector<std::string_view> copies;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      originals.emplace_back(sizes[i], static_cast<char>('a' + i % 26));
      copies.push_back(arena.copy(originals.back()));
    }
    for (std::size_t i = 0; i < sizes.size(); ++i) RC_ASSERT(copies[i] == originals[i]);
  }));
}

TEST(Arena, copies_nothing_as_nothing) { EXPECT_EQ(Arena().copy(""), ""); }

TEST(Arena, room_is_writable_and_apart_from_other_room) {
  Arena arena;
  char* first = arena.allocate(100);
  char* second = arena.allocate(100);
  std::memset(first, 'x', 100);
  std::memset(second, 'y', 100);
  EXPECT_EQ(std::string(first, 100), std::string(100, 'x'));
}

TEST(Arena, reserves_no_more_for_the_next_batch_of_the_same_size) {
  Arena arena;
  const std::string item(450, 'i');
  const auto fill = [&] {
    for (int i = 0; i < 10'000; ++i) arena.copy(item);
  };
  fill();
  const std::size_t reserved = arena.bytes_reserved();
  EXPECT_GE(reserved, 4'500'000u);
  for (int batch = 0; batch < 20; ++batch) {
    arena.clear();
    fill();
  }
  EXPECT_EQ(arena.bytes_reserved(), reserved);
}

TEST(Arena, lets_a_giant_go_when_cleared) {
  Arena arena;
  arena.copy("small");
  arena.allocate(std::size_t{20} << 20);
  EXPECT_GE(arena.bytes_reserved(), std::size_t{20} << 20);
  arena.clear();
  EXPECT_LT(arena.bytes_reserved(), std::size_t{1} << 20);
  EXPECT_EQ(arena.copy("after"), "after");
}

}  // namespace
}  // namespace whimbrel::model
