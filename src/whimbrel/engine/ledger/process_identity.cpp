#include "whimbrel/engine/ledger/process_identity.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <vector>

namespace whimbrel::engine {
namespace {

struct Identity {
  pid_t pid = 0;
  std::string start;
  std::string boot;
  std::string id_space;
};

struct ProcessState {
  char state = '?';
  long threads = 0;
  std::string start;
};

constexpr std::string_view pid_label = " pid ";
constexpr std::string_view start_label = " start ";
constexpr std::string_view boot_label = " boot ";
constexpr std::string_view space_label = " space ";

// Fields 3, 20 and 22 of /proc/PID/stat (proc(5)).
std::optional<ProcessState> state_of(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  // The name in parentheses may hold blanks and parentheses itself.
  const auto name_end = line.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream rest(line.substr(name_end + 1));
  std::vector<std::string> fields(3);
  for (std::string field; fields.size() <= 22 && rest >> field;) fields.push_back(field);
  if (fields.size() <= 22) return std::nullopt;
  return ProcessState{fields[3].front(), std::strtol(fields[20].c_str(), nullptr, 10), fields[22]};
}

std::string boot_id() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string id;
  file >> id;
  return id;
}

std::string own_id_space() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/ns/pid", error).string();
}

std::string_view word_after(std::string_view text, std::string_view label) {
  const auto at = text.rfind(label);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + label.size());
  return text.substr(0, text.find(' '));
}

std::optional<Identity> parse(std::string_view description) {
  Identity identity;
  const auto pid = word_after(description, pid_label);
  identity.start = word_after(description, start_label);
  identity.boot = word_after(description, boot_label);
  identity.id_space = word_after(description, space_label);
  const auto parsed = std::from_chars(pid.data(), pid.data() + pid.size(), identity.pid);
  const bool whole = !pid.empty() && parsed.ptr == pid.data() + pid.size() && identity.pid > 0;
  if (!whole || identity.start.empty() || identity.boot.empty() || identity.id_space.empty())
    return std::nullopt;
  return identity;
}

// Whether its process id means here what it meant there.
bool is_of_this_machine(const Identity& identity) {
  return identity.boot == boot_id() && identity.id_space == own_id_space();
}

}  // namespace

std::string describe_this_process(std::string_view actor) {
  const pid_t pid = getpid();
  const auto state = state_of(pid);
  const std::string boot = boot_id();
  const std::string id_space = own_id_space();
  std::string description = fmt::format("{}{}{}", actor, pid_label, pid);
  if (!state || boot.empty() || id_space.empty()) return description;
  return description + fmt::format("{}{}{}{}{}{}", start_label, state->start, boot_label, boot,
                                   space_label, id_space);
}

std::string_view short_description(std::string_view description) noexcept {
  return description.substr(0, description.rfind(start_label));
}

bool is_known_dead(std::string_view description) {
  const auto identity = parse(description);
  if (!identity || !is_of_this_machine(*identity)) return false;
  // /proc may hide other users' processes; the kernel still answers whether there is one.
  if (kill(identity->pid, 0) != 0 && errno == ESRCH) return true;
  const auto state = state_of(identity->pid);
  if (!state) return false;
  const bool ended = (state->state == 'Z' && state->threads <= 1) || state->state == 'X';
  return ended || state->start != identity->start;
}

bool is_this_process(std::string_view description) {
  const auto identity = parse(description);
  if (!identity || identity->pid != getpid() || !is_of_this_machine(*identity)) return false;
  const auto state = state_of(identity->pid);
  return state && state->start == identity->start;
}

}  // namespace whimbrel::engine
