#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/error.hpp"
#include "whimbrel/engine/ledger/run_record.hpp"

namespace whimbrel::engine {

// What ordering knows of one migration.
struct SequenceMember {
  std::string id;
  std::string source;    // for messages: "migrations/005_split_name.yaml", "built in"
  std::string checksum;  // empty when it cannot be used
  std::vector<std::string> depends_on;
  // Those that it changes: its own, and those that it inserts into.
  std::vector<std::string> collections;
  // False: it keeps no journal once it is completed.
  bool undoable = true;
  // It has steps whose reach nobody knows, such as a shell command: never side by side with others.
  bool alone = false;
  // Selected only where it is named.
  bool by_name_only = false;
  // Why it cannot be used, such as a recipe with errors.
  std::optional<base::Error> fault = std::nullopt;
};

// A run as the ledger tells it.
struct PastRun {
  RunRecord record;
  // TEST_MODE: it changed the first few items only, and leaves its migration pending.
  bool tried_out = false;
};

enum class MigrationState : std::uint8_t {
  pending,      // never ran here, or was only tried out
  running,      // goes on, or was interrupted by a crash, in either direction
  paused,       // stopped on request; resumable
  failed,       // stopped by an error or a failed verification
  applied,      // completed
  baselined,    // counts as applied without having run
  rolled_back,  // taken back: pending again
  missing,      // the ledger knows a run of it that stands, but nobody here knows the migration
};

// "rolled back": for people.
std::string_view to_string(MigrationState state) noexcept;
// "rolled_back": for programs.
std::string_view state_name(MigrationState state) noexcept;

// One migration in its place, with what the ledger says of it.
struct SequenceStep {
  SequenceMember member;
  MigrationState state = MigrationState::pending;
  // Its newest run that was not taken back, else the newest that was.
  std::optional<RunRecord> run;

  bool is_pending() const noexcept {
    return state == MigrationState::pending || state == MigrationState::rolled_back;
  }
  bool is_applied() const noexcept {
    return state == MigrationState::applied || state == MigrationState::baselined;
  }
};

enum class SequenceFault : std::uint8_t {
  duplicate,             // two migrations with one id
  unusable,              // SequenceMember::fault
  cycle,                 // migrations that depend on each other in a circle
  unknown_dependency,    // depends_on names what does not exist
  unapplied_dependency,  // applied although what it depends on is not
  missing,               // applied here, and not known any more
  changed,               // not what was applied
};

// "unknown_dependency": for programs.
std::string_view to_string(SequenceFault fault) noexcept;

// Why the migrations do not fit together, or do not fit the ledger. The message names both sides.
struct SequenceProblem {
  SequenceFault fault = SequenceFault::duplicate;
  std::vector<std::string> ids;  // whom it concerns, the first one foremost
  std::string message;
  std::string remedy;
};

// Whether id `a` comes before `b`: by the number that they begin with, then by their letters, so
// that 9_x comes before 10_x.
bool id_comes_before(std::string_view a, std::string_view b) noexcept;

}  // namespace whimbrel::engine
