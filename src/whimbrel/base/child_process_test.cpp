#include "whimbrel/base/child_process.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "whimbrel/base/clock.hpp"

namespace whimbrel::base {
namespace {

ProgramSpec shell(const std::string& script) {
  ProgramSpec spec;
  spec.arguments = {"/bin/sh", "-c", script};
  return spec;
}

// Everything it prints until it closes its output or nothing comes for a while.
std::string output_of(ChildProcess& child, std::int64_t timeout_ms = 5'000) {
  std::string output;
  while (true) {
    const std::size_t size_before = output.size();
    const auto exchanged = child.exchange("", output, timeout_ms);
    if (!exchanged || exchanged->output_ended || output.size() == size_before) return output;
  }
}

// One that only waits to be reaped is none.
bool is_alive(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string text;
  return std::getline(file, text) && text.find(") Z ") == std::string::npos;
}

bool dies_soon(pid_t process) {
  for (int i = 0; i < 200 && is_alive(process); ++i) system_clock().sleep_ms(10);
  return !is_alive(process);
}

TEST(ChildProcess, answers_what_it_is_told) {
  const auto child = ChildProcess::start({{"cat"}, {}, {}, true, {}, 0, 4096});
  ASSERT_TRUE(child) << child.error().describe();
  std::string output;
  const auto sent = (*child)->exchange("a line\n", output, 5'000);
  ASSERT_TRUE(sent);
  EXPECT_EQ(sent->written, 7u);
  (*child)->close_input();
  EXPECT_EQ(output + output_of(**child), "a line\n");
  EXPECT_TRUE((*child)->end(5'000).success());
}

TEST(ChildProcess, runs_in_its_folder_with_its_variables_and_no_others) {
  ProgramSpec spec = shell("pwd; echo \"$GREETING/$HOME\"");
  spec.folder = "/usr";
  spec.environment = {{"GREETING", "hello"}};
  spec.inherits_environment = false;
  const auto child = ChildProcess::start(spec);
  ASSERT_TRUE(child);
  EXPECT_EQ(output_of(**child), "/usr\nhello/\n");
}

TEST(ChildProcess, replaces_a_variable_of_this_process) {
  ASSERT_EQ(::setenv("WHIMBREL_TEST_VARIABLE", "old", 1), 0);
  ProgramSpec spec = shell("env | grep WHIMBREL_TEST_VARIABLE");
  spec.environment = {{"WHIMBREL_TEST_VARIABLE", "new"}};
  const auto child = ChildProcess::start(spec);
  ASSERT_TRUE(child);
  EXPECT_EQ(output_of(**child), "WHIMBREL_TEST_VARIABLE=new\n");
}

TEST(ChildProcess, does_not_see_what_is_withheld) {
  ASSERT_EQ(::setenv("WHIMBREL_TEST_SECRET", "hush", 1), 0);
  ProgramSpec spec = shell("echo \"[$WHIMBREL_TEST_SECRET]\"");
  spec.withheld = {"WHIMBREL_TEST_SECRET"};
  const auto child = ChildProcess::start(spec);
  ASSERT_TRUE(child);
  EXPECT_EQ(output_of(**child), "[]\n");
}

TEST(ChildProcess, gets_no_descriptor_but_its_three_streams) {
  const OwnedDescriptor stray(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const auto other = ChildProcess::start(shell("sleep 5"));
  const auto child = ChildProcess::start({{"ls", "/proc/self/fd"}, {}, {}, true, {}, 0, 4096});
  ASSERT_TRUE(other && child);
  // The fourth is the folder it reads.
  EXPECT_EQ(output_of(**child), "0\n1\n2\n3\n");
}

TEST(ChildProcess, tells_what_cannot_be_started_and_why) {
  const auto missing =
      ChildProcess::start({{"whimbrel-no-such-program"}, {}, {}, true, {}, 0, 4096});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind(), ErrorKind::not_found);
  EXPECT_EQ(missing.error().message(),
            "cannot start whimbrel-no-such-program: No such file or directory");

  const auto forbidden = ChildProcess::start({{"/etc/passwd"}, {}, {}, true, {}, 0, 4096});
  ASSERT_FALSE(forbidden);
  EXPECT_EQ(forbidden.error().kind(), ErrorKind::permission);

  ProgramSpec nowhere = shell("true");
  nowhere.folder = "/no/such/folder";
  const auto folder = ChildProcess::start(nowhere);
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().message(), "cannot start /bin/sh: there is no folder /no/such/folder");
  EXPECT_EQ(ChildProcess::start({}).error().kind(), ErrorKind::usage);
}

TEST(ChildProcess, says_in_words_how_it_ended) {
  const auto ended = [](const char* script) {
    return to_text((*ChildProcess::start(shell(script)))->end(5'000));
  };
  EXPECT_EQ(ended("exit 0"), "exited with 0");
  EXPECT_EQ(ended("exit 3"), "exited with 3");
  EXPECT_EQ(ended("kill -9 $$"), "was ended by signal 9 (Killed)");
}

TEST(ChildProcess, writing_to_one_that_is_gone_raises_no_signal) {
  const auto child = ChildProcess::start(shell("exec 0<&-; echo closed; sleep 5"));
  ASSERT_TRUE(child);
  EXPECT_EQ(output_of(**child, 200), "closed\n");
  std::string output;
  const auto sent = (*child)->exchange("into the void", output, 5'000);
  ASSERT_TRUE(sent);
  EXPECT_TRUE(sent->input_refused);
}

TEST(ChildProcess, reads_while_it_writes_more_than_the_pipes_hold) {
  const auto child = ChildProcess::start({{"cat"}, {}, {}, true, {}, 0, 4096});
  ASSERT_TRUE(child);
  const std::string text(std::size_t{4} << 20, 'x');
  std::string_view left = text;
  std::string output;
  while (output.size() < text.size()) {
    const auto exchanged = (*child)->exchange(left, output, 5'000);
    ASSERT_TRUE(exchanged && !exchanged->output_ended);
    left.remove_prefix(exchanged->written);
  }
  EXPECT_EQ(output, text);
}

TEST(ChildProcess, waits_no_longer_than_told) {
  const auto child = ChildProcess::start(shell("sleep 20"));
  ASSERT_TRUE(child);
  const std::int64_t before_ns = system_clock().monotonic_ns();
  std::string output;
  const auto exchanged = (*child)->exchange("", output, 50);
  ASSERT_TRUE(exchanged);
  EXPECT_EQ(exchanged->written, 0u);
  EXPECT_FALSE((*child)->wait_for_end(50));
  EXPECT_EQ((*child)->end(50).signal, SIGKILL);
  const std::int64_t took_ms = (system_clock().monotonic_ns() - before_ns) / 1'000'000;
  EXPECT_GE(took_ms, 150);
  EXPECT_LT(took_ms, 5'000);
}

TEST(ChildProcess, asks_it_to_end_before_it_kills_it) {
  const auto child =
      ChildProcess::start(shell("trap 'exit 7' TERM; echo ready; while true; do sleep 0.01; done"));
  ASSERT_TRUE(child);
  std::string output;
  ASSERT_TRUE((*child)->exchange("", output, 5'000));
  EXPECT_EQ((*child)->end(0, 5'000).code, 7);
}

TEST(ChildProcess, takes_what_it_started_along) {
  auto child = ChildProcess::start(shell("sleep 60 & echo $!; wait"));
  ASSERT_TRUE(child);
  std::string output;
  ASSERT_TRUE((*child)->exchange("", output, 5'000));
  const auto grandchild = static_cast<pid_t>(std::stol(output));
  EXPECT_TRUE(is_alive(grandchild));
  child->reset();
  EXPECT_TRUE(dies_soon(grandchild));
}

TEST(ChildProcess, takes_what_it_left_behind_along) {
  const auto child = ChildProcess::start(shell("sleep 60 >/dev/null 2>&1 & echo $!"));
  ASSERT_TRUE(child);
  const auto left = static_cast<pid_t>(std::stol(output_of(**child)));
  EXPECT_TRUE((*child)->end(5'000).success());
  EXPECT_TRUE(dies_soon(left));
}

TEST(ChildProcess, keeps_the_end_of_its_errors_however_much_it_writes) {
  ProgramSpec spec = shell("i=0; while [ $i -lt 20000 ]; do echo line $i >&2; i=$((i+1)); done");
  spec.error_bytes_max = 100;
  const auto child = ChildProcess::start(spec);
  ASSERT_TRUE(child);
  EXPECT_TRUE((*child)->end(20'000).success());
  EXPECT_LE((*child)->error_tail().size(), 100u);
  EXPECT_TRUE((*child)->error_tail().ends_with("line 19999\n"));
}

TEST(ChildProcess, takes_no_more_memory_than_it_may) {
  ProgramSpec spec;
  spec.arguments = {"python3", "-S", "-c", "import time; time.sleep(0.2); b = bytearray(1 << 30)"};
  spec.memory_bytes_max = std::uint64_t{256} << 20;
  const auto child = ChildProcess::start(spec);
  ASSERT_TRUE(child);
  EXPECT_EQ((*child)->end(10'000).code, 1);
  EXPECT_NE((*child)->error_tail().find("MemoryError"), std::string::npos);
}

TEST(ChildProcess, starts_and_ends_on_many_threads_at_once) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([] {
      for (int round = 0; round < 20; ++round) {
        const auto child = ChildProcess::start(shell("cat"));
        ASSERT_TRUE(child);
        std::string output;
        ASSERT_TRUE((*child)->exchange("x", output, 5'000));
        (*child)->close_input();
        EXPECT_EQ(output + output_of(**child), "x");
        EXPECT_TRUE((*child)->end(5'000).success());
      }
    });
  for (std::thread& thread : threads) thread.join();
}

TEST(QuotedTail, is_one_printable_line_from_the_start_of_a_line) {
  EXPECT_EQ(quoted_tail("first\n\x1b[31msecond\n\n"), "first |  [31msecond");
  EXPECT_EQ(quoted_tail("a long line\nanother\n", 12), "another");
  EXPECT_EQ(quoted_tail("äöü", 3), "ü");
}

}  // namespace
}  // namespace whimbrel::base
