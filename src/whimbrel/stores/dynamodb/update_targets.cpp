#include "whimbrel/stores/dynamodb/update_targets.hpp"

#include <algorithm>

#include "whimbrel/model/dynamodb_text.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

const model::Path* outer_path(const model::Path* path, std::size_t segments) {
  while (path->segments().size() > segments) path = path->parent();
  return path;
}

// How many segments of the path lead to the place that has to be written.
std::size_t written_depth(const model::Path& path, std::string_view basis) {
  const auto& segments = path.segments();
  auto at = model::dynamodb_member_of(basis, segments.front());
  for (std::size_t depth = 1; depth < segments.size(); ++depth) {
    if (!at || model::dynamodb_type_of(*at) != model::DynamoDbType::map) return depth;
    at = model::dynamodb_child_of(*at, segments[depth]);
  }
  return segments.size();
}

void append_list(std::string_view keyword, const std::vector<std::string>& actions,
                 std::string& expression) {
  for (const std::string& action : actions) {
    if (&action != &actions.front())
      expression += ", ";
    else
      (expression += expression.empty() ? "" : " ") += keyword;
    expression += action;
  }
}

}  // namespace

std::vector<UpdateTarget> find_update_targets(std::span<const model::Edit> edits,
                                              std::string_view basis, std::string_view after,
                                              TargetScope scope) {
  std::vector<UpdateTarget> targets;
  for (const model::Edit& edit : edits) {
    const std::size_t depth =
        scope == TargetScope::attributes ? 1 : written_depth(*edit.path, basis);
    UpdateTarget target;
    target.path = outer_path(edit.path, depth);
    target.is_whole = target.path != edit.path;
    target.before = model::dynamodb_value_at(basis, *target.path);
    target.after = model::dynamodb_value_at(after, *target.path);
    const bool is_known = std::ranges::any_of(
        targets, [&](const UpdateTarget& other) { return *other.path == *target.path; });
    if (!is_known && target.before != target.after) targets.push_back(target);
  }
  return targets;
}

std::string update_expression(std::span<const UpdateTarget> targets, std::string_view basis,
                              ExpressionPlaceholders& placeholders) {
  std::vector<std::string> sets;
  std::vector<std::string> removals;
  for (const UpdateTarget& target : targets) {
    std::string path = placeholders.path(*target.path, basis);
    if (target.after)
      sets.push_back(std::move(path) + " = " + placeholders.value(*target.after));
    else
      removals.push_back(std::move(path));
  }
  std::string expression;
  append_list("SET ", sets, expression);
  append_list("REMOVE ", removals, expression);
  return expression;
}

}  // namespace whimbrel::stores::dynamodb
