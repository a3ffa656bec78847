#include "whimbrel/recipes/check_reader.hpp"

#include <fmt/format.h>

#include <array>
#include <limits>
#include <utility>

#include "whimbrel/recipes/document/node_reader.hpp"
#include "whimbrel/recipes/document/node_value.hpp"
#include "whimbrel/recipes/query_reader.hpp"

namespace whimbrel::recipes {
namespace {

constexpr std::array<std::string_view, 4> check_kinds{"none", "all", "some", "count"};
constexpr std::array<std::string_view, 3> count_bounds{"is", "at_most", "at_least"};
constexpr std::string_view check_example =
    "write { none: { first: \"\" } }, { all: … }, { some: … } or { count: { where: …, is: 5 } }";

std::optional<RecipeCheck> check_of(const Node& node, std::string_view what, Findings& findings) {
  auto query = read_query(node, what, findings);
  if (!query) return std::nullopt;
  RecipeCheck check;
  check.query = shown(query->value);
  check.where = std::move(query->filter);
  check.place = node.place();
  return check;
}

// { where: …, is: 5 }
std::optional<RecipeCheck> read_count(const Node& node, Findings& findings) {
  const MapReader map(node, "count", {"where", "is", "at_most", "at_least"}, findings);
  if (!map.is_map()) return std::nullopt;
  std::optional<RecipeCheck> check = RecipeCheck{};
  if (const Node* where = map.find("where")) check = check_of(*where, "count", findings);
  std::size_t bounds = 0;
  for (std::size_t i = 0; i < count_bounds.size(); ++i) {
    const Node* bound = map.find(count_bounds[i]);
    if (bound == nullptr) continue;
    ++bounds;
    const auto items = read_integer(*bound, count_bounds[i], 0,
                                    std::numeric_limits<std::int64_t>::max(), findings);
    if (!check || !items) continue;
    check->bound = static_cast<RecipeCheck::Bound>(i);
    check->items = static_cast<std::uint64_t>(*items);
  }
  if (bounds != 1) {
    findings.error("missing-key", node.place(),
                   "count has exactly one of \"is\", \"at_most\" and \"at_least\"",
                   "write { count: { where: { a: 1 }, is: 5 } }");
    return std::nullopt;
  }
  if (check) check->kind = RecipeCheck::Kind::count;
  return check;
}

std::optional<RecipeCheck> read_check(const Node& node, Findings& findings) {
  if (!node.is_map() || node.entries().size() != 1) {
    findings.error("wrong-type", node.place(), "a check is a map of one name",
                   std::string(check_example));
    return std::nullopt;
  }
  const auto& [key, value] = node.entries().front();
  for (std::size_t i = 0; i < check_kinds.size(); ++i) {
    if (key.text() != check_kinds[i]) continue;
    const auto kind = static_cast<RecipeCheck::Kind>(i);
    auto check = kind == RecipeCheck::Kind::count ? read_count(value, findings)
                                                  : check_of(value, check_kinds[i], findings);
    if (!check) return std::nullopt;
    check->kind = kind;
    check->place = key.place();
    return check;
  }
  findings.error("unknown-key", key.place(), fmt::format("there is no check \"{}\"", key.text()),
                 nearest_remedy(key.text(), check_kinds));
  return std::nullopt;
}

}  // namespace

std::vector<RecipeCheck> read_checks(const Node& node, Findings& findings) {
  std::vector<RecipeCheck> checks;
  if (!node.is_list()) {
    wrong_type(node, "check", "a list", fmt::format("{}, each behind a -", check_example),
               findings);
    return checks;
  }
  for (const Node& item : node.items())
    if (auto check = read_check(item, findings)) checks.push_back(*std::move(check));
  return checks;
}

}  // namespace whimbrel::recipes
