#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"

namespace whimbrel::cli {

// Everything that can be told in three ways: as a flag, as an environment variable (or in .env),
// and in whimbrel.yaml. The flag wins over the variable, the variable over the file.
enum class SettingId : std::uint8_t {
  target,
  migrations,
  batch_size,
  segments,
  max_affected,
  allow_affected,
  backup,
  backup_kind,
  backup_dir,
  passphrase_file,
  hooks_dir,
  on_failed_verification,
  policy,
  conflict_retries,
  rate,
  limit_units,
  limit_share,
  limit_money,
  unit_prices,
  write_mode,
  lease_seconds,
  dry_run,
  test_mode,
  test_items,
  log_level,
  log_format,
  color,
};

enum class SettingKind : std::uint8_t {
  text,
  whole_number,  // min … max
  yes_or_no,
  choice,        // one of `choices`
  blast_radius,  // "1000", "20%", "1000,20%"
  amount,        // "1.5"
  amount_pair,   // "500", "1000,200"
  percentage     // "50%"
};

struct SettingInfo {
  SettingId id = SettingId::target;
  std::string_view name;        // in whimbrel.yaml: "batch_size"
  std::string_view flag;        // "--batch-size"; for a yes_or_no the one that means yes
  std::string_view no_flag;     // yes_or_no: the one that means no; empty when there is none
  std::string_view variable;    // "WHIMBREL_BATCH_SIZE"
  std::string_view value_name;  // in the help: "N"
  std::string_view help;
  SettingKind kind = SettingKind::text;
  std::uint64_t min = 0;
  std::uint64_t max = 0;
  std::vector<std::string_view> choices;
};

// All of them, in the order of the enumeration. A static.
std::span<const SettingInfo> all_settings();
const SettingInfo& setting_info(SettingId id);

// Whether `text` can be this setting's value: usage, saying what it may be, otherwise.
base::Status check_setting(const SettingInfo& setting, std::string_view text);

// The readers of checked values.
std::uint64_t whole_number_of(std::string_view checked_text);
// true, yes, on, 1; anything else that was checked is false. Case does not count.
bool yes_or_no_of(std::string_view checked_text);

}  // namespace whimbrel::cli
