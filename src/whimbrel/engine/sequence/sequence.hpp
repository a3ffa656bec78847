#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/sequence/sequence_step.hpp"

namespace whimbrel::engine {

// Several migrations in the order in which they are applied, held against the ledger's runs: a pure
// function of both. Immutable.
class Sequence {
 public:
  using Steps = std::vector<const SequenceStep*>;

  // `runs` newest first, as past_runs() gives them.
  Sequence(const std::vector<SequenceMember>& members, const std::vector<PastRun>& runs);

  // Each behind all it depends on; where that leaves a choice, by id. Those that a circle keeps
  // from having a place, and after them those that are missing here, stand at the end.
  const std::vector<SequenceStep>& steps() const noexcept { return steps_; }
  // Everything that does not fit.
  const std::vector<SequenceProblem>& problems() const noexcept { return problems_; }
  // Null when there is none of this id.
  const SequenceStep* find(std::string_view id) const noexcept;

  // What is pending, in order: all of it, or with `last_id` up to and including that one; of those
  // that are run by their names only, that one alone. refused,
  // when something in this stretch does not fit or has a run that must end first. not_found for an
  // unknown id.
  base::Result<Steps> up_to(std::string_view last_id = {}) const;

  // What must be taken back so that `kept_id` is the last that is applied, in the order of taking
  // back. refused when one of them cannot be: it was baselined, or has a run that must end first.
  base::Result<Steps> down_to(std::string_view kept_id) const;

  // Whether this one alone may run: what it depends on is applied, and it is what it was. refused,
  // naming the other side.
  base::Status check_may_run(std::string_view id) const;

  // refused when one that is applied depends on it.
  base::Status check_may_take_back(std::string_view id) const;

  // Whether what `later` finds may be what `earlier` leaves: it depends on it, over any number of
  // others, or they change a collection in common.
  bool builds_on(const SequenceStep& later, const SequenceStep& earlier) const;

  // Whether the two may run side by side: neither builds on the other, and neither must be
  // alone.
  bool are_independent(const SequenceStep& a, const SequenceStep& b) const;

 private:
  bool depends(const SequenceStep& from, std::string_view on) const;
  base::Result<std::size_t> place_of(std::string_view id) const;
  base::Status refuse_problems(std::size_t steps_count) const;

  std::vector<SequenceStep> steps_;
  std::vector<SequenceProblem> problems_;
};

}  // namespace whimbrel::engine
