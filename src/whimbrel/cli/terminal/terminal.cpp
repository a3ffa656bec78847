#include "whimbrel/cli/terminal/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace whimbrel::cli {
namespace {

// Back to the first column, and empty from there on.
constexpr std::string_view erase_line = "\r\x1b[K";

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

bool locale_is_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string_view locale = variable(name);
    if (locale.empty()) continue;
    return locale.find("UTF-8") != std::string_view::npos ||
           locale.find("utf8") != std::string_view::npos;
  }
  return false;
}

}  // namespace

engine::TextStyle text_style_of(ColourChoice colours, int descriptor) {
  const bool is_terminal = isatty(descriptor) == 1;
  const bool wanted = is_terminal && variable("NO_COLOR").empty() && variable("TERM") != "dumb";
  engine::TextStyle style;
  style.colours = colours == ColourChoice::always || (colours == ColourChoice::automatic && wanted);
  // What is piped goes to files and programs, and those read UTF-8.
  style.unicode = !is_terminal || locale_is_utf8();
  return style;
}

TerminalTraits terminal_traits(ColourChoice colours, int error_descriptor) {
  TerminalTraits traits;
  traits.is_interactive = isatty(error_descriptor) == 1 && variable("TERM") != "dumb";
  traits.style = text_style_of(colours, error_descriptor);
  return traits;
}

Terminal::~Terminal() { clear_live_line(); }

std::size_t Terminal::columns() const {
  winsize size{};
  if (ioctl(descriptor_, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

void Terminal::print_line(std::string_view text) {
  const std::scoped_lock lock(mutex_);
  write_above_live_line(std::string(text) + "\n");
}

void Terminal::print_text(std::string_view text) {
  const std::scoped_lock lock(mutex_);
  write_above_live_line(text);
}

void Terminal::print_prompt(std::string_view text) {
  const std::scoped_lock lock(mutex_);
  live_line_.clear();
  write_all(text);
}

void Terminal::set_live_line(std::string text) {
  const std::scoped_lock lock(mutex_);
  if (!traits_.is_interactive || text == live_line_) return;
  live_line_ = std::move(text);
  write_all(std::string(erase_line) + live_line_);
}

void Terminal::write_above_live_line(std::string_view text) const {
  if (live_line_.empty()) return write_all(text);
  write_all(std::string(erase_line) + std::string(text) + live_line_);
}

// An operator who closed the terminal must not stop the run, so errors are let go.
void Terminal::write_all(std::string_view text) const {
  while (!text.empty()) {
    const ssize_t written = write(descriptor_, text.data(), text.size());
    if (written > 0)
      text.remove_prefix(static_cast<std::size_t>(written));
    else if (errno != EINTR)
      return;
  }
}

}  // namespace whimbrel::cli
