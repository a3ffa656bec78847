#include "whimbrel/cli/settings/config_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <functional>
#include <set>

#include "whimbrel/base/nearest_names.hpp"

namespace whimbrel::cli {

using base::ErrorKind;

// Turns a parsed YAML tree into a ConfigFile, holding every field against what is known.
class ConfigReader {
 public:
  explicit ConfigReader(std::string path) { config_.path_ = std::move(path); }

  base::Result<ConfigFile> read(const YAML::Node& root) {
    if (!root.IsNull())
      WHIMBREL_TRY(each_field(root, "", {"targets", "defaults", "webhooks"},
                              [this](const std::string& name, const YAML::Node& value) {
                                if (name == "webhooks") return read_webhooks(value);
                                return name == "targets" ? read_targets(value)
                                                         : read_defaults(value);
                              }));
    return std::move(config_);
  }

 private:
  using FieldReader = std::function<base::Status(const std::string&, const YAML::Node&)>;

  std::string place(const YAML::Node& node) const {
    const YAML::Mark mark = node.Mark();
    return fmt::format("{}:{}:{}", config_.path_, mark.line + 1, mark.column + 1);
  }

  tl::unexpected<base::Error> wrong(const YAML::Node& node, std::string_view field,
                                    std::string_view what, std::string remedy) const {
    return base::fail(ErrorKind::usage, fmt::format("{}: {}: {}", place(node), field, what),
                      std::move(remedy));
  }

  // Calls `read_field` for each field of a mapping; refuses other shapes, unknown and doubled
  // names. An empty `known` lets every name pass.
  base::Status each_field(const YAML::Node& node, const std::string& parent,
                          const std::vector<std::string>& known, const FieldReader& read_field) {
    const std::string_view shown = parent.empty() ? std::string_view("the file") : parent;
    if (!node.IsMap())
      return wrong(node, shown, "is not a mapping of names to values",
                   "write name: value, one a line");
    std::set<std::string> seen;
    for (const auto& entry : node) {
      if (!entry.first.IsScalar())
        return wrong(entry.first, shown, "a name must be plain text", "write name: value");
      const std::string name = entry.first.Scalar();
      const std::string field = parent.empty() ? name : parent + "." + name;
      if (!seen.insert(name).second)
        return wrong(entry.first, field, "is there twice", "keep one of them");
      if (!known.empty() && std::find(known.begin(), known.end(), name) == known.end())
        return wrong(entry.first, field, "is not known", nearest_remedy(name, known));
      WHIMBREL_TRY(read_field(name, entry.second));
    }
    return {};
  }

  static std::string nearest_remedy(const std::string& name,
                                    const std::vector<std::string>& known) {
    const auto near = base::nearest_names(name, known);
    if (!near.empty()) return fmt::format("did you mean {}?", near.front());
    return fmt::format("use one of {}", fmt::join(known, ", "));
  }

  base::Status read_targets(const YAML::Node& targets) {
    return each_field(targets, "targets", {},
                      [this](const std::string& name, const YAML::Node& value) {
                        return read_target(name, value);
                      });
  }

  base::Status read_target(const std::string& name, const YAML::Node& node) {
    const std::string field = "targets." + name;
    if (name.empty() || name.find_first_of(":/ \t") != std::string::npos)
      return wrong(node, field, "a target's name must not hold ':', '/' or blanks",
                   "name it with letters, digits, '-' and '_'");
    ConfigFile::Target target{name, {}, {}};
    if (node.IsScalar()) {
      target.url = {node.Scalar(), fmt::format("{} ({})", place(node), field)};
    } else {
      WHIMBREL_TRY(read_target_fields(field, node, target));
    }
    if (target.url.text.empty())
      return wrong(node, field, "its url is missing", "write url: sqlite:FILE");
    config_.targets_.push_back(std::move(target));
    return {};
  }

  base::Status read_target_fields(const std::string& field, const YAML::Node& node,
                                  ConfigFile::Target& target) {
    std::vector<std::string> known = setting_names();
    known.erase(std::find(known.begin(), known.end(), "target"));
    known.insert(known.begin(), "url");
    return each_field(
        node, field, known, [&](const std::string& name, const YAML::Node& value) -> base::Status {
          if (name != "url") return read_setting(field, name, value, target.settings);
          if (!value.IsScalar())
            return wrong(value, field + ".url", "is not plain text", "write url: sqlite:FILE");
          target.url = {value.Scalar(), fmt::format("{} ({}.url)", place(value), field)};
          return {};
        });
  }

  base::Status read_defaults(const YAML::Node& defaults) {
    return each_field(defaults, "defaults", setting_names(),
                      [this](const std::string& name, const YAML::Node& value) {
                        return read_setting("defaults", name, value, config_.defaults_);
                      });
  }

  base::Status read_setting(const std::string& parent, const std::string& name,
                            const YAML::Node& value, ConfigFile::Values& into) {
    const std::string field = parent + "." + name;
    const auto settings = all_settings();
    const auto setting = std::find_if(settings.begin(), settings.end(),
                                      [&](const SettingInfo& info) { return info.name == name; });
    if (!value.IsScalar())
      return wrong(value, field, "is not a single value", "write " + name + ": value");
    if (auto checked = check_setting(*setting, value.Scalar()); !checked)
      return wrong(value, field, checked.error().message(), checked.error().remedy());
    into[setting->id] = {value.Scalar(), fmt::format("{} ({})", place(value), field)};
    return {};
  }

  base::Status read_webhooks(const YAML::Node& webhooks) {
    if (!webhooks.IsSequence())
      return wrong(webhooks, "webhooks", "is not a list",
                   "write - url: https://… on a line of its own");
    for (std::size_t i = 0; i < webhooks.size(); ++i)
      WHIMBREL_TRY(read_webhook(fmt::format("webhooks.{}", i), webhooks[i]));
    return {};
  }

  base::Status read_webhook(const std::string& field, const YAML::Node& node) {
    ConfigFile::Webhook webhook{{}, {}, {}, fmt::format("{} ({})", place(node), field)};
    WHIMBREL_TRY(each_field(
        node, field, {"url", "events", "secret_env"},
        [&](const std::string& name, const YAML::Node& value) -> base::Status {
          if (name == "events") return read_words(field + ".events", value, webhook.events);
          if (!value.IsScalar())
            return wrong(value, field + "." + name, "is not plain text", "write " + name + ": …");
          (name == "url" ? webhook.url : webhook.secret_variable) = value.Scalar();
          return {};
        }));
    if (!webhook.url.starts_with("https://") && !webhook.url.starts_with("http://"))
      return wrong(node, field, "its url is missing or no web address", "write url: https://…");
    if (webhook.secret_variable.empty())
      return wrong(node, field, "it has no secret to be signed with",
                   "write secret_env: NAME, and set that variable to a secret of your own");
    config_.webhooks_.push_back(std::move(webhook));
    return {};
  }

  base::Status read_words(const std::string& field, const YAML::Node& node,
                          std::vector<std::string>& words) const {
    if (!node.IsSequence()) return wrong(node, field, "is not a list", "write [after-up]");
    for (const auto& word : node) {
      if (!word.IsScalar()) return wrong(word, field, "is not plain text", "write [after-up]");
      words.push_back(word.Scalar());
    }
    return {};
  }

  static std::vector<std::string> setting_names() {
    std::vector<std::string> names;
    for (const SettingInfo& setting : all_settings()) names.emplace_back(setting.name);
    return names;
  }

  ConfigFile config_;
};

base::Result<ConfigFile> ConfigFile::load(base::FileSystem& files, const std::string& path) {
  WHIMBREL_ASSIGN(const std::string text, base::read_file(files, path, bytes_max));
  return parse(text, path);
}

base::Result<ConfigFile> ConfigFile::parse(const std::string& text, const std::string& path) {
  try {
    return ConfigReader(path).read(YAML::Load(text));
  } catch (const YAML::Exception& error) {
    return base::fail(
        ErrorKind::usage,
        fmt::format("{}:{}:{}: {}", path, error.mark.line + 1, error.mark.column + 1, error.msg),
        "mend the YAML there; docs/operating/configuration.md shows the shape");
  }
}

const ConfigFile::Target* ConfigFile::find_target(std::string_view name) const {
  const auto found = std::find_if(targets_.begin(), targets_.end(),
                                  [&](const Target& target) { return target.name == name; });
  return found == targets_.end() ? nullptr : &*found;
}

}  // namespace whimbrel::cli
