#include "whimbrel/engine/sequence/sequence_problems.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "whimbrel/base/nearest_names.hpp"

namespace whimbrel::engine {
namespace {

std::string short_checksum(std::string_view checksum) {
  return std::string(checksum.substr(0, 12));
}

SequenceProblem unusable_problem(const SequenceMember& member) {
  return {
      SequenceFault::unusable,
      {member.id},
      fmt::format("{} ({}) cannot be used: {}", member.id, member.source, member.fault->describe()),
      member.fault->remedy()};
}

SequenceProblem missing_problem(const SequenceStep& step) {
  const std::string& id = step.member.id;
  return {SequenceFault::missing,
          {id},
          fmt::format("run {} applied {}, which is not known here", step.run->run_id, id),
          fmt::format("put {}.yaml back into the folder of migrations, or name the folder it is in "
                      "with --migrations",
                      id)};
}

SequenceProblem changed_problem(const SequenceStep& step) {
  const SequenceMember& member = step.member;
  return {SequenceFault::changed,
          {member.id},
          fmt::format("{} was changed after it was applied: run {} has checksum {}, {} has {}",
                      member.id, step.run->run_id, short_checksum(step.run->migration_checksum),
                      member.source, short_checksum(member.checksum)),
          fmt::format("put it back as it was and write a new migration for what is to change; if "
                      "the difference does not matter, `whimbrel repair {}`",
                      member.id)};
}

SequenceProblem unknown_dependency_problem(const std::vector<SequenceStep>& steps,
                                           const SequenceMember& member,
                                           const std::string& dependency) {
  std::vector<std::string> ids;
  for (const SequenceStep& step : steps)
    if (step.member.id != member.id) ids.push_back(step.member.id);
  const auto near = base::nearest_names(dependency, ids);
  return {SequenceFault::unknown_dependency,
          {member.id},
          fmt::format("{} ({}) depends on {}, which does not exist", member.id, member.source,
                      dependency),
          near.empty() ? fmt::format("add {}.yaml to the folder of migrations, or take it out of "
                                     "depends_on in {}",
                                     dependency, member.source)
                       : fmt::format("did you mean {}? Change depends_on in {}", near.front(),
                                     member.source)};
}

SequenceProblem unapplied_dependency_problem(const SequenceStep& step,
                                             const SequenceStep& dependency) {
  const std::string& id = dependency.member.id;
  return {SequenceFault::unapplied_dependency,
          {step.member.id},
          fmt::format("{} is {} (run {}), but {}, on which it depends, is {}", step.member.id,
                      to_string(step.state), step.run->run_id, id, to_string(dependency.state)),
          fmt::format("apply it with `whimbrel up {0}`, or, if what it does is there already, "
                      "`whimbrel baseline --to {0}`",
                      id)};
}

void add_dependency_problems(const std::vector<SequenceStep>& steps, const SequenceStep& step,
                             std::vector<SequenceProblem>& problems) {
  for (const std::string& id : step.member.depends_on) {
    const auto found = std::find_if(steps.begin(), steps.end(), [&](const SequenceStep& other) {
      return other.member.id == id;
    });
    if (found == steps.end())
      problems.push_back(unknown_dependency_problem(steps, step.member, id));
    else if (step.is_applied() && !found->is_applied() && found->state != MigrationState::missing)
      problems.push_back(unapplied_dependency_problem(step, *found));
  }
}

}  // namespace

SequenceProblem duplicate_problem(const SequenceMember& first, const SequenceMember& second) {
  return {SequenceFault::duplicate,
          {first.id},
          fmt::format("two migrations have the id {}: {} and {}", first.id, first.source,
                      second.source),
          "rename one of them, its file and its id; or remove it"};
}

SequenceProblem circle_problem(const std::vector<std::string>& circle) {
  return {SequenceFault::cycle,
          {circle.begin(), circle.end() - 1},
          fmt::format("migrations depend on each other in a circle: {}", fmt::join(circle, " -> ")),
          fmt::format("take {} out of depends_on of {}, or break the circle elsewhere", circle[1],
                      circle[0])};
}

std::vector<SequenceProblem> step_problems(const std::vector<SequenceStep>& steps) {
  std::vector<SequenceProblem> problems;
  for (const SequenceStep& step : steps) {
    if (step.state == MigrationState::missing) {
      problems.push_back(missing_problem(step));
      continue;
    }
    if (step.member.fault) {
      problems.push_back(unusable_problem(step.member));
      continue;
    }
    if (step.is_applied() && step.run->migration_checksum != step.member.checksum)
      problems.push_back(changed_problem(step));
    add_dependency_problems(steps, step, problems);
  }
  return problems;
}

}  // namespace whimbrel::engine
