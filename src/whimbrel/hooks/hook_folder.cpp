#include "whimbrel/hooks/hook_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "whimbrel/hooks/event_facts.hpp"

namespace whimbrel::hooks {
namespace {

using base::ErrorKind;
using engine::RunEvent;

constexpr std::uint32_t any_execute_bits = 0111;
constexpr std::uint32_t others_write_bits = 0022;

bool is_left_alone(const std::string& name) { return name.starts_with('.') || name.ends_with('~'); }

// "before_up.sh" is meant for "before-up".
std::string meant_event(std::string name) {
  name = name.substr(0, name.find('.'));
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) {
    return c == '_' || c == ' ' ? '-' : static_cast<char>(std::tolower(c));
  });
  return find_event(name) == nullptr ? std::string() : name;
}

base::Status refuse_almost(const std::string& folder, const std::string& name) {
  const std::string meant = meant_event(name);
  if (meant.empty()) return {};
  return base::fail(
      ErrorKind::usage,
      fmt::format("{} would never be run: a hook's name is {} and nothing else",
                  base::join_path(folder, name), meant),
      fmt::format("rename it to {0}, or put it into {0}.d/; or move it out of the folder", meant));
}

base::Status check_not_writable(const std::string& path, const base::FileInfo& info) {
  if ((info.mode & others_write_bits) == 0) return {};
  return base::fail(
      ErrorKind::permission,
      fmt::format("{} may be written by others (mode {:04o}), so it is not run", path, info.mode),
      "run: chmod go-w " + path);
}

}  // namespace

base::Result<HookFolder> HookFolder::load(base::FileSystem& files, const std::string& folder) {
  HookFolder hooks;
  auto info = files.stat(folder);
  if (!info && info.error().kind() == ErrorKind::not_found) return hooks;
  if (!info) return tl::unexpected(std::move(info).error());
  WHIMBREL_TRY(check_not_writable(folder, *info));
  WHIMBREL_ASSIGN(const auto names, files.list(folder));
  for (const std::string& name : names) {
    if (is_left_alone(name)) continue;
    const bool is_folder_name = name.ends_with(".d");
    const RunEvent* event = find_event(is_folder_name ? name.substr(0, name.size() - 2) : name);
    const std::string path = base::join_path(folder, name);
    if (event == nullptr)
      WHIMBREL_TRY(refuse_almost(folder, name));
    else if (is_folder_name)
      WHIMBREL_TRY(hooks.add_all_of(files, *event, path));
    else
      WHIMBREL_TRY(hooks.add(files, *event, path));
  }
  return hooks;
}

base::Status HookFolder::add_all_of(base::FileSystem& files, RunEvent event,
                                    const std::string& folder) {
  WHIMBREL_ASSIGN(const auto info, files.stat(folder));
  WHIMBREL_TRY(check_not_writable(folder, info));
  WHIMBREL_ASSIGN(const auto names, files.list(folder));
  for (const std::string& name : names)
    if (!is_left_alone(name)) WHIMBREL_TRY(add(files, event, base::join_path(folder, name)));
  return {};
}

base::Status HookFolder::add(base::FileSystem& files, RunEvent event, const std::string& path) {
  WHIMBREL_ASSIGN(const auto info, files.stat(path));
  if (info.is_directory)
    return base::fail(ErrorKind::usage, path + " is a folder where a program is meant",
                      "name a folder of programs " + path + ".d");
  if ((info.mode & any_execute_bits) == 0)
    return base::fail(ErrorKind::permission, path + " is not executable, so it cannot be run",
                      fmt::format("run: chmod +x {}; or remove it", path));
  WHIMBREL_TRY(check_not_writable(path, info));
  programs_[event].push_back(std::filesystem::absolute(path).lexically_normal());
  return {};
}

const std::vector<std::string>& HookFolder::programs(RunEvent event) const {
  static const std::vector<std::string> none;
  const auto found = programs_.find(event);
  return found == programs_.end() ? none : found->second;
}

}  // namespace whimbrel::hooks
