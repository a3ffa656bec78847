#include "whimbrel/cli/actor.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>

namespace whimbrel::cli {
namespace {

constexpr std::size_t actor_bytes_max = 200;

std::string user_name() {
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr)
    return entry.pw_name;
  return "uid" + std::to_string(geteuid());
}

std::string host_name() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return "unknown";
  return name.data();
}

}  // namespace

std::string actor_of(const Environment& environment) {
  if (const auto told = environment.find("WHIMBREL_ACTOR"))
    return told->text.substr(0, actor_bytes_max);
  return user_name() + "@" + host_name();
}

}  // namespace whimbrel::cli
