#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/model/edit.hpp"
#include "whimbrel/stores/dynamodb/expression_placeholders.hpp"

namespace whimbrel::stores::dynamodb {

// A condition on an item: terms that must all hold, each said once. DynamoDB compares by type and
// value: numbers by what they are worth, sets without order, lists and maps member by member.
class ConditionExpression {
 public:
  // Both must outlive it; `basis` tells lists from maps on the way of a path.
  ConditionExpression(ExpressionPlaceholders& placeholders, std::string_view basis)
      : placeholders_(placeholders), basis_(basis) {}

  // That the item is there, by an attribute that all have. Said last: nothing is added where a term
  // already holds of no missing item, as each costs the server its time to read.
  void require_exists(std::string_view attribute);
  void require_absent(std::string_view attribute);
  // That there is this value; with none, that there is nothing.
  void require(const model::Path& path, std::optional<model::RawValue> value);
  // That a set or removal of the path finds the map it needs. Without, DynamoDB refuses the whole
  // request as invalid where a live writer took the map away.
  void require_parent(const model::Path& path);

  std::string text() const;
  std::size_t terms() const noexcept { return terms_.size(); }

 private:
  void add(std::string term);

  ExpressionPlaceholders& placeholders_;
  std::string_view basis_;
  std::vector<std::string> terms_;
  bool implies_existence_ = false;
};

}  // namespace whimbrel::stores::dynamodb
