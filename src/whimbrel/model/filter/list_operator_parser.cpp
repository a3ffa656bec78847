#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "whimbrel/model/filter/comparison_predicate.hpp"
#include "whimbrel/model/filter/filter_parser.hpp"
#include "whimbrel/model/filter/list_predicates.hpp"

namespace whimbrel::model {
namespace {

bool is_element_query(const Value& value) {
  const auto* object = value.get_if<Object>();
  return object != nullptr && !object->empty() && object->fields().front().name == "$elemMatch";
}

// Operators are asked of the elements themselves; anything else leads into elements that are
// objects.
bool asks_values(const Value& query) {
  return holds_operators(query) &&
         !logical_kind(query.get_if<Object>()->fields().front().name).has_value();
}

}  // namespace

FilterParser::NodeResult FilterParser::size(const Path& path, const Value& operand) {
  const auto elements = whole_number(operand);
  if (!elements || *elements < 0)
    return wrong_query(
        fmt::format("$size takes a whole number from 0 up, not {}", shown(operand)),
        "for a range test a position: { \"list.2\": { $exists: true } } is 3 or more");
  return test(path, std::make_unique<SizePredicate>(static_cast<std::uint64_t>(*elements)),
              AtList::itself);
}

FilterParser::NodeResult FilterParser::all(const Path& path, const Value& operand) {
  const auto* wanted = operand.get_if<List>();
  if (wanted == nullptr)
    return wrong_query(fmt::format("$all takes a list, not {}", shown(operand)),
                       "write $all: [ …, … ]");
  WHIMBREL_TRY(count_values(wanted->size()));
  if (wanted->empty()) {
    Filter::Node nothing;
    nothing.kind = Filter::Node::Kind::any_of;
    return nothing;
  }
  return all_elements(path, *wanted);
}

FilterParser::NodeResult FilterParser::all_elements(const Path& path, const List& wanted) {
  const bool queries = is_element_query(wanted.front());
  Filter::Node node;
  for (const Value& each : wanted) {
    auto regex = regex_in(each);
    if (is_element_query(each) != queries || (!queries && !regex && holds_operators(each)))
      return wrong_query(
          fmt::format("$all lists values, or $elemMatch throughout; {} is neither", shown(each)),
          "put the other conditions under $and");
    if (regex && !*regex) return tl::unexpected(std::move(*regex).error());
    auto child = regex ? test(path, std::make_unique<RegexPredicate>(**std::move(regex)))
                       : condition(path, each);
    if (!child) return child;
    node.children.push_back(*std::move(child));
  }
  return node;
}

FilterParser::NodeResult FilterParser::element(const Path& path, const Value& operand) {
  const auto* query = operand.get_if<Object>();
  if (query == nullptr)
    return wrong_query(fmt::format("$elemMatch takes a query, not {}", shown(operand)),
                       "write $elemMatch: { field: value } for objects in the list, or $elemMatch: "
                       "{ $gte: 5, $lt: 8 } for values");
  const bool values = asks_values(operand);
  auto node = values ? operators(Path(), *query) : document(*query);
  if (!node) return base::fail_in("$elemMatch", std::move(node).error());
  const auto of = values ? ElementPredicate::Of::values : ElementPredicate::Of::documents;
  return test(path, std::make_unique<ElementPredicate>(of, *std::move(node)), AtList::itself);
}

}  // namespace whimbrel::model
