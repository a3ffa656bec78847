#pragma once

#include <cstddef>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/filter/filter_node.hpp"
#include "whimbrel/model/filter/regex_predicate.hpp"

namespace whimbrel::model {

// Reads one query into a tree. An error's context leads to what is wrong: `$or[1]`, then `age`. One
// use each.
class FilterParser {
 public:
  base::Result<Filter::Node> parse(const Value& query);

 private:
  using NodeResult = base::Result<Filter::Node>;
  using Parse = NodeResult (FilterParser::*)(const Path& path, const Value& operand);
  struct Operator {
    std::string_view name;
    Parse parse;
  };

  // filter_parser.cpp: documents of paths and logical operators.
  NodeResult document(const Object& query);
  NodeResult entry(const Field& field);
  NodeResult logical(Filter::Node::Kind kind, const Field& field);
  NodeResult field(const Field& field);
  NodeResult condition(const Path& path, const Value& value);

  // operator_parser.cpp: what stands behind a path.
  NodeResult operators(const Path& path, const Object& operators);
  NodeResult one_operator(const Path& path, const Field& field);
  NodeResult equal(const Path& path, const Value& operand);
  NodeResult not_equal(const Path& path, const Value& operand);
  NodeResult less(const Path& path, const Value& operand);
  NodeResult less_equal(const Path& path, const Value& operand);
  NodeResult greater(const Path& path, const Value& operand);
  NodeResult greater_equal(const Path& path, const Value& operand);
  NodeResult in(const Path& path, const Value& operand);
  NodeResult not_in(const Path& path, const Value& operand);
  NodeResult exists(const Path& path, const Value& operand);
  NodeResult type(const Path& path, const Value& operand);
  NodeResult regex(const Path& path, const Value& pattern, const Value* options);
  NodeResult negation(const Path& path, const Value& operand);

  // list_operator_parser.cpp: what asks of lists.
  NodeResult size(const Path& path, const Value& operand);
  NodeResult all(const Path& path, const Value& operand);
  NodeResult all_elements(const Path& path, const List& wanted);
  NodeResult element(const Path& path, const Value& operand);

  NodeResult test(const Path& path, std::unique_ptr<Predicate> predicate,
                  AtList at_list = AtList::elements);
  base::Status count_values(std::size_t values);

  static const Operator* operator_named(std::string_view name);
  static base::Error no_such_operator(std::string_view name);

  std::size_t depth_ = 0;
  std::size_t conditions_ = 0;
  std::size_t listed_values_ = 0;
};

// Whether an object stands for operators rather than for itself: { $gt: 5 }, but not a reference
// { $ref: …, $id: … }.
bool holds_operators(const Value& value);

// A logical operator's kind of node; nullopt for any other name.
std::optional<Filter::Node::Kind> logical_kind(std::string_view name);

Filter::Node negated(Filter::Node node);

// A regular expression written as such or as { $regex, $options }; nullopt when it is neither.
std::optional<base::Result<RegexPredicate>> regex_in(const Value& value);

// The operand as an error shows it: shortened JSON.
std::string shown(const Value& value);

tl::unexpected<base::Error> wrong_query(std::string message, std::string remedy);

}  // namespace whimbrel::model
