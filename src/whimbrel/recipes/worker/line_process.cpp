#include <fmt/format.h>

#include <algorithm>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/base/secret.hpp"
#include "whimbrel/model/json_structure.hpp"
#include "whimbrel/model/plain_json.hpp"
#include "whimbrel/recipes/worker/line_process_internal.hpp"

namespace whimbrel::recipes {
namespace {

constexpr std::int64_t ns_per_ms = 1'000'000;
constexpr std::size_t outgoing_bytes = 65'536;
// What a program that closed its output still gets to end by itself.
constexpr std::int64_t end_ms = 500;
constexpr std::size_t quoted_bytes_max = 60;

std::int64_t monotonic_ns() { return base::system_clock().monotonic_ns(); }

std::string duration_text(std::int64_t duration_ms) {
  if (duration_ms % 1000 != 0) return fmt::format("{} ms", duration_ms);
  return fmt::format("{} s", duration_ms / 1000);
}

bool is_one_json_document(std::string_view text) {
  text = text.substr(std::min(text.find_first_not_of(" \t\r"), text.size()));
  if (!text.starts_with('{')) return model::read_plain_json(text).has_value();
  thread_local model::JsonStructure structure;
  return structure.read(text).has_value();
}

std::int64_t line_ends_in(std::string_view text) {
  return std::count(text.begin(), text.end(), '\n');
}

std::string shown_line(std::string_view text) {
  return base::quoted_tail(text.substr(0, quoted_bytes_max)) +
         (text.size() > quoted_bytes_max ? "…" : "");
}

base::ProgramSpec program_of(const WorkerSpec& spec) {
  base::ProgramSpec program;
  program.arguments = spec.arguments;
  program.folder = spec.folder;
  program.environment = spec.environment;
  program.inherits_environment = spec.inherits_environment;
  program.withheld = {base::passphrase_variable};
  program.memory_bytes_max = spec.memory_bytes_max;
  const bool told = std::any_of(spec.environment.begin(), spec.environment.end(),
                                [](const auto& own) { return own.first == "PYTHONUNBUFFERED"; });
  if (!told && spec.inherits_environment) program.environment.emplace_back("PYTHONUNBUFFERED", "1");
  return program;
}

}  // namespace

base::Result<std::unique_ptr<LineProcess>> LineProcess::start(const WorkerSpec& spec) {
  WHIMBREL_ASSIGN(auto child, base::ChildProcess::start(program_of(spec)));
  return std::unique_ptr<LineProcess>(new LineProcess(spec, std::move(child)));
}

LineProcess::LineProcess(const WorkerSpec& spec, std::unique_ptr<base::ChildProcess> child)
    : spec_(spec), child_(std::move(child)) {
  if (!spec.greeting.empty()) outgoing_ = spec.greeting + '\n';
}

std::optional<LineFault> LineProcess::ask(std::span<const std::string_view> lines,
                                          std::vector<std::string>& answers) {
  const std::size_t wanted = answers.size() + lines.size();
  const std::size_t answered_before = answers.size();
  lines_taken_ = 0;
  lines_sent_ = -line_ends_in(std::string_view(outgoing_).substr(outgoing_sent_));
  std::int64_t deadline_ns = monotonic_ns() + spec_.timeout_ms * ns_per_ms;
  while (answers.size() < wanted) {
    fill_outgoing(lines);
    if (auto fault = exchange(deadline_ns)) return fault;
    const std::size_t before = answers.size();
    if (auto fault = take_answers(wanted, answers)) return fault;
    if (!spec_.is_in_step &&
        static_cast<std::int64_t>(answers.size() - answered_before) > lines_sent_)
      return LineFault{LineFault::Kind::too_many, "printed more lines than it was given"};
    if (answers.size() != before) deadline_ns = monotonic_ns() + spec_.timeout_ms * ns_per_ms;
    if (answers.size() == wanted) break;
    if (ended_) return died();
    if (monotonic_ns() >= deadline_ns) return silent();
  }
  return std::nullopt;
}

void LineProcess::fill_outgoing(std::span<const std::string_view> lines) {
  if (outgoing_sent_ == outgoing_.size()) {
    outgoing_.clear();
    outgoing_sent_ = 0;
  }
  for (; lines_taken_ < lines.size() && outgoing_.size() < outgoing_bytes; ++lines_taken_) {
    const std::size_t begin = outgoing_.size();
    outgoing_ += lines[lines_taken_];
    // JSON has line breaks only where blanks may stand.
    std::replace(outgoing_.begin() + static_cast<std::ptrdiff_t>(begin), outgoing_.end(), '\n',
                 ' ');
    outgoing_ += '\n';
  }
}

std::optional<LineFault> LineProcess::exchange(std::int64_t deadline_ns) {
  const std::int64_t left_ms =
      std::max<std::int64_t>(0, (deadline_ns - monotonic_ns() + ns_per_ms - 1) / ns_per_ms);
  const std::string_view outgoing = std::string_view(outgoing_).substr(outgoing_sent_);
  auto exchanged = child_->exchange(outgoing, received_, left_ms);
  if (!exchanged) return LineFault{LineFault::Kind::broken, exchanged.error().describe()};
  const std::string_view sent = outgoing.substr(0, exchanged->written);
  lines_sent_ += line_ends_in(sent);
  outgoing_sent_ += exchanged->written;
  ended_ = exchanged->output_ended;
  return std::nullopt;
}

std::optional<LineFault> LineProcess::take_answers(std::size_t wanted,
                                                   std::vector<std::string>& answers) {
  std::size_t taken = 0;
  for (std::size_t end = received_.find('\n', searched_);
       end != std::string::npos && answers.size() < wanted; end = received_.find('\n', taken)) {
    std::string_view line = std::string_view(received_).substr(taken, end - taken);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.size() > spec_.line_bytes_max) break;
    if (!spec_.is_in_step && !is_one_json_document(line))
      return LineFault{LineFault::Kind::rubbish,
                       fmt::format("printed a line that is no JSON: '{}'", shown_line(line))};
    answers.emplace_back(line);
    taken = end + 1;
  }
  received_.erase(0, taken);
  searched_ = answers.size() == wanted ? 0 : received_.size();
  if (answers.size() < wanted && received_.size() > spec_.line_bytes_max)
    return LineFault{LineFault::Kind::too_long,
                     fmt::format("printed a line of more than {} bytes", spec_.line_bytes_max)};
  return std::nullopt;
}

std::optional<LineFault> LineProcess::listen(std::int64_t linger_ms) {
  if (received_.empty() && !ended_)
    if (auto fault = exchange(monotonic_ns() + linger_ms * ns_per_ms)) return fault;
  if (received_.empty()) return std::nullopt;
  return LineFault{
      LineFault::Kind::too_many,
      fmt::format("printed more than one line for a line: '{}'", shown_line(received_))};
}

LineFault LineProcess::died() {
  const base::ExitStatus status = child_->end(end_ms);
  const std::string tail = base::quoted_tail(child_->error_tail());
  return {LineFault::Kind::died, fmt::format("{} before it answered{}{}", to_text(status),
                                             tail.empty() ? "" : ": ", tail)};
}

LineFault LineProcess::silent() {
  const std::string tail = base::quoted_tail(child_->error_tail());
  return {LineFault::Kind::hung,
          fmt::format("gave no answer within {} and was killed{}{}",
                      duration_text(spec_.timeout_ms), tail.empty() ? "" : ": ", tail)};
}

}  // namespace whimbrel::recipes
