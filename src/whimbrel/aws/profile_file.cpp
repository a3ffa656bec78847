#include "whimbrel/aws/profile_file.hpp"

#include <algorithm>
#include <cctype>

#include "whimbrel/base/secret.hpp"

namespace whimbrel::aws {
namespace {

constexpr std::string_view blanks = " \t\r\f\v";

std::string_view without_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// "a # b" without its comment; "a#b" has none.
std::string_view without_comment(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i)
    if ((text[i] == '#' || text[i] == ';') && blanks.find(text[i - 1]) != std::string_view::npos)
      return text.substr(0, i);
  return text;
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

// The profile's name in "[…]"; empty for a section that is none.
std::string profile_named(std::string_view section, ProfileFileKind kind) {
  section = without_blanks(section);
  if (kind == ProfileFileKind::credentials) return std::string(section);
  constexpr std::string_view prefix = "profile";
  if (section == "default") return std::string(section);
  if (!section.starts_with(prefix)) return {};
  const std::string_view name = without_blanks(section.substr(prefix.size()));
  const bool is_apart = section.size() > prefix.size() &&
                        blanks.find(section[prefix.size()]) != std::string_view::npos;
  if (!is_apart) return {};
  const bool is_quoted = name.size() >= 2 && name.front() == name.back() &&
                         (name.front() == '"' || name.front() == '\'');
  return std::string(is_quoted ? name.substr(1, name.size() - 2) : name);
}

void read_setting(std::string_view line, Profile& profile) {
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return;
  profile.set(lower_case(without_blanks(line.substr(0, equals))),
              std::string(without_blanks(without_comment(line.substr(equals + 1)))));
}

}  // namespace

Profile::~Profile() {
  for (auto& [setting, value] : settings_) base::wipe_memory(value.data(), value.size());
}

const std::string* Profile::find(std::string_view setting) const {
  const auto found = settings_.find(setting);
  return found == settings_.end() || found->second.empty() ? nullptr : &found->second;
}

void Profile::set(std::string setting, std::string value) {
  settings_.insert_or_assign(std::move(setting), std::move(value));
}

void read_profile_file(std::string_view text, ProfileFileKind kind, Profiles& profiles) {
  Profile* profile = nullptr;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#' || line.front() == ';') continue;
    if (line.front() == '[') {
      const std::string name = profile_named(line.substr(1, line.find(']') - 1), kind);
      profile = name.empty() ? nullptr : &profiles[name];
    } else if (profile != nullptr && blanks.find(line.front()) == std::string_view::npos) {
      read_setting(line, *profile);
    }
  }
}

}  // namespace whimbrel::aws
