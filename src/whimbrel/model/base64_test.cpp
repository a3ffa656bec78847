#include "whimbrel/model/base64.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace whimbrel::model {
namespace {

std::string encoded(const std::vector<std::uint8_t>& bytes) {
  std::string text;
  append_base64(bytes, text);
  return text;
}

TEST(Base64, writes_the_examples_of_the_rfc) {
  EXPECT_EQ(encoded({}), "");
  EXPECT_EQ(encoded({'f'}), "Zg==");
  EXPECT_EQ(encoded({'f', 'o'}), "Zm8=");
  EXPECT_EQ(encoded({'f', 'o', 'o'}), "Zm9v");
  EXPECT_EQ(encoded({0xfb, 0xff, 0xfe}), "+//+");
}

TEST(Base64, refuses_all_but_its_own_spelling) {
  for (const char* text : {"Zg", "Zg=", "Z===", "====", "=", "Zh==", "Zm9=", "Zm 9",
                           " Zg=", "Zg==\n", "Zg==Zg==", "-_-_", "Z=g=", "Zg==Zm9v"})
    EXPECT_EQ(read_base64(text), std::nullopt) << text;
}

TEST(Base64, gives_back_every_byte) {
  EXPECT_TRUE(rc::check([](const std::vector<std::uint8_t>& bytes) {
    RC_ASSERT(read_base64(encoded(bytes)) == bytes);
  }));
}

TEST(Base64, gives_back_more_than_one_piece_of_the_library) {
  for (const std::size_t size : {(3U << 20) - 1, 3U << 20, (3U << 20) + 1, (6U << 20) + 2}) {
    std::vector<std::uint8_t> bytes(size);
    for (std::size_t at = 0; at < size; ++at) bytes[at] = static_cast<std::uint8_t>(at * 31 >> 3);
    EXPECT_TRUE(read_base64(encoded(bytes)) == bytes) << size;
  }
}

TEST(Base64, appends_to_what_is_there) {
  std::string text = "before ";
  append_base64(std::vector<std::uint8_t>{'f'}, text);
  EXPECT_EQ(text, "before Zg==");
}

}  // namespace
}  // namespace whimbrel::model
