#include "whimbrel/cli/terminal/progress_bar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "whimbrel/engine/report/figures.hpp"
#include "whimbrel/engine/report/text_width.hpp"

namespace whimbrel::cli {
namespace {

constexpr std::size_t bar_width_min = 10;
constexpr std::size_t bar_width_max = 40;

double share_done(const engine::Progress& progress) {
  if (progress.total == 0) return 0;
  return std::clamp(static_cast<double>(progress.done) / static_cast<double>(progress.total), 0.0,
                    1.0);
}

}  // namespace

std::string bar_text(double share, std::size_t width, bool unicode) {
  constexpr std::array<std::string_view, 8> eighths{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const std::size_t steps_a_column = unicode ? eighths.size() : 1;
  const auto steps = static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) *
                                              static_cast<double>(width * steps_a_column));
  const std::size_t full = steps / steps_a_column;
  const std::string_view part = unicode ? eighths[steps % steps_a_column] : std::string_view();
  std::string bar;
  for (std::size_t i = 0; i < full; ++i) bar += unicode ? "█" : "#";
  bar += part;
  for (std::size_t i = full + (part.empty() ? 0 : 1); i < width; ++i) bar += unicode ? "░" : "-";
  return bar;
}

ProgressBar::ProgressBar(Terminal& terminal, const base::Clock& clock, std::string item_noun)
    : terminal_(terminal), clock_(clock), item_noun_(std::move(item_noun)) {}

ProgressBar::~ProgressBar() { finish(); }

void ProgressBar::on_progress(const engine::Progress& progress) {
  if (progress.phase != phase_) start_phase(progress);
  latest_ = progress;
  latest_.phase = phase_;
  if (terminal_.is_interactive())
    show_bar();
  else
    show_plain_if_due();
}

void ProgressBar::on_message(std::string_view message) {
  terminal_.print_line(engine::printable(message));
}

void ProgressBar::finish() {
  if (phase_.empty()) return;
  terminal_.clear_live_line();
  print_phase_end();
  phase_.clear();
}

void ProgressBar::start_phase(const engine::Progress& progress) {
  finish();
  phase_ = progress.phase;
  phases_.insert(phase_);
  phase_started_ns_ = clock_.monotonic_ns();
  last_line_ns_ = phase_started_ns_;
}

void ProgressBar::show_bar() {
  const engine::TextStyle& style = terminal_.style();
  std::string right = counts();
  if (rate() > 0) right += "  " + engine::rate_text(rate());
  right += time_left();
  const std::string plain_right = right + troubles(engine::TextStyle{});
  const std::string left = fmt::format("{:<8}", phase_);
  const std::size_t columns = terminal_.columns();
  // One column stays free, because a full last column makes some terminals begin a new line.
  const std::size_t taken = engine::display_width(left) + engine::display_width(plain_right) + 10;
  if (latest_.total == 0 || columns < taken + bar_width_min) {
    terminal_.set_live_line(engine::cut_to_width(left + " " + plain_right, columns - 1));
    return;
  }
  const double share = share_done(latest_);
  const std::size_t width = std::min(bar_width_max, columns - taken);
  terminal_.set_live_line(fmt::format("{} {} {:>3.0f} %  {}", style.bold(left),
                                      style.accent(bar_text(share, width, style.unicode)),
                                      std::floor(share * 100), right + troubles(style)));
}

void ProgressBar::show_plain_if_due() {
  const std::int64_t now_ns = clock_.monotonic_ns();
  if (now_ns - last_line_ns_ < plain_interval_ms * 1'000'000) return;
  last_line_ns_ = now_ns;
  const std::string percent =
      latest_.total == 0 ? "" : fmt::format("{:.0f} %, ", std::floor(share_done(latest_) * 100));
  terminal_.print_line(fmt::format("{}: {}{}, {}{}{}", phase_, percent, counts(),
                                   engine::rate_text(rate()), time_left(),
                                   troubles(terminal_.style())));
}

void ProgressBar::print_phase_end() {
  std::string line =
      fmt::format("{:<8} {} in {}", phase_, engine::counted(latest_.done, item_noun_),
                  engine::duration_text(elapsed_ms()));
  if (latest_.changed > 0) line += fmt::format(", {} changed", engine::count_text(latest_.changed));
  if (latest_.done > 0 && elapsed_ms() > 0) line += ", " + engine::rate_text(rate());
  terminal_.print_line(line + troubles(terminal_.style()));
}

std::int64_t ProgressBar::elapsed_ms() const {
  return (clock_.monotonic_ns() - phase_started_ns_) / 1'000'000;
}

double ProgressBar::rate() const {
  if (latest_.items_per_s > 0) return latest_.items_per_s;
  const std::int64_t elapsed = elapsed_ms();
  return elapsed <= 0 ? 0 : 1e3 * static_cast<double>(latest_.done) / static_cast<double>(elapsed);
}

std::string ProgressBar::counts() const {
  if (latest_.total == 0) return engine::counted(latest_.done, item_noun_);
  return fmt::format("{} of {}", engine::count_text(latest_.done),
                     engine::counted(latest_.total, item_noun_));
}

std::string ProgressBar::troubles(const engine::TextStyle& style) const {
  std::string text;
  if (latest_.conflicts > 0)
    text += "  " + style.warning(engine::counted(latest_.conflicts, "conflict"));
  if (latest_.quarantined > 0)
    text += "  " + style.bad(engine::count_text(latest_.quarantined) + " left alone");
  return text;
}

std::string ProgressBar::time_left() const {
  if (latest_.total <= latest_.done || rate() <= 0) return {};
  const double left_ms = 1e3 * static_cast<double>(latest_.total - latest_.done) / rate();
  // Beyond a year it is no estimate any more.
  if (!std::isfinite(left_ms) || left_ms > 3.2e10) return {};
  const auto whole_seconds_ms = static_cast<std::int64_t>(std::ceil(left_ms / 1e3)) * 1'000;
  const std::string text = whole_seconds_ms < 10'000 ? fmt::format("{} s", whole_seconds_ms / 1'000)
                                                     : engine::duration_text(whole_seconds_ms);
  return "  " + text + " left";
}

}  // namespace whimbrel::cli
