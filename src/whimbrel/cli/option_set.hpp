#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/cli/settings/settings.hpp"

namespace whimbrel::cli {

enum class OptionKind : std::uint8_t { flag, value, repeated_value, positional, positionals };

// One thing that a verb takes on its command line.
struct OptionDeclaration {
  OptionKind kind = OptionKind::flag;
  std::string name;        // "--plan"; of a positional "MIGRATION"
  std::string short_name;  // "-o", or empty
  std::string value_name;  // "FILE"; empty for a flag
  std::string help;
  bool required = false;
  std::string group;  // of the help; empty: the verb's own
  bool is_positional() const noexcept {
    return kind == OptionKind::positional || kind == OptionKind::positionals;
  }
  // Called for each time it is there, with its value (empty for a flag). usage for a wrong one.
  std::function<base::Status(const std::string& value)> take;
};

// What a verb takes, told before the command line is read. The variables that are handed in must
// live until then.
class OptionSet {
 public:
  void flag(bool& into, std::string name, std::string help);
  void value(std::optional<std::string>& into, std::string name, std::string value_name,
             std::string help);
  // With a one-letter name too.
  void value(std::optional<std::string>& into, std::string name, std::string short_name,
             std::string value_name, std::string help);
  void required_value(std::string& into, std::string name, std::string value_name,
                      std::string help);
  // May be there several times.
  void values(std::vector<std::string>& into, std::string name, std::string value_name,
              std::string help);
  void number(std::uint64_t& into, const std::string& name, std::string help, std::uint64_t min,
              std::uint64_t max);
  void positional(std::string& into, std::string name, std::string help);
  void optional_positional(std::optional<std::string>& into, std::string name, std::string help);
  // Any number of words without a name, none included.
  void positionals(std::vector<std::string>& into, std::string name, std::string help);
  // Settings, which may also come from the environment and whimbrel.yaml.
  void settings(std::initializer_list<SettingId> ids, const std::string& group = {});
  // The last declaration's group in the help.
  void in_group(std::string group) { declarations_.back().group = std::move(group); }

  const std::vector<OptionDeclaration>& declarations() const noexcept { return declarations_; }
  // The settings that were there, once the command line was read.
  const Settings::Flags& flags() const noexcept { return flags_; }

 private:
  void setting_flag(const SettingInfo& setting, std::string_view name, const char* value,
                    const std::string& group);

  std::vector<OptionDeclaration> declarations_;
  Settings::Flags flags_;
};

}  // namespace whimbrel::cli
