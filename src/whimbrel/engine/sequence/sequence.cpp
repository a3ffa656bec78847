#include "whimbrel/engine/sequence/sequence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "whimbrel/engine/sequence/dependency_order.hpp"
#include "whimbrel/engine/sequence/sequence_problems.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;

MigrationState state_of(const PastRun& run) {
  switch (run.record.status) {
    case RunStatus::running:
    case RunStatus::verifying:
    case RunStatus::rolling_back:
      return MigrationState::running;
    case RunStatus::paused:
      return MigrationState::paused;
    case RunStatus::failed:
      return MigrationState::failed;
    case RunStatus::rolled_back:
      return MigrationState::rolled_back;
    case RunStatus::completed:
      break;
  }
  if (run.tried_out) return MigrationState::pending;
  return run.record.baseline ? MigrationState::baselined : MigrationState::applied;
}

using RunsById = std::map<std::string_view, const PastRun*>;

// Of each migration the run that it stands by.
RunsById deciding_runs(const std::vector<PastRun>& runs) {
  RunsById deciding;
  for (const PastRun& run : runs) {
    const auto [found, is_first] = deciding.emplace(run.record.migration_id, &run);
    if (!is_first && found->second->record.status == RunStatus::rolled_back &&
        run.record.status != RunStatus::rolled_back)
      found->second = &run;
  }
  return deciding;
}

SequenceStep step_of(SequenceMember member, const RunsById& runs) {
  SequenceStep step;
  if (const auto run = runs.find(member.id); run != runs.end()) {
    step.state = state_of(*run->second);
    step.run = run->second->record;
  }
  step.member = std::move(member);
  return step;
}

std::vector<SequenceMember> without_duplicates(const std::vector<SequenceMember>& members,
                                               std::vector<SequenceProblem>& problems) {
  std::map<std::string_view, const SequenceMember*> first_of;
  std::vector<SequenceMember> unique;
  for (const SequenceMember& member : members) {
    const auto [found, is_first] = first_of.emplace(member.id, &member);
    if (is_first)
      unique.push_back(member);
    else
      problems.push_back(duplicate_problem(*found->second, member));
  }
  return unique;
}

void add_missing(const RunsById& runs, std::vector<SequenceStep>& steps) {
  std::set<std::string, std::less<>> known;
  for (const SequenceStep& step : steps) known.insert(step.member.id);
  for (const auto& [id, run] : runs) {
    const MigrationState state = state_of(*run);
    if (known.contains(id) || state == MigrationState::rolled_back ||
        state == MigrationState::pending)
      continue;
    SequenceStep step;
    step.member.id = id;
    step.state = MigrationState::missing;
    step.run = run->record;
    steps.push_back(std::move(step));
  }
}

tl::unexpected<base::Error> must_end_first(const SequenceStep& step) {
  const std::string& id = step.member.id;
  return base::fail(
      ErrorKind::refused,
      fmt::format("run {} of {} has status {} and must end first", step.run->run_id, id,
                  to_string(step.run->status)),
      fmt::format("go on with `whimbrel resume {0}`, or take it back with `whimbrel down {0}`",
                  id));
}

tl::unexpected<base::Error> baselined_stays(const SequenceStep& step) {
  return base::fail(
      ErrorKind::refused,
      fmt::format("{} was baselined (run {}), not run here: there is nothing to take back",
                  step.member.id, step.run->run_id),
      fmt::format("undo by hand what it stands for; `whimbrel baseline --withdraw {}` then makes "
                  "it pending",
                  step.member.id));
}

tl::unexpected<base::Error> never_taken_back(const SequenceStep& step) {
  return base::fail(ErrorKind::refused,
                    fmt::format("{} says that it is never taken back (undo: none)", step.member.id),
                    fmt::format("name {} as the one that stays, or put the collection back from "
                                "the backup made before that run",
                                step.member.id));
}

base::Error error_of(const SequenceProblem& problem, std::size_t others) {
  std::string message = problem.message;
  if (others > 0) message += fmt::format(" (and {} more; `whimbrel plan` lists them)", others);
  return {ErrorKind::refused, std::move(message), problem.remedy};
}

}  // namespace

Sequence::Sequence(const std::vector<SequenceMember>& members, const std::vector<PastRun>& runs) {
  const std::vector<SequenceMember> unique = without_duplicates(members, problems_);
  const RunsById deciding = deciding_runs(runs);
  const DependencyOrder order = order_by_dependency(unique);
  for (const std::size_t member : order.order) steps_.push_back(step_of(unique[member], deciding));
  add_missing(deciding, steps_);
  for (const auto& circle : order.circles) problems_.push_back(circle_problem(circle));
  for (SequenceProblem& problem : step_problems(steps_)) problems_.push_back(std::move(problem));
}

const SequenceStep* Sequence::find(std::string_view id) const noexcept {
  const auto found = std::find_if(steps_.begin(), steps_.end(),
                                  [&](const SequenceStep& step) { return step.member.id == id; });
  return found == steps_.end() ? nullptr : &*found;
}

base::Result<std::size_t> Sequence::place_of(std::string_view id) const {
  const SequenceStep* step = find(id);
  if (step != nullptr) return static_cast<std::size_t>(step - steps_.data());
  return base::fail(ErrorKind::not_found, fmt::format("there is no migration \"{}\"", id),
                    "`whimbrel plan` lists them");
}

// What is applied and not known here may stand anywhere, so it is in the way of every stretch.
base::Status Sequence::refuse_problems(std::size_t steps_count) const {
  std::set<std::string_view> concerned;
  for (std::size_t i = 0; i < steps_count; ++i) concerned.insert(steps_[i].member.id);
  const SequenceProblem* first = nullptr;
  std::size_t count = 0;
  for (const SequenceProblem& problem : problems_) {
    const bool is_concerned =
        problem.fault == SequenceFault::missing ||
        std::any_of(problem.ids.begin(), problem.ids.end(),
                    [&](const std::string& id) { return concerned.contains(id); });
    if (!is_concerned) continue;
    if (++count == 1) first = &problem;
  }
  if (first == nullptr) return {};
  return tl::unexpected(error_of(*first, count - 1));
}

base::Result<Sequence::Steps> Sequence::up_to(std::string_view last_id) const {
  std::size_t end = steps_.size();
  if (!last_id.empty()) {
    WHIMBREL_ASSIGN(const std::size_t last, place_of(last_id));
    end = last + 1;
  }
  WHIMBREL_TRY(refuse_problems(end));
  Steps selected;
  for (std::size_t i = 0; i < end; ++i) {
    const SequenceStep& step = steps_[i];
    if (step.is_applied()) continue;
    if (!step.is_pending()) return must_end_first(step);
    if (step.member.by_name_only && step.member.id != last_id) continue;
    selected.push_back(&step);
  }
  return selected;
}

base::Result<Sequence::Steps> Sequence::down_to(std::string_view kept_id) const {
  WHIMBREL_ASSIGN(const std::size_t kept, place_of(kept_id));
  WHIMBREL_TRY(refuse_problems(0));
  if (!steps_[kept].is_applied())
    return base::fail(ErrorKind::refused,
                      fmt::format("{} is {}, so it cannot be the last one that stays", kept_id,
                                  to_string(steps_[kept].state)),
                      "name one that is applied; `whimbrel plan` lists them");
  Steps selected;
  for (std::size_t i = steps_.size() - 1; i > kept; --i) {
    const SequenceStep& step = steps_[i];
    if (step.is_pending()) continue;
    if (step.member.fault)
      return base::fail_in(step.member.id + " cannot be used", *step.member.fault);
    if (step.state == MigrationState::baselined) return baselined_stays(step);
    if (step.state != MigrationState::applied) return must_end_first(step);
    if (!step.member.undoable) return never_taken_back(step);
    selected.push_back(&step);
  }
  return selected;
}

base::Status Sequence::check_may_run(std::string_view id) const {
  WHIMBREL_ASSIGN(const std::size_t place, place_of(id));
  for (const SequenceProblem& problem : problems_)
    if (problem.fault != SequenceFault::unapplied_dependency &&
        std::find(problem.ids.begin(), problem.ids.end(), id) != problem.ids.end())
      return tl::unexpected(error_of(problem, 0));
  for (const std::string& dependency : steps_[place].member.depends_on) {
    const SequenceStep* other = find(dependency);
    if (other == nullptr || other->is_applied()) continue;
    return base::fail(
        ErrorKind::refused,
        fmt::format("{} depends on {}, which is {}", id, dependency, to_string(other->state)),
        fmt::format("run `whimbrel up {}` first, or `whimbrel up --to {}` for all that is pending "
                    "up to it",
                    dependency, id));
  }
  return {};
}

base::Status Sequence::check_may_take_back(std::string_view id) const {
  for (const SequenceStep& step : steps_) {
    const auto& needed = step.member.depends_on;
    if (!step.is_applied() || std::find(needed.begin(), needed.end(), id) == needed.end()) continue;
    return base::fail(ErrorKind::refused,
                      fmt::format("{} cannot be taken back while {}, which depends on it, is {}",
                                  id, step.member.id, to_string(step.state)),
                      fmt::format("take {} back first", step.member.id));
  }
  return {};
}

bool Sequence::depends(const SequenceStep& from, std::string_view on) const {
  std::vector<const SequenceStep*> waiting{&from};
  std::set<std::string_view> seen;
  while (!waiting.empty()) {
    const SequenceStep* step = waiting.back();
    waiting.pop_back();
    for (const std::string& id : step->member.depends_on) {
      if (id == on) return true;
      const SequenceStep* next = find(id);
      if (next != nullptr && seen.insert(next->member.id).second) waiting.push_back(next);
    }
  }
  return false;
}

bool Sequence::builds_on(const SequenceStep& later, const SequenceStep& earlier) const {
  const auto& theirs = earlier.member.collections;
  const auto& own = later.member.collections;
  return std::find_first_of(own.begin(), own.end(), theirs.begin(), theirs.end()) != own.end() ||
         depends(later, earlier.member.id);
}

bool Sequence::are_independent(const SequenceStep& a, const SequenceStep& b) const {
  return !a.member.alone && !b.member.alone && !builds_on(a, b) && !builds_on(b, a);
}

}  // namespace whimbrel::engine
