#include "whimbrel/base/file_system.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "whimbrel/base/partial_file.hpp"

namespace whimbrel::base {
namespace {

class PosixFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "whimbrel-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  std::string path(const std::string& name) const { return join_path(directory_, name); }

  FileSystem& files_ = posix_file_system();
  std::string directory_;
};

TEST(Paths, find_the_directory_and_join) {
  EXPECT_EQ(directory_of("a/b/c"), "a/b");
  EXPECT_EQ(directory_of("c"), ".");
  EXPECT_EQ(directory_of("/c"), "/");
  EXPECT_EQ(join_path("a", "b"), "a/b");
  EXPECT_EQ(join_path("/", "b"), "/b");
  EXPECT_EQ(join_path(".", "b"), "b");
  EXPECT_EQ(join_path("a", "/b"), "/b");
}

TEST_F(PosixFiles, write_read_truncate_and_tell_their_size) {
  auto file = files_.open(path("f"), OpenMode::create_new, 0640);
  ASSERT_TRUE(file) << file.error().describe();
  ASSERT_TRUE(write_all(**file, 0, "hello world"));
  ASSERT_TRUE(write_all(**file, 6, "there"));
  ASSERT_TRUE((*file)->truncate(9));
  ASSERT_TRUE((*file)->sync());
  const auto info = (*file)->info();
  ASSERT_TRUE(info);
  EXPECT_EQ(info->size_bytes, 9u);
  EXPECT_EQ(info->mode, 0640u);
  EXPECT_EQ(read_file(files_, path("f"), 100).value(), "hello the");
}

TEST_F(PosixFiles, permissions_are_exact_whatever_the_umask) {
  const mode_t before = ::umask(0);
  ASSERT_TRUE(write_file_durably(files_, path("secret"), "x"));
  ::umask(before);
  EXPECT_EQ(files_.stat(path("secret"))->mode, 0600u);
}

TEST_F(PosixFiles, reading_past_the_end_is_short_and_reading_exactly_says_so) {
  ASSERT_TRUE(write_file_durably(files_, path("f"), "abc"));
  auto file = files_.open(path("f"), OpenMode::read);
  ASSERT_TRUE(file);
  char buffer[8];
  EXPECT_EQ(read_up_to(**file, 1, buffer).value(), 2u);
  const Status exact = read_exactly(**file, 1, buffer);
  ASSERT_FALSE(exact);
  EXPECT_EQ(exact.error().kind(), ErrorKind::corrupt);
}

TEST_F(PosixFiles, map_errors_to_kinds_and_name_the_path) {
  const auto missing = files_.open(path("none"), OpenMode::read);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind(), ErrorKind::not_found);
  EXPECT_NE(missing.error().message().find(path("none")), std::string::npos);
  EXPECT_FALSE(missing.error().remedy().empty());

  ASSERT_TRUE(write_file_durably(files_, path("f"), "x"));
  EXPECT_EQ(files_.open(path("f"), OpenMode::create_new).error().kind(), ErrorKind::refused);
  EXPECT_EQ(files_.open(directory_, OpenMode::read_write).error().kind(), ErrorKind::usage);
  EXPECT_EQ(files_.open(path(std::string(300, 'x')), OpenMode::read).error().kind(),
            ErrorKind::usage);
  EXPECT_EQ(files_.list(path("none")).error().kind(), ErrorKind::not_found);
  EXPECT_EQ(read_file(files_, path("f"), 0).error().kind(), ErrorKind::refused);
}

TEST_F(PosixFiles, a_full_disk_is_no_space) {
  auto full = files_.open("/dev/full", OpenMode::read_write);
  if (!full) GTEST_SKIP() << "no /dev/full here";
  EXPECT_EQ(write_all(**full, 0, "x").error().kind(), ErrorKind::no_space);
}

TEST_F(PosixFiles, rename_refuses_a_taken_name_unless_told_to_replace) {
  ASSERT_TRUE(write_file_durably(files_, path("a"), "a"));
  ASSERT_TRUE(write_file_durably(files_, path("b"), "b"));
  EXPECT_EQ(files_.rename(path("a"), path("b"), IfExists::refuse).error().kind(),
            ErrorKind::refused);
  EXPECT_EQ(read_file(files_, path("b"), 10).value(), "b");
  ASSERT_TRUE(files_.rename(path("a"), path("b"), IfExists::replace));
  EXPECT_EQ(read_file(files_, path("b"), 10).value(), "a");
  ASSERT_TRUE(files_.rename(path("b"), path("c"), IfExists::refuse));
  EXPECT_EQ(files_.list(directory_).value(), std::vector<std::string>{"c"});
}

TEST_F(PosixFiles, directories_are_made_with_their_parents) {
  ASSERT_TRUE(files_.make_directories(path("x/y/z")));
  ASSERT_TRUE(files_.make_directories(path("x/y/z")));
  EXPECT_TRUE(files_.stat(path("x/y/z"))->is_directory);
  EXPECT_TRUE(files_.sync_directory(path("x/y")));
}

TEST_F(PosixFiles, a_partial_file_not_committed_leaves_nothing) {
  {
    auto partial = PartialFile::create(files_, path("f"));
    ASSERT_TRUE(partial);
    ASSERT_TRUE(partial->append("half"));
    EXPECT_EQ(files_.list(directory_).value(), std::vector<std::string>{"f.partial"});
  }
  EXPECT_TRUE(files_.list(directory_)->empty());
}

TEST_F(PosixFiles, a_partial_file_does_not_follow_a_planted_link) {
  ASSERT_TRUE(write_file_durably(files_, path("victim"), "mine"));
  std::filesystem::create_symlink(path("victim"), path("f.partial"));
  ASSERT_TRUE(write_file_durably(files_, path("f"), "new"));
  EXPECT_EQ(read_file(files_, path("victim"), 10).value(), "mine");
}

TEST_F(PosixFiles, a_partial_file_of_somebody_else_can_be_refused) {
  auto first = PartialFile::create(files_, path("f"), 0600, IfExists::refuse);
  ASSERT_TRUE(first);
  const auto second = PartialFile::create(files_, path("f"), 0600, IfExists::refuse);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind(), ErrorKind::refused);
}

}  // namespace
}  // namespace whimbrel::base
