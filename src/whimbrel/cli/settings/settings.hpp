#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "whimbrel/base/result.hpp"
#include "whimbrel/cli/settings/config_file.hpp"
#include "whimbrel/cli/settings/environment.hpp"
#include "whimbrel/cli/settings/setting.hpp"
#include "whimbrel/cli/settings/target_spec.hpp"

namespace whimbrel::cli {

// What was told by flags, environment and whimbrel.yaml, in this order. Every value is checked.
// Immutable.
class Settings {
 public:
  using Flags = std::map<SettingId, SourcedText>;

  // usage, naming the source, for a value that cannot be.
  static base::Result<Settings> merge(const Flags& flags, const Environment& environment,
                                      const ConfigFile& config);

  // nullopt when nobody told it: the default holds.
  const SourcedText* find(SettingId id) const;

  std::string text_or(SettingId id, std::string_view otherwise) const;
  std::uint64_t number_or(SettingId id, std::uint64_t otherwise) const;
  bool yes_or(SettingId id, bool otherwise) const;

  // The target: usage when none was told.
  base::Result<TargetSpec> target() const;

 private:
  std::map<SettingId, SourcedText> values_;
  std::optional<TargetSpec> target_;
};

}  // namespace whimbrel::cli
