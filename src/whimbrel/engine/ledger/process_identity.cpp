#include "whimbrel/engine/ledger/process_identity.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace whimbrel::engine {
namespace {

struct Identity {
  long pid = 0;
  std::string start;
  std::string boot;
};

std::string read_word(const std::string& path) {
  std::ifstream file(path);
  std::string word;
  file >> word;
  return word;
}

// Field 22 of /proc/PID/stat (proc(5)): when it started, in clock ticks since boot. A process id
// alone comes round again.
std::optional<std::string> start_of(long pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  // The name in parentheses may hold blanks and parentheses itself.
  const auto name_end = line.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream rest(line.substr(name_end + 1));
  std::string field;
  for (int number = 3; number <= 22; ++number)
    if (!(rest >> field)) return std::nullopt;
  return field;
}

std::string boot_id() { return read_word("/proc/sys/kernel/random/boot_id"); }

std::string_view word_after(std::string_view text, std::string_view label) {
  const auto at = text.rfind(label);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + label.size());
  return text.substr(0, text.find(' '));
}

std::optional<Identity> parse(std::string_view description) {
  Identity identity;
  const auto pid = word_after(description, " pid ");
  identity.start = word_after(description, " start ");
  identity.boot = word_after(description, " boot ");
  const auto parsed = std::from_chars(pid.data(), pid.data() + pid.size(), identity.pid);
  if (pid.empty() || parsed.ptr != pid.data() + pid.size()) return std::nullopt;
  if (identity.start.empty() || identity.boot.empty()) return std::nullopt;
  return identity;
}

}  // namespace

std::string describe_this_process(std::string_view actor) {
  const long pid = getpid();
  const auto start = start_of(pid);
  const std::string boot = boot_id();
  if (!start || boot.empty()) return fmt::format("{} pid {}", actor, pid);
  return fmt::format("{} pid {} start {} boot {}", actor, pid, *start, boot);
}

bool is_known_dead(std::string_view description) {
  const auto identity = parse(description);
  if (!identity || identity->boot != boot_id()) return false;
  const auto start = start_of(identity->pid);
  return !start || *start != identity->start;
}

}  // namespace whimbrel::engine
