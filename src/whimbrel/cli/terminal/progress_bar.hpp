#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/cli/terminal/terminal.hpp"
#include "whimbrel/engine/progress.hpp"

namespace whimbrel::cli {

// Shows how a run goes: on a terminal as a bar that is redrawn, with rate and time left, otherwise
// as a line at each phase's start and end and every few seconds between. One thread at a time, as
// ProgressSink says.
class ProgressBar final : public engine::ProgressSink {
 public:
  // Both must outlive it. `item_noun` in the singular: "token".
  ProgressBar(Terminal& terminal, const base::Clock& clock, std::string item_noun);
  // Ends the phase that is shown.
  ~ProgressBar() override;

  void on_progress(const engine::Progress& progress) override;
  void on_message(std::string_view message) override;

  // Ends the phase that is shown; call it before printing what came out.
  void finish();

  // Whether this phase was ever begun.
  bool has_shown(std::string_view phase) const { return phases_.contains(phase); }

 private:
  static constexpr std::int64_t plain_interval_ms = 3'000;

  void start_phase(const engine::Progress& progress);
  void show_bar();
  void show_plain_if_due();
  void print_phase_end();
  std::int64_t elapsed_ms() const;
  double rate() const;
  std::string counts() const;
  std::string troubles(const engine::TextStyle& style) const;
  std::string time_left() const;

  Terminal& terminal_;
  const base::Clock& clock_;
  std::string item_noun_;
  std::string phase_;  // empty: none is shown
  std::set<std::string, std::less<>> phases_;
  engine::Progress latest_;
  std::int64_t phase_started_ns_ = 0;
  std::int64_t last_line_ns_ = 0;
};

// "████▌░░░░░" of `width` columns; "#####-----" without Unicode.
std::string bar_text(double share, std::size_t width, bool unicode);

}  // namespace whimbrel::cli
