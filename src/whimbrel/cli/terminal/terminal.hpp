#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

#include "whimbrel/engine/report/text_style.hpp"

namespace whimbrel::cli {

enum class ColourChoice { automatic, always, never };

// What the program finds itself connected to.
struct TerminalTraits {
  bool is_interactive = false;  // standard error is a terminal that can redraw a line
  engine::TextStyle style;      // of standard error
};

// Looks at the process: terminals, TERM, NO_COLOR, and whether the locale is UTF-8.
TerminalTraits terminal_traits(ColourChoice colours, int error_descriptor);

// The style of text on `descriptor`, by the same rules.
engine::TextStyle text_style_of(ColourChoice colours, int descriptor);

// Where an operator reads along: standard error, as lines, and on a terminal with one live line at
// the bottom that is redrawn (a progress bar). Thread-safe.
class Terminal {
 public:
  // `error_descriptor` stays the caller's.
  Terminal(TerminalTraits traits, int error_descriptor)
      : traits_(traits), descriptor_(error_descriptor) {}
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  bool is_interactive() const noexcept { return traits_.is_interactive; }
  const engine::TextStyle& style() const noexcept { return traits_.style; }
  // Of the window now; 80 when there is none.
  std::size_t columns() const;

  // One line, above the live line if there is one. `text` may hold styles, but no line end.
  void print_line(std::string_view text);
  // Text as it is, line ends included: for log lines.
  void print_text(std::string_view text);
  // Text that the cursor stays behind: a question.
  void print_prompt(std::string_view text);

  // Replaces the live line; nothing without a terminal. It must fit into columns().
  void set_live_line(std::string text);
  void clear_live_line() { set_live_line({}); }

 private:
  void write_all(std::string_view text) const;
  void write_above_live_line(std::string_view text) const;

  TerminalTraits traits_;
  int descriptor_;
  std::mutex mutex_;
  std::string live_line_;
};

}  // namespace whimbrel::cli
