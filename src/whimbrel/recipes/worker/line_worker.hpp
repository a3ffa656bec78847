#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "whimbrel/base/result.hpp"

namespace whimbrel::recipes {

class LineProcess;
struct LineFault;

// A program that answers lines.
struct WorkerSpec {
  std::string name;                    // for messages: "./split.py"
  std::vector<std::string> arguments;  // as base::ProgramSpec
  std::string folder;
  std::vector<std::pair<std::string, std::string>> environment;
  bool inherits_environment = true;
  // For each answer, its first one with the program's start.
  std::int64_t timeout_ms = 10'000;
  std::size_t line_bytes_max = std::size_t{32} << 20;
  std::uint64_t memory_bytes_max = 0;
  // Sent to each new process before anything else, and not answered; empty: nothing is.
  std::string greeting;
  // A program of whimbrel's own: it answers every line in order or dies, so that each answer is for
  // the first line without one, and need not be JSON.
  bool is_in_step = false;
};

// A program in a process of its own that answers one line of JSON for each line of JSON, in order.
// It is given many lines at once and must not keep an answer back until it has more of them (most
// languages need a flush after each line; PYTHONUNBUFFERED is set for it).
//
// When it hangs, dies, prints what is no JSON, or not one line for each, it is killed and started
// anew, and the lines of that call are asked again one by one, so that none gets the answer of
// another and only the one it failed on is answered with an error. That a program answers two lines
// in exchanged order cannot be seen here: hold the answer against the item where it matters.
//
// Errors: invalid_data is about that line alone, and the next may do well. Any other kind says that
// the program itself does not work, and every further line gets that error at once: unavailable,
// not_found, permission when it does not start or fails line after line; refused when it printed
// something after its answers were taken, so that those since its start cannot be trusted.
//
// Not synchronised: one a thread.
class LineWorker {
 public:
  // Errors of base::ChildProcess::start. A program that starts and dies is noticed by the first
  // ask.
  static base::Result<std::unique_ptr<LineWorker>> start(WorkerSpec spec);
  ~LineWorker();

  base::Result<std::string> ask(std::string_view line);
  // An answer for each line, in their order. A line break inside of a line goes as a blank.
  std::vector<base::Result<std::string>> ask_many(std::span<const std::string_view> lines);

  // How often the program had to be started anew.
  std::uint64_t restarts() const noexcept { return restarts_; }

 private:
  using Answers = std::vector<base::Result<std::string>>;
  explicit LineWorker(WorkerSpec spec);

  void ask_in_step(std::span<const std::string_view> lines, Answers& answers);
  void ask_and_check(std::span<const std::string_view> lines, Answers& answers);
  std::optional<LineFault> ask_at_once(std::span<const std::string_view> lines,
                                       std::int64_t linger_ms, std::vector<std::string>& answers);
  bool has_process();
  void note_failure(const LineFault& fault, Answers& answers);
  void give_up(base::Error error, Answers& answers);

  WorkerSpec spec_;
  std::unique_ptr<LineProcess> process_;
  std::optional<base::Error> given_up_;
  std::uint64_t restarts_ = 0;
  std::uint32_t failures_in_a_row_ = 0;
  bool ever_answered_ = false;
};

}  // namespace whimbrel::recipes
