#include "whimbrel/cli/settings/settings.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>

#include "whimbrel/cli/settings/blast_radius_text.hpp"

namespace whimbrel::cli {
namespace {

std::map<std::string, std::string>& process_variables() {
  static std::map<std::string, std::string> variables;
  return variables;
}

const char* look_up(const char* name) {
  const auto found = process_variables().find(name);
  return found == process_variables().end() ? nullptr : found->second.c_str();
}

class SettingsTest : public ::testing::Test {
 protected:
  SettingsTest() {
    process_variables().clear();
    directory_ =
        std::filesystem::path(::testing::TempDir()) / ("settings-" + std::to_string(::getpid()));
    std::filesystem::create_directories(directory_);
  }
  ~SettingsTest() override { std::filesystem::remove_all(directory_); }

  Environment environment(const std::string& dotenv = {}) {
    const std::string path = directory_ / ".env";
    std::ofstream(path) << dotenv;
    auto loaded = Environment::load(base::posix_file_system(), path, look_up);
    EXPECT_TRUE(loaded) << loaded.error().message();
    return std::move(loaded).value_or(Environment());
  }
  static ConfigFile config(const std::string& yaml) {
    auto parsed = ConfigFile::parse(yaml, "conf/whimbrel.yaml");
    EXPECT_TRUE(parsed) << parsed.error().message();
    return std::move(parsed).value_or(ConfigFile());
  }

  std::filesystem::path directory_;
};

constexpr const char* two_targets = R"(
targets:
  production: sqlite:live.db
  rehearsal:
    url: sqlite:/tmp/rehearsal.db
    rate: 7
    backup_dir: archives
defaults:
  target: production
  rate: 9
  batch_size: 123
)";

std::uint64_t rate_of(const base::Result<Settings>& settings) {
  EXPECT_TRUE(settings) << settings.error().describe();
  return settings ? settings->number_or(SettingId::rate, 1) : 0;
}

TEST_F(SettingsTest, flags_beat_environment_beats_dotenv_beats_file) {
  const ConfigFile file = config(two_targets);
  const Settings::Flags flag{{SettingId::rate, {"2", "--rate"}}};

  EXPECT_EQ(rate_of(Settings::merge({}, environment(), ConfigFile())), 1u);
  EXPECT_EQ(rate_of(Settings::merge({}, environment(), file)), 9u);
  EXPECT_EQ(rate_of(Settings::merge({}, environment("WHIMBREL_RATE=4"), file)), 4u);
  process_variables()["WHIMBREL_RATE"] = "3";
  EXPECT_EQ(rate_of(Settings::merge({}, environment("WHIMBREL_RATE=4"), file)), 3u);
  EXPECT_EQ(rate_of(Settings::merge(flag, environment("WHIMBREL_RATE=4"), file)), 2u);
}

TEST_F(SettingsTest, a_targets_own_settings_beat_the_defaults) {
  process_variables()["WHIMBREL_TARGET"] = "rehearsal";
  const auto settings = Settings::merge({}, environment(), config(two_targets));
  EXPECT_EQ(rate_of(settings), 7u);
  EXPECT_EQ(settings->number_or(SettingId::batch_size, 0), 123u);
  EXPECT_EQ(settings->text_or(SettingId::backup_dir, ""), "conf/archives");
  EXPECT_EQ(settings->target()->path, "/tmp/rehearsal.db");
}

TEST_F(SettingsTest, files_of_the_config_start_in_its_folder) {
  const auto settings = Settings::merge({}, environment(), config(two_targets));
  EXPECT_EQ(settings->target()->path, "conf/live.db");
  EXPECT_EQ(settings->target()->shown(), "production");
}

TEST_F(SettingsTest, an_empty_variable_is_not_set) {
  process_variables()["DRY_RUN"] = "";
  const auto settings = Settings::merge({}, environment(), ConfigFile());
  EXPECT_EQ(settings->find(SettingId::dry_run), nullptr);
}

TEST_F(SettingsTest, a_wrong_value_names_its_source) {
  const auto message = [&](const Settings::Flags& flags, const std::string& dotenv) {
    const auto settings = Settings::merge(flags, environment(dotenv), ConfigFile());
    return settings ? "no error" : settings.error().describe();
  };
  EXPECT_EQ(message({{SettingId::batch_size, {"0", "--batch-size"}}}, ""),
            "--batch-size: '0' is not a whole number from 1 to 10,000");
  EXPECT_EQ(message({{SettingId::policy, {"merg", "--policy"}}}, ""),
            "--policy: 'merg' is none of leave, merge, overwrite");
  EXPECT_EQ(message({}, "A=1\nDRY_RUN=maybe"),
            (directory_ / ".env").string() + ":2 (DRY_RUN): 'maybe' is neither true nor false");
}

TEST_F(SettingsTest, an_unknown_target_names_the_nearest) {
  const Settings::Flags flags{{SettingId::target, {"prodution", "--target"}}};
  const auto settings = Settings::merge(flags, environment(), config(two_targets));
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().message(), "--target: no target is named 'prodution'");
  EXPECT_EQ(settings.error().remedy(), "did you mean production?");
}

TEST(TargetUrl, is_a_sqlite_file_or_memory) {
  const auto message = [](const std::string& url) {
    const auto nothing = Environment::load(base::posix_file_system(), "there-is-no-such-file",
                                           [](const char*) { return nullptr; });
    const auto spec = parse_target_url({url, "--target"}, "", *nothing);
    return spec ? "target " + spec->url : spec.error().message();
  };
  EXPECT_EQ(message("sqlite:a:b.db"), "target sqlite:a:b.db");
  EXPECT_EQ(message("memory:"), "target memory:");
  EXPECT_EQ(message("sqlite:"), "--target: 'sqlite:' names no file");
  EXPECT_EQ(message("mongodb://host/db"),
            "--target: 'mongodb:' is no kind of target that this version knows");
}

std::string config_error(const std::string& yaml) {
  const auto parsed = ConfigFile::parse(yaml, "whimbrel.yaml");
  return parsed ? "no error" : parsed.error().message() + " | " + parsed.error().remedy();
}

TEST(ConfigFile, names_place_and_field_of_what_it_cannot_take) {
  EXPECT_EQ(config_error("defaults:\n  batch_sise: 5\n"),
            "whimbrel.yaml:2:3: defaults.batch_sise: is not known | did you mean batch_size?");
  EXPECT_EQ(config_error("targts: {}\n"),
            "whimbrel.yaml:1:1: targts: is not known | did you mean targets?");
  EXPECT_EQ(config_error("defaults: {rate: fast}\n"),
            "whimbrel.yaml:1:18: defaults.rate: 'fast' is not a whole number from 0 to "
            "1,000,000,000 | ");
  EXPECT_EQ(config_error("defaults: {rate: 1, rate: 2}\n"),
            "whimbrel.yaml:1:21: defaults.rate: is there twice | keep one of them");
  EXPECT_EQ(config_error("- a\n"),
            "whimbrel.yaml:1:1: the file: is not a mapping of names to values | write name: value, "
            "one a line");
  EXPECT_EQ(config_error("targets: {a: {rate: 1}}\n"),
            "whimbrel.yaml:1:14: targets.a: its url is missing | write url: sqlite:FILE");
  EXPECT_EQ(config_error("targets: {a: {url: 'sqlite:x', target: b}}\n"),
            "whimbrel.yaml:1:32: targets.a.target: is not known | use one of url, migrations, "
            "batch_size, segments, max_affected, allow_affected, backup, backup_kind, backup_dir, "
            "passphrase_file, hooks_dir, "
            "on_failed_verification, policy, conflict_retries, rate, limit_units, limit_share, "
            "limit_money_per_hour, unit_prices, write_mode, lease_seconds, dry_run, "
            "test_mode, test_items, "
            "log_level, log_format, color");
  EXPECT_EQ(config_error("a: [1\n").substr(0, 20), "whimbrel.yaml:2:1: e");
  EXPECT_EQ(config_error(""), "no error");
}

TEST(ConfigFile, reads_webhooks_and_wants_their_secret) {
  const auto config = ConfigFile::parse(
      "webhooks:\n  - {url: 'https://a.example/in', events: [after-up], secret_env: S}\n",
      "whimbrel.yaml");
  ASSERT_TRUE(config) << config.error().describe();
  ASSERT_EQ(config->webhooks().size(), 1u);
  EXPECT_EQ(config->webhooks()[0].url, "https://a.example/in");
  EXPECT_EQ(config->webhooks()[0].events, std::vector<std::string>{"after-up"});
  EXPECT_EQ(config->webhooks()[0].secret_variable, "S");
  EXPECT_EQ(config_error("webhooks:\n  - {url: 'https://a.example/in'}\n"),
            "whimbrel.yaml:2:5: webhooks.0: it has no secret to be signed with | write secret_env: "
            "NAME, and set that variable to a secret of your own");
  EXPECT_EQ(config_error("webhooks:\n  - {url: a.example, secret_env: S}\n"),
            "whimbrel.yaml:2:5: webhooks.0: its url is missing or no web address | write url: "
            "https://…");
}

TEST(ConfigFile, survives_a_bomb_of_brackets) {
  EXPECT_NE(config_error(std::string(100'000, '[')), "no error");
}

TEST(BlastRadiusText, reads_items_share_and_both) {
  EXPECT_EQ(parse_blast_radius("1000")->items_max, 1'000u);
  EXPECT_EQ(parse_blast_radius("1000")->share_max, std::nullopt);
  EXPECT_DOUBLE_EQ(*parse_blast_radius("0.5%")->share_max, 0.005);
  const auto both = parse_blast_radius("20%,5");
  EXPECT_EQ(both->items_max, 5u);
  EXPECT_DOUBLE_EQ(*both->share_max, 0.2);
  for (const char* wrong : {"", "-1", "101%", "5,6", "1%,2%", "5,", "nan%", "%", "1,2,3", "5 %"})
    EXPECT_FALSE(parse_blast_radius(wrong)) << wrong;
}

}  // namespace
}  // namespace whimbrel::cli
