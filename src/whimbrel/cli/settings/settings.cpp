#include "whimbrel/cli/settings/settings.hpp"

#include <fmt/format.h>

namespace whimbrel::cli {
namespace {

using Values = std::map<SettingId, SourcedText>;

// Settings that name a file: relative to the folder of the file that tells them.
bool names_a_file(SettingId id) {
  return id == SettingId::migrations || id == SettingId::backup_dir ||
         id == SettingId::passphrase_file || id == SettingId::hooks_dir;
}

void add_from_config(const ConfigFile::Values& told, const ConfigFile& config, Values& values) {
  for (const auto& [id, value] : told) {
    SourcedText text = value;
    if (names_a_file(id)) text.text = base::join_path(base::directory_of(config.path()), text.text);
    values.emplace(id, std::move(text));
  }
}

base::Result<Values> from_flags_and_environment(const Settings::Flags& flags,
                                                const Environment& environment) {
  Values values = flags;
  for (const SettingInfo& setting : all_settings()) {
    if (values.contains(setting.id)) continue;
    if (auto variable = environment.find(std::string(setting.variable)))
      values.emplace(setting.id, *std::move(variable));
  }
  for (const auto& [id, value] : values)
    if (auto checked = check_setting(setting_info(id), value.text); !checked)
      return base::fail_in(value.source, std::move(checked).error());
  return values;
}

}  // namespace

base::Result<Settings> Settings::merge(const Flags& flags, const Environment& environment,
                                       const ConfigFile& config) {
  Settings settings;
  WHIMBREL_ASSIGN(settings.values_, from_flags_and_environment(flags, environment));
  if (const auto found = config.defaults().find(SettingId::target);
      found != config.defaults().end())
    settings.values_.emplace(*found);
  if (const SourcedText* told = settings.find(SettingId::target)) {
    WHIMBREL_ASSIGN(settings.target_, resolve_target(*told, config, environment));
    if (const ConfigFile::Target* target = config.find_target(told->text))
      add_from_config(target->settings, config, settings.values_);
  }
  add_from_config(config.defaults(), config, settings.values_);
  return settings;
}

const SourcedText* Settings::find(SettingId id) const {
  const auto found = values_.find(id);
  return found == values_.end() ? nullptr : &found->second;
}

std::string Settings::text_or(SettingId id, std::string_view otherwise) const {
  const SourcedText* value = find(id);
  return value == nullptr ? std::string(otherwise) : value->text;
}

std::uint64_t Settings::number_or(SettingId id, std::uint64_t otherwise) const {
  const SourcedText* value = find(id);
  return value == nullptr ? otherwise : whole_number_of(value->text);
}

bool Settings::yes_or(SettingId id, bool otherwise) const {
  const SourcedText* value = find(id);
  return value == nullptr ? otherwise : yes_or_no_of(value->text);
}

base::Result<TargetSpec> Settings::target() const {
  if (target_) return *target_;
  return base::fail(
      base::ErrorKind::usage, "no target is given",
      "add --target sqlite:FILE or --target dynamodb, or name one in whimbrel.yaml or "
      "WHIMBREL_TARGET");
}

}  // namespace whimbrel::cli
