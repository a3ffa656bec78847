#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// The oracle: what must be in a store, known without the engine. It knows the seed items, the rule
// of the migration written down anew, and the formats of journal and ledger as docs/formats/ tells
// them. No file oracle_* calls engine code.
namespace whimbrel::chaos {

// One item as it is put in, and as a whole run must leave it.
struct SeedItem {
  std::string key;
  std::string before;
  // nullopt: the run erases it. The same as before: the run leaves it alone.
  std::optional<std::string> after;
  bool is_changed = false;
  // Selected, but not to be changed: must be quarantined.
  bool is_rejected = false;
  // Of what an update changes, as raw JSON: what the journal must hold. nullopt: was absent.
  std::optional<std::string> stamp_before;
  std::optional<std::string> obsolete_before;
};

// When every run of these tests begins, by its clock.
inline constexpr std::int64_t run_time_ms = 1'750'000'000'000;

// Items in key order, in all shapes that matter: the field that goes first, last or in the middle
// or missing, the field that comes there already, blanks or none, items to be erased and items to
// be left alone.
std::vector<SeedItem> make_seed(int count);

// The raw JSON of the stamp that the run writes.
std::string stamp_written();

}  // namespace whimbrel::chaos
