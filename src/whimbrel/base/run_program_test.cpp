#include "whimbrel/base/run_program.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "whimbrel/base/clock.hpp"

namespace whimbrel::base {
namespace {

Result<ProgramResult> run_shell(const std::string& script, std::string_view input = {},
                                const ProgramLimits& limits = {}) {
  ProgramSpec spec;
  spec.arguments = {"/bin/sh", "-c", script};
  const Cancellation cancellation;
  return run_program(spec, input, limits, cancellation);
}

TEST(RunProgram, gives_what_it_printed_and_how_it_ended) {
  const auto result = run_shell("tr a-z A-Z; echo oops >&2; exit 4", "words");
  ASSERT_TRUE(result) << result.error().describe();
  EXPECT_EQ(result->output, "WORDS");
  EXPECT_EQ(result->error, "oops\n");
  EXPECT_EQ(result->status.code, 4);
}

TEST(RunProgram, does_not_mind_one_that_reads_nothing) {
  const auto result = run_shell("exit 0", std::string(std::size_t{1} << 20, 'x'));
  ASSERT_TRUE(result);
  EXPECT_TRUE(result->status.success());
}

TEST(RunProgram, kills_one_that_takes_too_long) {
  const auto result = run_shell("sleep 30", {}, {100, 1024});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind(), ErrorKind::unavailable);
  EXPECT_EQ(result.error().message(), "/bin/sh did not end within 100 ms and was killed");
}

TEST(RunProgram, kills_one_that_closed_its_output_and_takes_too_long) {
  const auto result = run_shell("exec >&- 2>&-; sleep 30", {}, {200, 1024});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind(), ErrorKind::unavailable);
}

TEST(RunProgram, kills_one_that_prints_without_end) {
  const auto result = run_shell("yes", {}, {10'000, 100'000});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind(), ErrorKind::refused);
  EXPECT_EQ(result.error().message(), "/bin/sh printed more than 100000 bytes and was ended");
}

TEST(RunProgram, does_not_wait_for_what_it_left_running) {
  const std::int64_t before_ns = system_clock().monotonic_ns();
  const auto result = run_shell("sleep 30 & echo done");
  ASSERT_TRUE(result) << result.error().describe();
  EXPECT_EQ(result->output, "done\n");
  EXPECT_LT(system_clock().monotonic_ns() - before_ns, std::int64_t{5'000'000'000});
}

TEST(RunProgram, stops_when_it_is_asked_to) {
  Cancellation cancellation;
  std::thread stopper([&] {
    system_clock().sleep_ms(50);
    cancellation.request();
  });
  ProgramSpec spec;
  spec.arguments = {"sleep", "30"};
  const auto result = run_program(spec, "", {}, cancellation);
  stopper.join();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind(), ErrorKind::cancelled);
}

}  // namespace
}  // namespace whimbrel::base
