#include "whimbrel/recipes/worker/line_worker.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "whimbrel/recipes/worker/line_process_internal.hpp"

namespace whimbrel::recipes {
namespace {

using base::ErrorKind;

// Lines in a row that a program may fail on before it is the program that is at fault: few for one
// that never answered anything.
constexpr std::uint32_t failures_max_at_first = 3;
constexpr std::uint32_t failures_max = 20;
// How long is listened for a line too many, once for many lines, and behind each of them when there
// was one.
constexpr std::int64_t linger_ms_after_all = 1;
constexpr std::int64_t linger_ms_after_each = 2;

std::string remedy_of(LineFault::Kind kind) {
  switch (kind) {
    case LineFault::Kind::hung:
      return "let it print each answer at once (flush after each line), or give it more time with "
             "timeout";
    case LineFault::Kind::died:
      return "run the program by hand with this item and mend it";
    case LineFault::Kind::rubbish:
    case LineFault::Kind::too_many:
      return "let it print exactly one line of JSON for each line it reads, and everything else to "
             "its standard error";
    case LineFault::Kind::too_long:
      return "let it print less for this item";
    case LineFault::Kind::broken:
      break;
  }
  return "try again";
}

}  // namespace

base::Result<std::unique_ptr<LineWorker>> LineWorker::start(WorkerSpec spec) {
  std::unique_ptr<LineWorker> worker(new LineWorker(std::move(spec)));
  WHIMBREL_ASSIGN(worker->process_, LineProcess::start(worker->spec_));
  return worker;
}

LineWorker::LineWorker(WorkerSpec spec) : spec_(std::move(spec)) {}
LineWorker::~LineWorker() = default;

base::Result<std::string> LineWorker::ask(std::string_view line) {
  return std::move(ask_many({&line, 1}).front());
}

std::vector<base::Result<std::string>> LineWorker::ask_many(
    std::span<const std::string_view> lines) {
  Answers answers;
  answers.reserve(lines.size());
  if (spec_.is_in_step)
    ask_in_step(lines, answers);
  else
    ask_and_check(lines, answers);
  while (answers.size() < lines.size()) answers.emplace_back(tl::unexpected(*given_up_));
  return answers;
}

void LineWorker::ask_in_step(std::span<const std::string_view> lines, Answers& answers) {
  // Answers it had not yet printed when it failed went with it: which line it failed on is found by
  // asking one at a time.
  bool searches = false;
  while (answers.size() < lines.size() && !given_up_) {
    const auto rest = lines.subspan(answers.size());
    std::vector<std::string> got;
    const auto fault = ask_at_once(searches ? rest.first(1) : rest, 0, got);
    for (std::string& answer : got) answers.emplace_back(std::move(answer));
    if (!fault) continue;
    if (searches || rest.size() == 1) note_failure(*fault, answers);
    searches = !searches && rest.size() > 1;
  }
}

void LineWorker::ask_and_check(std::span<const std::string_view> lines, Answers& answers) {
  if (given_up_ || lines.empty()) return;
  if (process_)
    if (auto fault = process_->listen(0); fault && fault->kind == LineFault::Kind::too_many)
      return give_up({ErrorKind::refused,
                      fmt::format("{} {}, after its answers were taken: they cannot be trusted",
                                  spec_.name, fault->what),
                      remedy_of(fault->kind) + "; then take this run back"},
                     answers);
  std::vector<std::string> got;
  const auto fault = ask_at_once(lines, linger_ms_after_all, got);
  if (!fault) {
    for (std::string& answer : got) answers.emplace_back(std::move(answer));
    return;
  }
  if (lines.size() == 1) return note_failure(*fault, answers);
  // It may have left a line out or printed one twice long before: none of the answers is sure.
  const bool lingers = fault->kind == LineFault::Kind::too_many;
  for (std::size_t i = 0; i < lines.size() && !given_up_; ++i) {
    got.clear();
    const auto own_fault =
        ask_at_once(lines.subspan(i, 1), lingers ? linger_ms_after_each : 0, got);
    if (own_fault)
      note_failure(*own_fault, answers);
    else if (!given_up_)
      answers.emplace_back(std::move(got.front()));
  }
}

std::optional<LineFault> LineWorker::ask_at_once(std::span<const std::string_view> lines,
                                                 std::int64_t linger_ms,
                                                 std::vector<std::string>& answers) {
  if (!has_process()) return LineFault{LineFault::Kind::broken, "cannot be started"};
  auto fault = process_->ask(lines, answers);
  if (!fault && !spec_.is_in_step) fault = process_->listen(linger_ms);
  if (fault) process_.reset();
  if (!fault || (spec_.is_in_step && !answers.empty())) {
    failures_in_a_row_ = 0;
    ever_answered_ = true;
  }
  return fault;
}

bool LineWorker::has_process() {
  // One that went by itself between two calls failed on no line.
  if (process_ && process_->has_ended()) process_.reset();
  if (process_) return true;
  auto started = LineProcess::start(spec_);
  if (!started) {
    given_up_ = std::move(started).error().with_context(spec_.name);
    return false;
  }
  ++restarts_;
  process_ = *std::move(started);
  return true;
}

void LineWorker::note_failure(const LineFault& fault, Answers& answers) {
  if (given_up_) return;
  const base::Error error(ErrorKind::invalid_data, fmt::format("{} {}", spec_.name, fault.what),
                          remedy_of(fault.kind));
  answers.emplace_back(tl::unexpected(error));
  ++failures_in_a_row_;
  if (failures_in_a_row_ < (ever_answered_ ? failures_max : failures_max_at_first)) return;
  give_up({ErrorKind::unavailable,
           fmt::format("{} failed {} times in a row; the last time it {}", spec_.name,
                       failures_in_a_row_, fault.what),
           remedy_of(fault.kind)},
          answers);
}

// The items it failed on just before are not at fault either.
void LineWorker::give_up(base::Error error, Answers& answers) {
  given_up_ = std::move(error);
  const std::size_t blamed = std::min<std::size_t>(failures_in_a_row_, answers.size());
  for (std::size_t i = answers.size() - blamed; i < answers.size(); ++i)
    answers[i] = tl::unexpected(*given_up_);
  process_.reset();
}

}  // namespace whimbrel::recipes
