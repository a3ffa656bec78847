#include "whimbrel/stores/dynamodb/condition_expression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace whimbrel::stores::dynamodb {

void ConditionExpression::require_exists(std::string_view attribute) {
  if (implies_existence_) return;
  add(fmt::format("attribute_exists({})", placeholders_.name(attribute)));
}

void ConditionExpression::require_absent(std::string_view attribute) {
  add(fmt::format("attribute_not_exists({})", placeholders_.name(attribute)));
}

void ConditionExpression::require(const model::Path& path, std::optional<model::RawValue> value) {
  const std::string place = placeholders_.path(path, basis_);
  implies_existence_ = implies_existence_ || value.has_value();
  add(value ? fmt::format("{} = {}", place, placeholders_.value(*value))
            : fmt::format("attribute_not_exists({})", place));
}

void ConditionExpression::require_parent(const model::Path& path) {
  if (path.parent() == nullptr) return;
  implies_existence_ = true;
  add(fmt::format("attribute_type({}, {})", placeholders_.path(*path.parent(), basis_),
                  placeholders_.value(R"({"S":"M"})")));
}

std::string ConditionExpression::text() const {
  return fmt::format("{}", fmt::join(terms_, " AND "));
}

void ConditionExpression::add(std::string term) {
  if (std::ranges::find(terms_, term) == terms_.end()) terms_.push_back(std::move(term));
}

}  // namespace whimbrel::stores::dynamodb
