#include "whimbrel/engine/ledger/process_identity.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <regex>

namespace whimbrel::engine {
namespace {

// A child that waits to be killed, and what it says of itself.
class Child {
 public:
  Child() {
    int pipe_ends[2];
    if (pipe(pipe_ends) != 0) std::abort();
    pid_ = fork();
    if (pid_ == 0) {
      const std::string words = describe_this_process("child");
      const auto written = write(pipe_ends[1], words.data(), words.size());
      close(pipe_ends[1]);
      while (written > 0) pause();
      _exit(1);
    }
    close(pipe_ends[1]);
    char buffer[1'000];
    for (ssize_t size; (size = read(pipe_ends[0], buffer, sizeof buffer)) > 0;)
      description_.append(buffer, static_cast<std::size_t>(size));
    close(pipe_ends[0]);
  }
  ~Child() {
    kill(pid_, SIGKILL);
    collect();
  }

  const std::string& description() const { return description_; }
  void send(int signal_number) { kill(pid_, signal_number); }
  // Waits until it has ended, and leaves it to be collected.
  void await_end() {
    siginfo_t info;
    waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT);
  }
  void collect() {
    if (!std::exchange(collected_, true)) waitpid(pid_, nullptr, 0);
  }

 private:
  pid_t pid_ = 0;
  bool collected_ = false;
  std::string description_;
};

std::string replaced(const std::string& text, const std::string& pattern, const std::string& by) {
  const std::string result = std::regex_replace(text, std::regex(pattern), by);
  EXPECT_NE(result, text);
  return result;
}

TEST(ProcessIdentity, describes_this_process_for_people_and_machines) {
  const std::string description = describe_this_process("ana@build-7");
  EXPECT_TRUE(std::regex_match(description,
                               std::regex("ana@build-7 pid " + std::to_string(getpid()) +
                                          R"( start \d+ boot [0-9a-f-]{36} space pid:\[\d+\])")))
      << description;
  EXPECT_EQ(short_description(description), "ana@build-7 pid " + std::to_string(getpid()));
}

TEST(ProcessIdentity, knows_itself_and_that_it_lives) {
  const std::string own = describe_this_process("ana");
  EXPECT_TRUE(is_this_process(own));
  EXPECT_FALSE(is_known_dead(own));
  EXPECT_FALSE(is_this_process(replaced(own, "start ", "start 1")));
}

TEST(ProcessIdentity, a_living_or_stopped_process_is_not_dead) {
  Child child;
  EXPECT_FALSE(is_known_dead(child.description()));
  EXPECT_FALSE(is_this_process(child.description()));
  child.send(SIGSTOP);
  EXPECT_FALSE(is_known_dead(child.description()));
}

TEST(ProcessIdentity, a_killed_process_is_dead_before_and_after_its_parent_collects_it) {
  Child child;
  child.send(SIGKILL);
  child.await_end();
  EXPECT_TRUE(is_known_dead(child.description()));
  child.collect();
  EXPECT_TRUE(is_known_dead(child.description()));
}

TEST(ProcessIdentity, another_process_with_the_same_id_is_not_mistaken_for_it) {
  EXPECT_TRUE(is_known_dead(replaced(describe_this_process("ana"), "start ", "start 1")));
}

TEST(ProcessIdentity, does_not_judge_other_machines_boots_or_containers) {
  Child child;
  child.send(SIGKILL);
  child.collect();
  EXPECT_FALSE(is_known_dead(replaced(child.description(), "boot .", "boot z")));
  EXPECT_FALSE(is_known_dead(replaced(child.description(), R"(\[\d)", "[9")));
}

TEST(ProcessIdentity, does_not_judge_what_it_cannot_read) {
  const std::string own = describe_this_process("ana");
  for (const std::string& text :
       {std::string(), std::string("ana@build-7"), std::string("ana pid 999999999"),
        replaced(own, " pid .*? ", " pid x "), replaced(own, " pid .*? ", " pid -1 "),
        replaced(own, " pid .*? ", " pid 99999999999999999999 "), replaced(own, " boot .*", ""),
        replaced(own, " space .*", "")})
    EXPECT_FALSE(is_known_dead(text)) << text;
}

TEST(ProcessIdentity, is_not_confused_by_what_the_actor_is_called) {
  EXPECT_FALSE(is_known_dead(describe_this_process("x pid 1 start 1 boot 1 space 1")));
  EXPECT_TRUE(is_this_process(describe_this_process("x pid 1 start 1 boot 1 space 1")));
}

}  // namespace
}  // namespace whimbrel::engine
