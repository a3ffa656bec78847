#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/file_system.hpp"
#include "whimbrel/base/result.hpp"
#include "whimbrel/cli/settings/environment.hpp"
#include "whimbrel/cli/settings/setting.hpp"

namespace whimbrel::cli {

// whimbrel.yaml:
//
//   targets:
//     production: sqlite:/srv/wallet/wallet.db
//     rehearsal:
//       url: sqlite:rehearsal.db
//       max_affected: 5%           # any setting but target, for this target only
//   defaults:
//     target: rehearsal
//     batch_size: 2000
//   webhooks:
//     - url: https://example.org/whimbrel
//       events: [after-up, on-failure]   # all, without
//       secret_env: WEBHOOK_SECRET       # the variable that holds the secret
//
// Files in it are relative to the file's own folder. Immutable.
class ConfigFile {
 public:
  using Values = std::map<SettingId, SourcedText>;
  struct Target {
    std::string name;
    SourcedText url;
    Values settings;
  };

  struct Webhook {
    std::string url;
    std::vector<std::string> events;  // as written
    std::string secret_variable;
    std::string source;  // "whimbrel.yaml:8:5 (webhooks.0)"
  };

  static constexpr std::size_t bytes_max = 1024 * 1024;

  // Nothing set: what a missing file gives.
  ConfigFile() = default;

  // not_found when there is none; usage, naming file, line, column and field, when it is not as
  // above. Every value is checked.
  static base::Result<ConfigFile> load(base::FileSystem& files, const std::string& path);
  // The same from text; `path` is for messages and relative paths.
  static base::Result<ConfigFile> parse(const std::string& text, const std::string& path);

  // In the order of the file.
  const std::vector<Target>& targets() const noexcept { return targets_; }
  const Target* find_target(std::string_view name) const;
  const Values& defaults() const noexcept { return defaults_; }
  const std::vector<Webhook>& webhooks() const noexcept { return webhooks_; }
  // Empty when there is no file.
  const std::string& path() const noexcept { return path_; }

 private:
  friend class ConfigReader;

  std::string path_;
  std::vector<Target> targets_;
  Values defaults_;
  std::vector<Webhook> webhooks_;
};

}  // namespace whimbrel::cli
