#include "whimbrel/cli/option_set.hpp"

#include <fmt/format.h>

#include "whimbrel/cli/settings/number_text.hpp"

namespace whimbrel::cli {

void OptionSet::flag(bool& into, std::string name, std::string help) {
  declarations_.push_back({OptionKind::flag, std::move(name), "", "", std::move(help), false, "",
                           [&into](const std::string&) -> base::Status {
                             into = true;
                             return {};
                           }});
}

void OptionSet::value(std::optional<std::string>& into, std::string name, std::string value_name,
                      std::string help) {
  value(into, std::move(name), "", std::move(value_name), std::move(help));
}

void OptionSet::value(std::optional<std::string>& into, std::string name, std::string short_name,
                      std::string value_name, std::string help) {
  declarations_.push_back({OptionKind::value, std::move(name), std::move(short_name),
                           std::move(value_name), std::move(help), false, "",
                           [&into](const std::string& value) -> base::Status {
                             into = value;
                             return {};
                           }});
}

void OptionSet::required_value(std::string& into, std::string name, std::string value_name,
                               std::string help) {
  declarations_.push_back({OptionKind::value, std::move(name), "", std::move(value_name),
                           std::move(help), true, "",
                           [&into](const std::string& value) -> base::Status {
                             into = value;
                             return {};
                           }});
}

void OptionSet::values(std::vector<std::string>& into, std::string name, std::string value_name,
                       std::string help) {
  declarations_.push_back({OptionKind::repeated_value, std::move(name), "", std::move(value_name),
                           std::move(help), false, "",
                           [&into](const std::string& value) -> base::Status {
                             into.push_back(value);
                             return {};
                           }});
}

void OptionSet::number(std::uint64_t& into, const std::string& name, std::string help,
                       std::uint64_t min, std::uint64_t max) {
  declarations_.push_back({OptionKind::value, name, "", "N", std::move(help), false, "",
                           [&into, name, min, max](const std::string& value) -> base::Status {
                             auto number = parse_whole_number(value, min, max);
                             if (!number) return base::fail_in(name, std::move(number).error());
                             into = *number;
                             return {};
                           }});
}

void OptionSet::positional(std::string& into, std::string name, std::string help) {
  declarations_.push_back({OptionKind::positional, std::move(name), "", "", std::move(help), true,
                           "", [&into](const std::string& value) -> base::Status {
                             into = value;
                             return {};
                           }});
}

void OptionSet::optional_positional(std::optional<std::string>& into, std::string name,
                                    std::string help) {
  declarations_.push_back({OptionKind::positional, std::move(name), "", "", std::move(help), false,
                           "", [&into](const std::string& value) -> base::Status {
                             into = value;
                             return {};
                           }});
}

void OptionSet::positionals(std::vector<std::string>& into, std::string name, std::string help) {
  declarations_.push_back({OptionKind::positionals, std::move(name), "", "", std::move(help), false,
                           "", [&into](const std::string& value) -> base::Status {
                             into.push_back(value);
                             return {};
                           }});
}

void OptionSet::setting_flag(const SettingInfo& setting, std::string_view name, const char* value,
                             const std::string& group) {
  const std::string help = std::string(value) == "true"
                               ? std::string(setting.help)
                               : fmt::format("the opposite of {}", setting.flag);
  declarations_.push_back(
      {OptionKind::flag, std::string(name), "", "", help, false, group,
       [this, id = setting.id, name = std::string(name),
        value](const std::string&) -> base::Status {
         const auto [told, is_first] = flags_.emplace(id, SourcedText{value, name});
         if (is_first || told->second.text == value) return {};
         return base::fail(
             base::ErrorKind::usage,
             fmt::format("{} and {} contradict each other", told->second.source, name),
             "keep one of them");
       }});
}

void OptionSet::settings(std::initializer_list<SettingId> ids, const std::string& group) {
  for (const SettingId id : ids) {
    const SettingInfo& setting = setting_info(id);
    if (setting.kind == SettingKind::yes_or_no) {
      setting_flag(setting, setting.flag, "true", group);
      if (!setting.no_flag.empty()) setting_flag(setting, setting.no_flag, "false", group);
      continue;
    }
    declarations_.push_back(
        {OptionKind::value, std::string(setting.flag), "", std::string(setting.value_name),
         std::string(setting.help), false, group,
         [this, id, name = std::string(setting.flag)](const std::string& value) -> base::Status {
           flags_[id] = {value, name};
           return {};
         }});
  }
}

}  // namespace whimbrel::cli
