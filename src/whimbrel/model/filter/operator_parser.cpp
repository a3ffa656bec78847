#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "whimbrel/base/nearest_names.hpp"
#include "whimbrel/model/filter/comparison_predicate.hpp"
#include "whimbrel/model/filter/filter_parser.hpp"
#include "whimbrel/model/filter/in_predicate.hpp"
#include "whimbrel/model/filter/number_order.hpp"
#include "whimbrel/model/filter/type_predicate.hpp"

namespace whimbrel::model {
namespace {

base::Result<std::unique_ptr<Predicate>> comparison(Comparison comparison, const Value& operand) {
  if (operand.is<Undefined>())
    return wrong_query("undefined compares with nothing",
                       "write null, which also finds what is undefined or absent");
  return std::make_unique<ComparisonPredicate>(comparison, operand);
}

base::Result<std::unique_ptr<Predicate>> order(std::string_view name, Comparison kind,
                                               const Value& operand) {
  if (operand.is<Regex>())
    return wrong_query(fmt::format("{} takes no regular expression", name),
                       "use $regex, or $not with a regular expression");
  return comparison(kind, operand);
}

bool is_true(const Value& value) {
  if (const auto* truth = value.get_if<bool>()) return *truth;
  if (is_number(value)) return compare_number_values(value, Value(0)) != 0;
  return !value.is<Null>() && !value.is<Undefined>();
}

base::Result<RegexPredicate> regex_of(const Value& pattern, const Value* options) {
  const auto* stored = pattern.get_if<Regex>();
  const auto* text = stored != nullptr ? &stored->pattern() : pattern.get_if<std::string>();
  if (text == nullptr)
    return wrong_query(fmt::format("$regex takes a text, not {}", shown(pattern)),
                       R"(write { "$regex": "^abc", "$options": "i" })");
  std::string letters = stored != nullptr ? stored->options() : std::string();
  if (options != nullptr) {
    const auto* given = options->get_if<std::string>();
    if (given == nullptr || (!given->empty() && !letters.empty()))
      return wrong_query("$options takes the options as one text, and once",
                         R"(write { "$regex": "^abc", "$options": "i" })");
    letters += *given;
  }
  WHIMBREL_ASSIGN(RegexPattern compiled, RegexPattern::compile(*text, std::move(letters)));
  return RegexPredicate(std::move(compiled));
}

base::Status add_type(const Value& type, TypeSet& types) {
  const auto* name = type.get_if<std::string>();
  const auto number = whole_number(type);
  if (name != nullptr ? types.add_name(*name) : number && types.add_number(*number)) return {};
  const auto near =
      base::nearest_names(name == nullptr ? std::string_view() : *name, TypeSet::names());
  return wrong_query(fmt::format("$type knows no type {}", shown(type)),
                     near.empty()
                         ? fmt::format("the types are {}", fmt::join(TypeSet::names(), ", "))
                         : fmt::format("did you mean {}?", near.front()));
}

}  // namespace

const FilterParser::Operator* FilterParser::operator_named(std::string_view name) {
  static constexpr std::array<Operator, 14> operators{{
      {"$eq", &FilterParser::equal},
      {"$ne", &FilterParser::not_equal},
      {"$lt", &FilterParser::less},
      {"$lte", &FilterParser::less_equal},
      {"$gt", &FilterParser::greater},
      {"$gte", &FilterParser::greater_equal},
      {"$in", &FilterParser::in},
      {"$nin", &FilterParser::not_in},
      {"$exists", &FilterParser::exists},
      {"$type", &FilterParser::type},
      {"$not", &FilterParser::negation},
      {"$size", &FilterParser::size},
      {"$all", &FilterParser::all},
      {"$elemMatch", &FilterParser::element},
  }};
  const auto found = std::find_if(operators.begin(), operators.end(),
                                  [name](const Operator& each) { return each.name == name; });
  return found == operators.end() ? nullptr : &*found;
}

base::Error FilterParser::no_such_operator(std::string_view name) {
  static const std::vector<std::string> names{
      "$eq",  "$ne",     "$lt",   "$lte",   "$gt",      "$gte", "$in",   "$nin",
      "$not", "$exists", "$type", "$regex", "$options", "$all", "$size", "$elemMatch"};
  if (!name.starts_with('$'))
    return {base::ErrorKind::usage, fmt::format("\"{}\" stands among operators", name),
            "write either operators or a whole object to compare with; for a field of it write "
            "\"path.field\" as the name"};
  const auto near = base::nearest_names(name, names);
  return {base::ErrorKind::usage, fmt::format("there is no operator {}", name),
          near.empty() ? fmt::format("the operators are {}", fmt::join(names, ", "))
                       : fmt::format("did you mean {}?", near.front())};
}

FilterParser::NodeResult FilterParser::equal(const Path& path, const Value& operand) {
  WHIMBREL_ASSIGN(auto predicate, comparison(Comparison::equal, operand));
  return test(path, std::move(predicate));
}

FilterParser::NodeResult FilterParser::not_equal(const Path& path, const Value& operand) {
  WHIMBREL_ASSIGN(auto predicate, order("$ne", Comparison::equal, operand));
  WHIMBREL_ASSIGN(Filter::Node node, test(path, std::move(predicate)));
  return negated(std::move(node));
}

FilterParser::NodeResult FilterParser::less(const Path& path, const Value& operand) {
  WHIMBREL_ASSIGN(auto predicate, order("$lt", Comparison::less, operand));
  return test(path, std::move(predicate));
}

FilterParser::NodeResult FilterParser::less_equal(const Path& path, const Value& operand) {
  WHIMBREL_ASSIGN(auto predicate, order("$lte", Comparison::less_equal, operand));
  return test(path, std::move(predicate));
}

FilterParser::NodeResult FilterParser::greater(const Path& path, const Value& operand) {
  WHIMBREL_ASSIGN(auto predicate, order("$gt", Comparison::greater, operand));
  return test(path, std::move(predicate));
}

FilterParser::NodeResult FilterParser::greater_equal(const Path& path, const Value& operand) {
  WHIMBREL_ASSIGN(auto predicate, order("$gte", Comparison::greater_equal, operand));
  return test(path, std::move(predicate));
}

std::optional<base::Result<RegexPredicate>> regex_in(const Value& value) {
  if (value.is<Regex>()) return regex_of(value, nullptr);
  const Value* const pattern = value.find("$regex");
  if (pattern == nullptr) return std::nullopt;
  const Value* const options = value.find("$options");
  if (value.get_if<Object>()->size() != (options == nullptr ? 1U : 2U)) return std::nullopt;
  return regex_of(*pattern, options);
}

FilterParser::NodeResult FilterParser::in(const Path& path, const Value& operand) {
  const auto* listed = operand.get_if<List>();
  if (listed == nullptr)
    return wrong_query(fmt::format("$in and $nin take a list, not {}", shown(operand)),
                       "write $in: [ …, … ], or $eq for one value");
  WHIMBREL_TRY(count_values(listed->size()));
  std::vector<Value> values;
  std::vector<RegexPredicate> regexes;
  for (const Value& value : *listed) {
    if (auto regex = regex_in(value)) {
      if (!*regex) return tl::unexpected(std::move(*regex).error());
      regexes.push_back(**std::move(regex));
      continue;
    }
    if (holds_operators(value) || value.is<Undefined>())
      return wrong_query(fmt::format("$in and $nin list values, and {} is none", shown(value)),
                         "list values and regular expressions; put operators under $or");
    values.push_back(value);
  }
  return test(path, std::make_unique<InPredicate>(std::move(values), std::move(regexes)));
}

FilterParser::NodeResult FilterParser::not_in(const Path& path, const Value& operand) {
  WHIMBREL_ASSIGN(Filter::Node node, in(path, operand));
  return negated(std::move(node));
}

FilterParser::NodeResult FilterParser::exists(const Path& path, const Value& operand) {
  WHIMBREL_ASSIGN(Filter::Node node, test(path, std::make_unique<ExistsPredicate>()));
  return is_true(operand) ? std::move(node) : negated(std::move(node));
}

FilterParser::NodeResult FilterParser::type(const Path& path, const Value& operand) {
  TypeSet types;
  const auto* listed = operand.get_if<List>();
  if (listed == nullptr) {
    WHIMBREL_TRY(add_type(operand, types));
  } else if (listed->empty()) {
    return wrong_query("$type names no type", "write $type: string, or a list of types");
  } else {
    for (const Value& each : *listed) WHIMBREL_TRY(add_type(each, types));
  }
  return test(path, std::make_unique<TypePredicate>(types));
}

FilterParser::NodeResult FilterParser::regex(const Path& path, const Value& pattern,
                                             const Value* options) {
  WHIMBREL_ASSIGN(RegexPredicate predicate, regex_of(pattern, options));
  return test(path, std::make_unique<RegexPredicate>(std::move(predicate)));
}

FilterParser::NodeResult FilterParser::negation(const Path& path, const Value& operand) {
  if (!operand.is<Regex>() && !holds_operators(operand))
    return wrong_query(
        fmt::format("$not takes operators or a regular expression, not {}", shown(operand)),
        "write $ne for a value, or $not: { $gt: 5 }");
  WHIMBREL_ASSIGN(Filter::Node node, condition(path, operand));
  return negated(std::move(node));
}

}  // namespace whimbrel::model
