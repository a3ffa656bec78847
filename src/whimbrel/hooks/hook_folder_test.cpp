#include "whimbrel/hooks/hook_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

namespace whimbrel::hooks {
namespace {

using base::ErrorKind;
using engine::RunEvent;

class HookFolderTest : public ::testing::Test {
 protected:
  HookFolderTest()
      : folder_(std::filesystem::temp_directory_path() /
                ("whimbrel-hooks-" + std::to_string(std::random_device{}()))) {
    std::filesystem::create_directories(folder_);
    std::filesystem::permissions(folder_, std::filesystem::perms(0755));
  }
  ~HookFolderTest() override { std::filesystem::remove_all(folder_); }

  void put(const std::string& name, unsigned mode = 0755) {
    const auto path = folder_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::filesystem::permissions(path.parent_path(), std::filesystem::perms(0755));
    std::ofstream(path) << "#!/bin/sh\n";
    std::filesystem::permissions(path, std::filesystem::perms(mode));
  }
  base::Result<HookFolder> load() {
    return HookFolder::load(base::posix_file_system(), folder_.string());
  }
  std::string path(const std::string& name) { return (folder_ / name).string(); }

 private:
  std::filesystem::path folder_;
};

TEST_F(HookFolderTest, finds_programs_by_event_in_their_order) {
  put("after-up");
  put("after-up.d/20-mail");
  put("after-up.d/10-chat");
  put("after-up.d/.hidden", 0644);
  put("after-up.d/10-chat~");
  put("README.md", 0644);
  put("lib/common.sh", 0644);
  const auto hooks = load();
  ASSERT_TRUE(hooks) << hooks.error().describe();
  EXPECT_EQ(
      hooks->programs(RunEvent::after_up),
      (std::vector{path("after-up"), path("after-up.d/10-chat"), path("after-up.d/20-mail")}));
  EXPECT_TRUE(hooks->programs(RunEvent::before_up).empty());
}

TEST_F(HookFolderTest, is_empty_where_there_is_no_folder) {
  const auto hooks = HookFolder::load(base::posix_file_system(), path("nothing"));
  ASSERT_TRUE(hooks);
  EXPECT_TRUE(hooks->programs(RunEvent::after_up).empty());
}

TEST_F(HookFolderTest, refuses_what_cannot_run_or_others_may_write) {
  put("before-up", 0644);
  EXPECT_EQ(load().error().message(),
            path("before-up") + " is not executable, so it cannot be run");
  put("before-up", 0777);
  EXPECT_EQ(load().error().kind(), ErrorKind::permission);
  EXPECT_EQ(load().error().remedy(), "run: chmod go-w " + path("before-up"));
  put("before-up", 0755);
  std::filesystem::permissions(path("."), std::filesystem::perms(0775));
  EXPECT_EQ(load().error().kind(), ErrorKind::permission);
}

TEST_F(HookFolderTest, refuses_a_name_that_is_almost_an_event) {
  put("before_up.sh");
  const auto hooks = load();
  ASSERT_FALSE(hooks);
  EXPECT_EQ(hooks.error().kind(), ErrorKind::usage);
  EXPECT_EQ(hooks.error().message(), path("before_up.sh") +
                                         " would never be run: a hook's name is before-up and "
                                         "nothing else");
}

}  // namespace
}  // namespace whimbrel::hooks
