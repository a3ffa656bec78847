#pragma once

#include <cstdint>
#include <string>

#include "whimbrel/base/result.hpp"
#include "whimbrel/cli/settings/config_file.hpp"
#include "whimbrel/cli/settings/dynamodb_target.hpp"
#include "whimbrel/cli/settings/environment.hpp"

namespace whimbrel::cli {

enum class TargetKind : std::uint8_t { sqlite, memory, dynamodb };

// Where data lives, as told: opened by target_access.hpp.
struct TargetSpec {
  std::string name;  // from whimbrel.yaml; empty for a URL
  TargetKind kind = TargetKind::sqlite;
  std::string path;  // of a sqlite file, as the working directory sees it
  DynamoDbTarget dynamodb;
  std::string url;  // "sqlite:wallet.db"; for messages and commands to copy
  // What an operator types behind --target for it: the name, or else the URL.
  const std::string& shown() const noexcept { return name.empty() ? url : name; }
};

// Reads a URL: "sqlite:FILE", "memory:", or what parse_dynamodb_target() takes. `base_directory` is
// where relative files start; empty = the working directory. usage, naming the source, for another.
base::Result<TargetSpec> parse_target_url(const SourcedText& url, const std::string& base_directory,
                                          const Environment& environment);

// A URL, or else a target of whimbrel.yaml. usage with the nearest names when there is none.
base::Result<TargetSpec> resolve_target(const SourcedText& text, const ConfigFile& config,
                                        const Environment& environment);

}  // namespace whimbrel::cli
