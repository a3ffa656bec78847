#include "whimbrel/cli/settings/setting.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "whimbrel/cli/settings/amount_text.hpp"
#include "whimbrel/cli/settings/blast_radius_text.hpp"
#include "whimbrel/cli/settings/number_text.hpp"

namespace whimbrel::cli {
namespace {

constexpr std::array<std::string_view, 4> words_for_yes{"true", "yes", "on", "1"};
constexpr std::array<std::string_view, 4> words_for_no{"false", "no", "off", "0"};

std::string lower(std::string_view text) {
  std::string result;
  for (const char c : text)
    result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

bool is_one_of(std::span<const std::string_view> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

SettingInfo text(SettingId id, std::string_view name, std::string_view flag,
                 std::string_view variable, std::string_view value_name, std::string_view help) {
  return {id, name, flag, "", variable, value_name, help, SettingKind::text, 0, 0, {}};
}

SettingInfo number(SettingId id, std::string_view name, std::string_view flag,
                   std::string_view variable, std::uint64_t min, std::uint64_t max,
                   std::string_view help) {
  return {id, name, flag, "", variable, "N", help, SettingKind::whole_number, min, max, {}};
}

SettingInfo yes_or_no(SettingId id, std::string_view name, std::string_view flag,
                      std::string_view no_flag, std::string_view variable, std::string_view help) {
  return {id, name, flag, no_flag, variable, "", help, SettingKind::yes_or_no, 0, 0, {}};
}

SettingInfo choice(SettingId id, std::string_view name, std::string_view flag,
                   std::string_view variable, std::vector<std::string_view> choices,
                   std::string_view help) {
  return {
      id, name, flag, "", variable, "WORD", help, SettingKind::choice, 0, 0, std::move(choices)};
}

SettingInfo of_kind(SettingKind kind, SettingId id, std::string_view name, std::string_view flag,
                    std::string_view variable, std::string_view value_name, std::string_view help) {
  return {id, name, flag, "", variable, value_name, help, kind, 0, 0, {}};
}

// Where things are.
std::vector<SettingInfo> make_place_settings() {
  using Id = SettingId;
  return {
      text(Id::target, "target", "--target", "WHIMBREL_TARGET", "TARGET",
           "where the data is: sqlite:FILE, dynamodb, memory:, or a name from whimbrel.yaml"),
      text(Id::migrations, "migrations", "--migrations", "WHIMBREL_MIGRATIONS", "DIR",
           "the folder of recipes (migrations, if it is there)"),
      number(Id::batch_size, "batch_size", "--batch-size", "WHIMBREL_BATCH_SIZE", 1, 10'000,
             "items a batch (5000)"),
      number(Id::segments, "segments", "--segments", "WHIMBREL_SEGMENTS", 1, 64,
             "parallel readers (2)"),
      {Id::max_affected,
       "max_affected",
       "--max-affected",
       "",
       "WHIMBREL_MAX_AFFECTED",
       "N|P%",
       "refuse to change more items, or more of the collection (no limit)",
       SettingKind::blast_radius,
       0,
       0,
       {}},
      text(Id::allow_affected, "allow_affected", "--allow-affected", "ALLOW_AFFECTED", "P%",
           "the share that 03_add_wasslashed_field may find slashed (5%)"),
      yes_or_no(Id::backup, "backup", "--backup", "--no-backup", "WHIMBREL_BACKUP",
                "whether to back the collection up first (yes)"),
      choice(Id::backup_kind, "backup_kind", "--backup-kind", "WHIMBREL_BACKUP_KIND",
             {"auto", "archive"},
             "auto: by the store's server where it makes backups; archive: a portable file (auto)"),
      text(Id::backup_dir, "backup_dir", "--backup-dir", "WHIMBREL_BACKUP_DIR", "DIR",
           "where backups are (the working directory)"),
      text(Id::passphrase_file, "passphrase_file", "--passphrase-file", "WHIMBREL_PASSPHRASE_FILE",
           "FILE", "encrypt or open backups with the passphrase in this file"),
      text(Id::hooks_dir, "hooks_dir", "--hooks-dir", "WHIMBREL_HOOKS_DIR", "DIR",
           "programs that are told of the run (hooks, if it is there)"),
  };
}

// How a run behaves, and how it looks.
std::vector<SettingInfo> make_run_settings() {
  using Id = SettingId;
  return {
      choice(Id::on_failed_verification, "on_failed_verification", "--on-failed-verification",
             "WHIMBREL_ON_FAILED_VERIFICATION", {"stop", "rollback"},
             "what to do when the verification fails: stop or rollback (stop)"),
      choice(Id::policy, "policy", "--policy", "WHIMBREL_POLICY", {"leave", "merge", "overwrite"},
             "undoing items that somebody changed since: leave, merge or overwrite (leave)"),
      number(Id::conflict_retries, "conflict_retries", "--conflict-retries",
             "WHIMBREL_CONFLICT_RETRIES", 0, 1'000,
             "tries of an item that others are changing (5)"),
      number(Id::rate, "rate", "--rate", "WHIMBREL_RATE", 0, 1'000'000'000,
             "at most this many items a second; 0 = as fast as it goes (0)"),
      of_kind(SettingKind::amount_pair, Id::limit_units, "limit_units", "--limit-units",
              "WHIMBREL_LIMIT_UNITS", "N|R,W",
              "at most this many capacity units a second, read and written (no limit)"),
      of_kind(SettingKind::percentage, Id::limit_share, "limit_share", "--limit-share",
              "WHIMBREL_LIMIT_SHARE", "P%",
              "at most this share of the capacity that was bought for a table (no limit)"),
      of_kind(SettingKind::amount, Id::limit_money, "limit_money_per_hour",
              "--limit-money-per-hour", "WHIMBREL_LIMIT_MONEY_PER_HOUR", "N",
              "at most this much money an hour, at the unit prices (no limit)"),
      of_kind(SettingKind::amount_pair, Id::unit_prices, "unit_prices", "--unit-prices",
              "WHIMBREL_UNIT_PRICES", "R,W",
              "what a million units cost, read and written (AWS's in us-east-1)"),
      choice(Id::write_mode, "write_mode", "--write-mode", "WHIMBREL_WRITE_MODE",
             {"guarded", "transact"},
             "guarded: one call an item; transact: 100 a call for twice the units (guarded)"),
      number(Id::lease_seconds, "lease_seconds", "--lease-seconds", "WHIMBREL_LEASE_SECONDS", 1,
             3'600, "how long a dead runner blocks the next one (30)"),
      yes_or_no(Id::dry_run, "dry_run", "--dry-run", "--no-dry-run", "DRY_RUN",
                "do everything for real, but on a store that cannot write"),
      yes_or_no(Id::test_mode, "test_mode", "--test-mode", "--no-test-mode", "TEST_MODE",
                "change a small first batch only"),
      number(Id::test_items, "test_items", "--test-items", "WHIMBREL_TEST_ITEMS", 1, 10'000,
             "how many items test mode changes (what the migration says, or 5)"),
      choice(Id::log_level, "log_level", "--log-level", "WHIMBREL_LOG",
             {"debug", "info", "warning", "error", "off"}, "how much is logged (warning)"),
      choice(Id::log_format, "log_format", "--log-format", "WHIMBREL_LOG_FORMAT", {"plain", "json"},
             "how log lines look (plain)"),
      choice(Id::color, "color", "--color", "WHIMBREL_COLOR", {"auto", "always", "never"},
             "coloured output; NO_COLOR is honoured (auto)"),
  };
}

std::vector<SettingInfo> make_settings() {
  std::vector<SettingInfo> settings = make_place_settings();
  std::vector<SettingInfo> of_runs = make_run_settings();
  std::move(of_runs.begin(), of_runs.end(), std::back_inserter(settings));
  return settings;
}

template <typename T>
base::Status checked(const base::Result<T>& parsed) {
  if (!parsed) return tl::unexpected(parsed.error());
  return {};
}

base::Status check_number(const SettingInfo& setting, std::string_view text) {
  WHIMBREL_TRY(parse_whole_number(text, setting.min, setting.max));
  return {};
}

}  // namespace

std::span<const SettingInfo> all_settings() {
  static const std::vector<SettingInfo> settings = make_settings();
  return settings;
}

const SettingInfo& setting_info(SettingId id) {
  return all_settings()[static_cast<std::size_t>(id)];
}

base::Status check_setting(const SettingInfo& setting, std::string_view text) {
  switch (setting.kind) {
    case SettingKind::text:
      if (text.empty()) return base::fail(base::ErrorKind::usage, "the value is empty");
      return {};
    case SettingKind::whole_number:
      return check_number(setting, text);
    case SettingKind::yes_or_no:
      if (is_one_of(words_for_yes, lower(text)) || is_one_of(words_for_no, lower(text))) return {};
      return base::fail(base::ErrorKind::usage,
                        fmt::format("'{}' is neither true nor false", text));
    case SettingKind::choice:
      if (is_one_of(setting.choices, text)) return {};
      return base::fail(base::ErrorKind::usage,
                        fmt::format("'{}' is none of {}", text, fmt::join(setting.choices, ", ")));
    case SettingKind::blast_radius:
      return checked(parse_blast_radius(text));
    case SettingKind::amount:
      return checked(parse_amount(text));
    case SettingKind::amount_pair:
      return checked(parse_amount_pair(text));
    case SettingKind::percentage:
      return checked(parse_percentage(text));
  }
  return {};
}

std::uint64_t whole_number_of(std::string_view checked_text) {
  std::uint64_t number = 0;
  std::from_chars(checked_text.data(), checked_text.data() + checked_text.size(), number);
  return number;
}

bool yes_or_no_of(std::string_view checked_text) {
  return is_one_of(words_for_yes, lower(checked_text));
}

}  // namespace whimbrel::cli
