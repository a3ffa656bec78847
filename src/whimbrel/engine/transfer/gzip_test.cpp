#include <gtest/gtest.h>

#include "whimbrel/engine/transfer/byte_sink.hpp"
#include "whimbrel/engine/transfer/gzip_source.hpp"
#include "whimbrel/engine/transfer/testing/transfer_bench.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;
using testing::gzipped;
using testing::PiecewiseSource;

std::string sample_text() {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += std::to_string(i * 7919) + "\n";
  return text;
}

base::Result<std::string> unpacked(std::string packed, std::size_t piece_bytes) {
  GzipSource source("in.gz", std::make_unique<PiecewiseSource>(std::move(packed), piece_bytes));
  std::string text;
  for (std::string buffer(1000, '\0');;) {
    WHIMBREL_ASSIGN(const std::size_t count, source.read(buffer));
    if (count == 0) return text;
    text.append(buffer, 0, count);
  }
}

TEST(GzipSource, gives_what_was_packed_however_the_bytes_come) {
  const std::string text = sample_text();
  for (const std::size_t piece_bytes : {1, 100, 1'000'000}) {
    const auto found = unpacked(gzipped(text), piece_bytes);
    ASSERT_TRUE(found) << found.error().describe();
    EXPECT_EQ(*found, text);
  }
}

TEST(GzipSource, joins_members_and_passes_the_zeros_that_fill_a_block) {
  const std::string packed = gzipped("one ") + gzipped("") + gzipped("two") + std::string(512, 0);
  const auto found = unpacked(packed, 3);
  ASSERT_TRUE(found) << found.error().describe();
  EXPECT_EQ(*found, "one two");
}

TEST(GzipSource, tells_a_file_that_was_cut_short_at_any_byte) {
  const std::string packed = gzipped("some text to pack, long enough for a few bytes");
  for (std::size_t size = 1; size < packed.size(); ++size) {
    const auto found = unpacked(packed.substr(0, size), 1000);
    ASSERT_FALSE(found) << "cut at " << size;
    EXPECT_EQ(found.error().kind(), ErrorKind::corrupt);
    EXPECT_EQ(found.error().message(), "in.gz: byte " + std::to_string(size) +
                                           " of the packed file: the file ends in the middle: it "
                                           "was cut short");
  }
}

TEST(GzipSource, tells_damage_or_gives_the_true_bytes) {
  const std::string text = "some text to pack, long enough for a few bytes";
  const std::string packed = gzipped(text);
  std::size_t told = 0;
  for (std::size_t bit = 0; bit < packed.size() * 8; ++bit) {
    std::string damaged = packed;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ 1 << bit % 8);
    const auto found = unpacked(damaged, 1000);
    if (found) {
      EXPECT_EQ(*found, text) << "damaged at bit " << bit;
      continue;
    }
    ++told;
    EXPECT_EQ(found.error().kind(), ErrorKind::corrupt);
    EXPECT_FALSE(found.error().remedy().empty());
  }
  // The header's time, level and system, and the bits that fill the last byte, bear no data.
  EXPECT_GT(told, (packed.size() - 8) * 8);
}

TEST(GzipSource, refuses_what_follows_and_is_no_member) {
  const auto found = unpacked(gzipped("one") + "tail", 1000);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind(), ErrorKind::corrupt);
}

TEST(ByteSource, unpacks_by_content_and_counts_packed_bytes) {
  base::testing::FaultFileSystem disk;
  const std::string packed = gzipped(sample_text());
  disk.place("tokens.txt", packed);
  std::atomic<std::uint64_t> bytes_read{0};
  const auto source = open_byte_source(disk, "tokens.txt", &bytes_read);
  ASSERT_TRUE(source) << source.error().describe();
  const auto text = read_beginning(**source, 1u << 20);
  ASSERT_TRUE(text) << text.error().describe();
  EXPECT_EQ(*text, sample_text());
  EXPECT_EQ(bytes_read, packed.size());
}

TEST(ByteSource, of_a_missing_file_names_it) {
  base::testing::FaultFileSystem disk;
  const auto source = open_byte_source(disk, "nowhere.gz");
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().kind(), ErrorKind::not_found);
  EXPECT_NE(source.error().describe().find("nowhere.gz"), std::string::npos);
}

TEST(ByteSink, packs_by_name_so_that_a_reader_gives_the_same_bytes) {
  base::testing::FaultFileSystem disk;
  auto sink = open_byte_sink(disk, "out.gz", base::IfExists::refuse);
  ASSERT_TRUE(sink) << sink.error().describe();
  const std::string text = sample_text();
  ASSERT_TRUE((*sink)->append(std::string_view(text).substr(0, 1000)));
  ASSERT_TRUE((*sink)->append({}));
  ASSERT_TRUE((*sink)->append(std::string_view(text).substr(1000)));
  EXPECT_FALSE(disk.content("out.gz"));
  ASSERT_TRUE((*sink)->finish());
  const auto packed = disk.content("out.gz");
  ASSERT_TRUE(packed);
  EXPECT_LT(packed->size(), text.size());
  const auto found = unpacked(*packed, 100'000);
  ASSERT_TRUE(found) << found.error().describe();
  EXPECT_EQ(*found, text);
}

TEST(ByteSink, that_is_given_up_leaves_no_file) {
  base::testing::FaultFileSystem disk;
  for (const char* path : {"out", "out.gz"}) {
    auto sink = open_byte_sink(disk, path, base::IfExists::refuse);
    ASSERT_TRUE(sink);
    ASSERT_TRUE((*sink)->append("half"));
  }
  EXPECT_TRUE(disk.paths().empty());
}

TEST(ByteSink, refuses_a_name_that_is_taken_before_anything_is_written) {
  base::testing::FaultFileSystem disk;
  disk.place("out", "mine");
  const auto sink = open_byte_sink(disk, "out", base::IfExists::refuse);
  ASSERT_FALSE(sink);
  EXPECT_EQ(sink.error().kind(), ErrorKind::refused);
  EXPECT_EQ(disk.content("out"), "mine");
}

}  // namespace
}  // namespace whimbrel::engine
