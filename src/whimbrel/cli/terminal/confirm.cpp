#include "whimbrel/cli/terminal/confirm.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <optional>
#include <string>

namespace whimbrel::cli {
namespace {

constexpr int attempts_max = 3;
constexpr std::size_t answer_bytes_max = 256;
// A signal may arrive just before poll() begins to wait; this bounds how late it is noticed.
constexpr int wake_interval_ms = 200;

enum class ReadEnd { line, input_ended, cancelled };

// Reads byte by byte, so that nothing past the line is taken from the input.
ReadEnd read_line(int descriptor, const base::Cancellation& cancellation, std::string& text) {
  while (text.size() < answer_bytes_max) {
    if (cancellation.requested()) return ReadEnd::cancelled;
    pollfd input{descriptor, POLLIN, 0};
    if (poll(&input, 1, wake_interval_ms) <= 0) continue;
    char c = 0;
    const ssize_t count = read(descriptor, &c, 1);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return ReadEnd::input_ended;
    if (c == '\n') return ReadEnd::line;
    text += c;
  }
  return ReadEnd::line;
}

std::string normalised(std::string_view text) {
  std::string word;
  for (const char c : text)
    if (std::isspace(static_cast<unsigned char>(c)) == 0)
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return word;
}

std::optional<bool> meaning(const std::string& word) {
  if (word == "y" || word == "yes") return true;
  if (word.empty() || word == "n" || word == "no") return false;
  return std::nullopt;
}

}  // namespace

base::Result<bool> confirm(Terminal& terminal, int input_descriptor, std::string_view question,
                           const base::Cancellation& cancellation) {
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    terminal.print_prompt(fmt::format("{} [y/N] ", question));
    std::string answer;
    const ReadEnd end = read_line(input_descriptor, cancellation, answer);
    if (end != ReadEnd::line) terminal.print_line("");
    if (end == ReadEnd::cancelled)
      return base::fail(base::ErrorKind::cancelled, "interrupted at the question",
                        "run it again when you are ready");
    if (const auto yes = meaning(normalised(answer))) return *yes;
    if (end == ReadEnd::input_ended) return false;
    terminal.print_line("Please answer y or n.");
  }
  return false;
}

}  // namespace whimbrel::cli
