#include "whimbrel/base/scratch_file.hpp"

#include <gtest/gtest.h>

#include "whimbrel/base/testing/fault_file_system.hpp"

namespace whimbrel::base {
namespace {

using testing::Fault;
using testing::FaultFileSystem;

constexpr const char* directory = "/scratch";

class ScratchFileTest : public ::testing::Test {
 protected:
  ScratchFileTest() { EXPECT_TRUE(files_.make_directories(directory)); }

  std::unique_ptr<ScratchFile> make() { return ScratchFile::create(files_, directory).value(); }

  FaultFileSystem files_;
};

TEST_F(ScratchFileTest, has_no_name_that_could_be_left_behind) {
  const auto file = make();
  EXPECT_TRUE(files_.paths().empty());
}

TEST_F(ScratchFileTest, reads_back_what_was_written_across_buffers) {
  const auto file = make();
  std::string expected;
  for (int i = 0; i < 100'000; ++i) {
    const std::string part = std::to_string(i) + ' ';
    expected += part;
    ASSERT_TRUE(file->append(part));
  }
  ASSERT_TRUE(file->flush());
  ASSERT_EQ(file->size_bytes(), expected.size());
  std::string found(expected.size() + 10, 'x');
  ASSERT_EQ(file->read(0, found).value(), expected.size());
  EXPECT_EQ(found.substr(0, expected.size()), expected);
  std::string end(5, 'x');
  EXPECT_EQ(file->read(expected.size() - 3, end).value(), 3u);
}

TEST_F(ScratchFileTest, says_where_to_find_more_room_when_the_disk_is_full) {
  const auto file = make();
  ASSERT_TRUE(file->append("some bytes"));
  files_.fail_call(files_.calls_made() + 1, Fault::no_space);
  const auto flushed = file->flush();
  ASSERT_FALSE(flushed);
  EXPECT_EQ(flushed.error().kind(), ErrorKind::no_space);
  EXPECT_NE(flushed.error().message().find(directory), std::string::npos);
  EXPECT_NE(flushed.error().remedy().find("TMPDIR"), std::string::npos);
}

TEST_F(ScratchFileTest, fails_when_the_folder_is_missing) {
  const auto file = ScratchFile::create(files_, "/nowhere");
  ASSERT_FALSE(file);
  EXPECT_NE(file.error().message().find("/nowhere"), std::string::npos);
}

}  // namespace
}  // namespace whimbrel::base
