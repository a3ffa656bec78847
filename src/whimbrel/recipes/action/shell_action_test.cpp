#include "whimbrel/recipes/action/shell_action.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "whimbrel/recipes/action/testing/action_bench.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"

namespace whimbrel::recipes {
namespace {

using base::ErrorKind;
using testing::ActionBench;

void write_program(const std::string& path, const std::string& text) {
  std::ofstream(path) << "#!/bin/sh\n" << text;
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
}

TEST(ShellAction, asks_does_and_takes_back_in_the_recipes_folder) {
  stores::memory::MemoryStore store;
  ActionBench bench(store,
                    "shell: { program: [./make.sh, two words], is_done: [test, -e, made], undo: "
                    "{ sh: \"rm -f made | cat\" } }");
  EXPECT_EQ(bench.findings(), "");
  EXPECT_EQ(bench.action().description(), "run ./make.sh two words");
  write_program(bench.folder() + "/make.sh",
                "echo \"$1 $WHIMBREL_RUN_ID $WHIMBREL_TARGET\" >made\n");
  EXPECT_FALSE(bench.is_done().value());
  const auto performed = bench.perform();
  ASSERT_TRUE(performed) << performed.error().describe();
  EXPECT_TRUE(bench.is_done().value());
  std::string line;
  std::ifstream file(bench.folder() + "/made");
  std::getline(file, line);
  EXPECT_EQ(line, "two words 005_test-run " + store.description());
  ASSERT_TRUE(bench.undo());
  EXPECT_FALSE(bench.is_done().value());
  EXPECT_TRUE(bench.undo());
}

TEST(ShellAction, no_shell_sees_the_words_of_a_program) {
  stores::memory::MemoryStore store;
  ActionBench bench(store, "shell: { program: [test, \"$(exit 3); a\", =, \"$(exit 3); a\"] }");
  EXPECT_TRUE(bench.perform());
}

TEST(ShellAction, tells_how_a_program_failed) {
  stores::memory::MemoryStore store;
  ActionBench bench(store, "shell: { sh: \"echo cannot connect >&2; exit 3\" }");
  const auto performed = bench.perform();
  ASSERT_FALSE(performed);
  EXPECT_EQ(performed.error().describe(),
            "/bin/sh -c echo cannot connect >&2; exit 3 exited with 3: cannot connect");
  EXPECT_FALSE(bench.action().can_undo());

  ActionBench question(store, "shell: { sh: \"true\", is_done: { sh: \"exit 2\" } }");
  EXPECT_EQ(question.is_done().error().kind(), ErrorKind::refused);

  ActionBench slow(store, "shell: { program: [sleep, 30], timeout: 100ms }");
  EXPECT_EQ(slow.perform().error().kind(), ErrorKind::unavailable);

  ActionBench missing(store, "shell: { program: ./nothing.sh }");
  EXPECT_EQ(missing.perform().error().kind(), ErrorKind::not_found);
}

}  // namespace
}  // namespace whimbrel::recipes
