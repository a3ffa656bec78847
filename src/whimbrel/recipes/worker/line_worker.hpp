#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "whimbrel/base/child_process.hpp"
#include "whimbrel/base/result.hpp"

namespace whimbrel::recipes {

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
  // A program of whimbrel's own: each answer is for the first line without one, whatever happens,
  // and need not be JSON.
  bool is_in_step = false;
};

// A program in a process of its own that answers one line of JSON for each line of JSON, in order.
// It is given many lines at once and must not keep an answer back until it has more of them (most
// languages need a flush after each line; PYTHONUNBUFFERED is set for it).
//
// When it hangs, dies, prints what is no JSON, or not one line for each, it is killed and started
// anew, and the lines of that call are asked again one by one, so that none gets the answer of
// another and only the one it failed on is answered with an error. What one that is not
// `is_in_step` answers in another order is not noticed here: hold the answer against the item where
// it matters.
//
// Errors: invalid_data is about that line alone, and the next may do well. Any other kind
// (unavailable, not_found, permission) says that the program itself does not work: it does not
// start, or fails line after line; then every further line gets that error at once.
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

  // Why a process is of no more use.
  struct Fault {
    enum class Kind { hung, died, rubbish, too_long, too_many } kind;
    std::string what;
  };

  base::Status start_process();
  // Asks all lines at once; the answers it could get, and why not all.
  std::optional<Fault> ask_at_once(std::span<const std::string_view> lines,
                                   std::vector<std::string>& answers);
  void ask_one_by_one(std::span<const std::string_view> lines, bool lingers, Answers& answers);
  void ask_in_step(std::span<const std::string_view> lines, Answers& answers);
  base::Error failed(const Fault& fault);
  std::optional<Fault> check_answer(std::string_view answer);
  std::optional<Fault> look_for_more(std::int64_t linger_ms);

  WorkerSpec spec_;
  std::unique_ptr<base::ChildProcess> process_;
  std::string received_;
  std::optional<base::Error> given_up_;
  std::uint64_t restarts_ = 0;
  std::uint32_t failures_in_a_row_ = 0;
  bool ever_answered_ = false;
};

}  // namespace whimbrel::recipes
