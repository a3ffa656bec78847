#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/check.hpp"
#include "whimbrel/engine/impact.hpp"
#include "whimbrel/engine/pinned_inputs.hpp"
#include "whimbrel/engine/risk.hpp"
#include "whimbrel/model/digest.hpp"
#include "whimbrel/model/value.hpp"
#include "whimbrel/stores/load_account.hpp"

namespace whimbrel::engine {

struct FieldChange {
  std::string path;
  std::optional<std::string> before;  // raw text; nullopt = absent; "(hidden)" for secret fields
  std::optional<std::string> after;
};

// One item as the run will change it, or as it would be rejected.
struct SampleChange {
  std::string key;
  bool erased = false;
  std::vector<FieldChange> fields;
};

// Which items a migration selects and what it makes of them, so that two plans can be told apart:
// independent of order and of how the collection was cut.
struct SelectionDigest {
  std::uint64_t low = 0;
  std::uint64_t high = 0;

  void add(const model::Fingerprint& fingerprint) noexcept {
    low += fingerprint.low;
    high += fingerprint.high;
  }
  void add(const SelectionDigest& other) noexcept {
    low += other.low;
    high += other.high;
  }
  friend bool operator==(const SelectionDigest&, const SelectionDigest&) = default;
};

// What a run will do, measured by reading everything once with the real transformation. What was
// previewed is what is applied: the inputs are pinned here.
struct Plan {
  std::string migration_id;
  std::string migration_checksum;
  std::string description;
  std::string target;
  std::string collection;
  base::UnixMillis created_ms = 0;
  PinnedInputs inputs;

  std::uint64_t items_total = 0;
  std::uint64_t items_selected = 0;
  std::uint64_t items_rejected = 0;  // should change and cannot, or cannot be read
  SelectionDigest selection;
  // TEST_MODE: at most this many items change in all; nullopt = no such bound.
  std::optional<std::uint64_t> test_items_max;

  ImpactSummary impact;
  RiskAssessment risk;
  std::vector<SampleChange> samples;  // the first 10 that a scan gives
  std::vector<std::pair<std::string, std::string>> rejected_samples;  // key, reason; up to 10

  // Measured: reading all.
  std::int64_t scan_ms = 0;
  // From a measured rehearsal of writing on a sample; nullopt when there was none.
  std::optional<std::int64_t> estimated_apply_ms;
  // What the run will cost; without modes where the store costs nothing.
  stores::Forecast forecast;
  std::vector<CheckResult> checks;  // prerequisites
  // What the migration tells of its own: an object that plain JSON holds; empty when nothing.
  model::Value details{model::Object{}};
  // Steps besides the items, in order: "before: create collection people".
  std::vector<std::string> actions;
  // False: once it is completed it cannot be taken back.
  bool undoable = true;

  std::string owner_noun, amount_noun, item_noun;
};

// The plan as one JSON document, stable across versions, and back.
// invalid_data naming the field that is missing or wrong.
std::string plan_to_json(const Plan& plan);
base::Result<Plan> plan_from_json(std::string_view json);

// SHA-256 (hex) over the document: what the ledger holds a run against.
std::string plan_digest(std::string_view plan_json);

// The differences that make `planned` unfit for what `now` finds, in words; empty when it fits.
std::vector<std::string> plan_drift(const Plan& planned, const Plan& now);

}  // namespace whimbrel::engine
