#include "whimbrel/base/run_program.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "whimbrel/base/clock.hpp"

namespace whimbrel::base {
namespace {

constexpr std::int64_t program_ns_per_ms = 1'000'000;
// How long a request to stop may go unnoticed.
constexpr std::int64_t look_up_ms = 50;
constexpr std::int64_t grace_ms = 2'000;

// One run of a program: its input going in while its output comes out.
class ProgramRun {
 public:
  ProgramRun(ChildProcess& child, std::string_view input, const ProgramLimits& limits)
      : child_(child), input_(input), limits_(limits) {}

  Status until_ended(const std::string& name, const Cancellation& cancellation) {
    if (input_.empty()) child_.close_input();
    // Its output may be held open by something it left running.
    while (!output_ended_ && !(ended_ && quiet_)) {
      WHIMBREL_TRY(step());
      if (output_.size() > limits_.output_bytes_max)
        return fail(ErrorKind::refused,
                    fmt::format("{} printed more than {} bytes and was ended", name,
                                limits_.output_bytes_max),
                    "let it print less");
      WHIMBREL_TRY(check_time(name, cancellation));
    }
    return {};
  }

  std::int64_t left_ms() const {
    return std::max<std::int64_t>(
        0, limits_.timeout_ms - (system_clock().monotonic_ns() - started_ns_) / program_ns_per_ms);
  }
  std::string take_output() { return std::move(output_); }

  tl::unexpected<Error> too_slow(const std::string& name) const {
    return fail(ErrorKind::unavailable,
                fmt::format("{} did not end within {} ms and was killed", name, limits_.timeout_ms),
                "find out what it waits for, or give it more time");
  }

 private:
  Status step() {
    const std::size_t size_before = output_.size();
    WHIMBREL_ASSIGN(const auto exchanged,
                    child_.exchange(input_, output_, std::min(left_ms(), look_up_ms)));
    input_.remove_prefix(exchanged.written);
    if (exchanged.input_refused) input_ = {};
    if (input_.empty()) child_.close_input();
    output_ended_ = exchanged.output_ended;
    quiet_ = output_.size() == size_before;
    ended_ = child_.has_ended();
    return {};
  }

  Status check_time(const std::string& name, const Cancellation& cancellation) const {
    WHIMBREL_TRY(cancellation.check());
    if (left_ms() == 0 && !output_ended_) return too_slow(name);
    return {};
  }

  ChildProcess& child_;
  std::string_view input_;
  const ProgramLimits& limits_;
  std::int64_t started_ns_ = system_clock().monotonic_ns();
  std::string output_;
  bool output_ended_ = false;
  bool quiet_ = false;
  bool ended_ = false;
};

}  // namespace

Result<ProgramResult> run_program(const ProgramSpec& spec, std::string_view input,
                                  const ProgramLimits& limits, const Cancellation& cancellation) {
  WHIMBREL_ASSIGN(const auto child, ChildProcess::start(spec));
  const std::string& name = spec.arguments.front();
  ProgramRun run(*child, input, limits);
  if (auto done = run.until_ended(name, cancellation); !done) {
    child->end(0, grace_ms);
    return tl::unexpected(std::move(done).error());
  }
  // It may have closed its output and work on.
  while (!child->has_ended() && run.left_ms() > 0 && !cancellation.requested())
    child->wait_for_end(std::min(run.left_ms(), look_up_ms));
  const bool ended = child->has_ended();
  ProgramResult result{child->end(0, grace_ms), run.take_output(), child->error_tail()};
  if (ended) return result;
  WHIMBREL_TRY(cancellation.check());
  return run.too_slow(name);
}

}  // namespace whimbrel::base
