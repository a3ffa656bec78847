#include "whimbrel/cli/terminal/terminal.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/cli/terminal/confirm.hpp"
#include "whimbrel/cli/terminal/output.hpp"
#include "whimbrel/cli/terminal/progress_bar.hpp"

namespace whimbrel::cli {
namespace {

// A pipe whose far end tells what was written so far.
class Pipe {
 public:
  Pipe() {
    if (pipe(ends_) != 0) ADD_FAILURE() << "no pipe";
    fcntl(ends_[0], F_SETFL, O_NONBLOCK);
  }
  ~Pipe() {
    close_writing();
    close(ends_[0]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  int reading() const { return ends_[0]; }
  int writing() const { return ends_[1]; }
  void close_writing() {
    if (ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
  }
  void put(std::string_view text) {
    ASSERT_EQ(write(ends_[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  std::string take() {
    std::string text(1 << 16, '\0');
    const ssize_t count = read(ends_[0], text.data(), text.size());
    text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return text;
  }

 private:
  int ends_[2] = {-1, -1};
};

TerminalTraits plain() { return {false, {false, true}}; }
TerminalTraits interactive() { return {true, {false, true}}; }

TEST(Terminal, redraws_its_live_line_below_what_is_printed) {
  Pipe pipe;
  Terminal terminal(interactive(), pipe.writing());
  terminal.set_live_line("50 %");
  EXPECT_EQ(pipe.take(), "\r\x1b[K50 %");
  terminal.print_line("note");
  EXPECT_EQ(pipe.take(), "\r\x1b[Knote\n50 %");
  terminal.clear_live_line();
  EXPECT_EQ(pipe.take(), "\r\x1b[K");
}

TEST(Terminal, has_no_live_line_when_piped) {
  Pipe pipe;
  Terminal terminal(plain(), pipe.writing());
  terminal.set_live_line("50 %");
  terminal.print_line("note");
  EXPECT_EQ(pipe.take(), "note\n");
}

TEST(Output, forgives_a_reader_that_went_away_but_no_other_failure) {
  const int full = open("/dev/full", O_WRONLY);
  Output to_full(full);
  to_full.write("text");
  ASSERT_FALSE(to_full.status());
  EXPECT_EQ(to_full.status().error().kind(), base::ErrorKind::no_space);
  close(full);

  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  signal(SIGPIPE, SIG_IGN);
  Output to_nobody(ends[1]);
  to_nobody.write("text");
  EXPECT_TRUE(to_nobody.status());
  close(ends[1]);
}

class Confirm : public ::testing::Test {
 protected:
  base::Result<bool> ask(std::string_view input, bool then_end = true) {
    input_.put(input);
    if (then_end) input_.close_writing();
    Terminal terminal(plain(), shown_.writing());
    return confirm(terminal, input_.reading(), "Change 5 tokens?", cancellation_);
  }

  Pipe input_;
  Pipe shown_;
  base::Cancellation cancellation_;
};

TEST_F(Confirm, takes_yes_in_any_case) {
  EXPECT_TRUE(ask(" YES \r\n").value());
  EXPECT_EQ(shown_.take(), "Change 5 tokens? [y/N] ");
}

TEST_F(Confirm, takes_nothing_for_no) { EXPECT_FALSE(ask("\n").value()); }

TEST_F(Confirm, takes_the_end_of_input_for_no) { EXPECT_FALSE(ask("").value()); }

TEST_F(Confirm, asks_again_after_another_word) {
  EXPECT_TRUE(ask("sure\ny\n").value());
  EXPECT_NE(shown_.take().find("Please answer y or n."), std::string::npos);
}

TEST_F(Confirm, gives_up_after_three_other_words) { EXPECT_FALSE(ask("a\nb\nc\ny\n").value()); }

TEST_F(Confirm, stops_when_interrupted) {
  cancellation_.request();
  const auto answer = ask("", false);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind(), base::ErrorKind::cancelled);
}

TEST(BarText, fills_columns_by_eighths) {
  EXPECT_EQ(bar_text(0, 4, true), "░░░░");
  EXPECT_EQ(bar_text(0.5, 4, true), "██░░");
  EXPECT_EQ(bar_text(0.625, 4, true), "██▌░");
  EXPECT_EQ(bar_text(1, 4, true), "████");
  EXPECT_EQ(bar_text(7, 4, true), "████");
  EXPECT_EQ(bar_text(0.6, 4, false), "##--");
}

engine::Progress at(std::string_view phase, std::uint64_t done, std::uint64_t total) {
  engine::Progress progress;
  progress.phase = phase;
  progress.done = done;
  progress.total = total;
  return progress;
}

TEST(ProgressBar, draws_share_counts_rate_and_time_left) {
  Pipe pipe;
  Terminal terminal(interactive(), pipe.writing());
  const base::ManualClock clock;
  ProgressBar bar(terminal, clock, "token");
  bar.on_progress(at("apply", 0, 1'000));
  pipe.take();
  clock.sleep_ms(2'000);
  bar.on_progress(at("apply", 25'000, 100'000));
  EXPECT_EQ(pipe.take(),
            "\r\x1b[Kapply    ████▌░░░░░░░░░░░░░  25 %  25,000 of 100,000 tokens  12,500/s  "
            "6 s left");
}

TEST(ProgressBar, says_a_line_every_few_seconds_when_piped) {
  Pipe pipe;
  Terminal terminal(plain(), pipe.writing());
  const base::ManualClock clock;
  {
    ProgressBar bar(terminal, clock, "token");
    bar.on_progress(at("apply", 0, 1'000));
    clock.sleep_ms(1'000);
    bar.on_progress(at("apply", 100, 1'000));
    EXPECT_EQ(pipe.take(), "");
    clock.sleep_ms(2'000);
    bar.on_progress(at("apply", 300, 1'000));
    EXPECT_EQ(pipe.take(), "apply: 30 %, 300 of 1,000 tokens, 100/s  7 s left\n");
    bar.on_progress(at("verify", 1'000, 1'000));
    EXPECT_EQ(pipe.take(), "apply    300 tokens in 3.0 s, 100/s\n");
  }
  EXPECT_EQ(pipe.take(), "verify   1,000 tokens in 0 ms\n");
}

TEST(ProgressBar, takes_escape_sequences_out_of_messages) {
  Pipe pipe;
  Terminal terminal(plain(), pipe.writing());
  const base::ManualClock clock;
  ProgressBar bar(terminal, clock, "token");
  bar.on_message("backing up \x1b[2Jtokens");
  EXPECT_EQ(pipe.take(), "backing up \\u001b[2Jtokens\n");
}

}  // namespace
}  // namespace whimbrel::cli
