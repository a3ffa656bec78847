#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/child_process.hpp"
#include "whimbrel/recipes/worker/line_worker.hpp"

namespace whimbrel::recipes {

// Why a process is of no more use.
struct LineFault {
  enum class Kind : std::uint8_t { hung, died, rubbish, too_long, too_many, broken };
  Kind kind;
  std::string what;  // "gave no answer within 5 s and was killed"
};

// One process of a worker, until its first fault.
class LineProcess {
 public:
  static base::Result<std::unique_ptr<LineProcess>> start(const WorkerSpec& spec);

  // Asks all lines at once and appends the answers, of which `answers` then has one for each line,
  // or fewer and there is a fault.
  std::optional<LineFault> ask(std::span<const std::string_view> lines,
                               std::vector<std::string>& answers);

  bool has_ended() const { return ended_ || child_->has_ended(); }

  // A fault when it prints anything more within that time.
  std::optional<LineFault> listen(std::int64_t linger_ms);

 private:
  LineProcess(const WorkerSpec& spec, std::unique_ptr<base::ChildProcess> child);

  void fill_outgoing(std::span<const std::string_view> lines);
  std::optional<LineFault> exchange(std::int64_t deadline_ns);
  std::optional<LineFault> take_answers(std::size_t wanted, std::vector<std::string>& answers);
  LineFault died();
  LineFault silent();

  const WorkerSpec& spec_;
  std::unique_ptr<base::ChildProcess> child_;
  std::string outgoing_;
  std::size_t outgoing_sent_ = 0;
  std::size_t lines_taken_ = 0;  // of this call, into outgoing_
  std::int64_t lines_sent_ =
      0;  // of this call, to the last byte; below 0 while the greeting is out
  std::string received_;
  std::size_t searched_ = 0;  // bytes of received_ that hold no line end
  bool ended_ = false;
};

}  // namespace whimbrel::recipes
