#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/chaos/race_users.hpp"
#include "whimbrel/engine/run_options.hpp"

namespace whimbrel::chaos {

// While these go on, in this order: LiveUsers::phase.
enum RacePhase : int { before_up, during_up, between, during_down };

// What one item may be after a race, from its seed, its users' acknowledged writes in their order,
// and the migration's rule, told anew and apart from the engine: every order in which the run's
// write, its undo and the users' writes can have met. An item that is none of these lost somebody's
// write, or was taken back to what it never was.
class RaceOracle {
 public:
  RaceOracle(engine::RollbackPolicy policy, base::UnixMillis run_time_ms)
      : policy_(policy), run_time_ms_(run_time_ms) {}

  // As JSON texts with sorted names; "" = there is no such item.
  std::set<std::string> after_up(const std::optional<Json>& seed,
                                 const std::vector<UserWrite>& writes) const;
  std::set<std::string> after_down(const std::optional<Json>& seed,
                                   const std::vector<UserWrite>& writes) const;

  static std::string text_of(const std::optional<Json>& item) { return item ? item->dump() : ""; }

 private:
  struct Change;
  struct World;

  void migrate(World& world) const;
  void undo(World& world, const Change& change) const;
  // Goes on from write `at`: with the run's steps first, or with the write.
  void explore(World world, const std::vector<UserWrite>& writes, std::size_t at, bool with_down,
               std::set<std::string>& found) const;

  engine::RollbackPolicy policy_;
  base::UnixMillis run_time_ms_;
};

}  // namespace whimbrel::chaos
