#include "whimbrel/cli/settings/target_spec.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "whimbrel/base/file_system.hpp"
#include "whimbrel/base/nearest_names.hpp"

namespace whimbrel::cli {
namespace {

using base::ErrorKind;

constexpr std::string_view url_remedy =
    "write sqlite:FILE, dynamodb, memory:, or a name from whimbrel.yaml";

}  // namespace

base::Result<TargetSpec> parse_target_url(const SourcedText& url, const std::string& base_directory,
                                          const Environment& environment) {
  if (names_dynamodb(url.text)) {
    TargetSpec spec;
    spec.kind = TargetKind::dynamodb;
    WHIMBREL_ASSIGN(spec.dynamodb, parse_dynamodb_target(url, environment));
    spec.url = spec.dynamodb.url();
    return spec;
  }
  const std::size_t colon = url.text.find(':');
  const std::string scheme = url.text.substr(0, colon);
  const std::string rest = colon == std::string::npos ? "" : url.text.substr(colon + 1);
  if (colon != std::string::npos && scheme == "memory") {
    if (rest.empty()) return TargetSpec{"", TargetKind::memory, "", {}, "memory:"};
    return base::fail(ErrorKind::usage,
                      fmt::format("{}: 'memory:' takes nothing behind the colon, but '{}' follows",
                                  url.source, rest),
                      "write memory:");
  }
  if (colon != std::string::npos && scheme == "sqlite") {
    if (rest.empty())
      return base::fail(ErrorKind::usage, fmt::format("{}: 'sqlite:' names no file", url.source),
                        "write sqlite:FILE, such as sqlite:wallet.db");
    const std::string path = base::join_path(base_directory, rest);
    return TargetSpec{"", TargetKind::sqlite, path, {}, "sqlite:" + path};
  }
  return base::fail(ErrorKind::usage,
                    fmt::format("{}: '{}' is no kind of target that this version knows", url.source,
                                colon == std::string::npos ? url.text : scheme + ":"),
                    std::string(url_remedy));
}

base::Result<TargetSpec> resolve_target(const SourcedText& text, const ConfigFile& config,
                                        const Environment& environment) {
  const std::string config_directory =
      config.path().empty() ? "" : base::directory_of(config.path());
  if (const ConfigFile::Target* target = config.find_target(text.text)) {
    WHIMBREL_ASSIGN(TargetSpec spec, parse_target_url(target->url, config_directory, environment));
    spec.name = target->name;
    return spec;
  }
  if (text.text.find(':') != std::string::npos || names_dynamodb(text.text)) {
    const bool from_config = !config.path().empty() && text.source.starts_with(config.path());
    return parse_target_url(text, from_config ? config_directory : "", environment);
  }
  std::vector<std::string> names;
  for (const ConfigFile::Target& target : config.targets()) names.push_back(target.name);
  const auto near = base::nearest_names(text.text, names);
  if (!near.empty())
    return base::fail(ErrorKind::usage,
                      fmt::format("{}: no target is named '{}'", text.source, text.text),
                      fmt::format("did you mean {}?", near.front()));
  return base::fail(
      ErrorKind::usage, fmt::format("{}: no target is named '{}'", text.source, text.text),
      names.empty()
          ? fmt::format("write sqlite:{} for a file; names come from whimbrel.yaml", text.text)
          : fmt::format("{} names {}; a file is written sqlite:{}", config.path(),
                        fmt::join(names, ", "), text.text));
}

}  // namespace whimbrel::cli
