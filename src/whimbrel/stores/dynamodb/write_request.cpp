#include "whimbrel/stores/dynamodb/write_request.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>
#include <vector>

#include "whimbrel/model/dynamodb_codec.hpp"
#include "whimbrel/model/dynamodb_text.hpp"
#include "whimbrel/model/json_string.hpp"
#include "whimbrel/stores/dynamodb/condition_expression.hpp"
#include "whimbrel/stores/dynamodb/expression_placeholders.hpp"
#include "whimbrel/stores/dynamodb/update_targets.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

constexpr std::size_t expression_bytes_max = 4096;
// In a condition each term counts, and each AND between them; setting and removing do not.
constexpr std::size_t operators_max = 300;

// What a write says, but for the table and key.
struct Expressions {
  std::string update;  // empty: nothing is to be changed
  std::string condition;
  ExpressionPlaceholders placeholders;
  bool fits = true;
};

bool rests_on_whole_item(const ItemWrite& write) noexcept {
  const bool bare_erase =
      write.kind == ItemWrite::Kind::erase && write.guards.empty() && !write.basis.empty();
  return write.guards_whole_item || bare_erase;
}

bool is_key_attribute(const TableKey& table, std::string_view name) {
  return std::ranges::any_of(table.attributes,
                             [&](const KeyAttribute& attribute) { return attribute.name == name; });
}

const model::Path* top_level_of(const model::Path* path) {
  while (path->parent() != nullptr) path = path->parent();
  return path;
}

std::string plain_text(std::string_view spelled) {
  std::string text;
  model::append_unescaped(spelled, text);
  return text;
}

// Writes the expressions of one write, anew for each scope.
class ExpressionWriter {
 public:
  ExpressionWriter(const ItemWrite& write, const TableKey& table, std::string_view basis,
                   std::string_view after)
      : write_(write), table_(table), basis_(basis), after_(after) {}

  Expressions written(TargetScope scope) const {
    Expressions result;
    ConditionExpression condition(result.placeholders, basis_);
    const std::string& key = table_.attributes.front().name;
    if (write_.kind == ItemWrite::Kind::insert)
      condition.require_absent(key);
    else if (rests_on_whole_item(write_))
      require_whole_item(condition);
    else
      require_guards(condition, scope);
    std::vector<UpdateTarget> targets;
    if (write_.kind == ItemWrite::Kind::update)
      targets = find_update_targets(write_.edits, basis_, after_, scope);
    if (!rests_on_whole_item(write_)) require_targets(condition, targets);
    if (write_.kind != ItemWrite::Kind::insert) condition.require_exists(key);
    result.update = update_expression(targets, basis_, result.placeholders);
    result.condition = condition.text();
    result.fits = result.update.size() <= expression_bytes_max &&
                  result.condition.size() <= expression_bytes_max &&
                  2 * condition.terms() - 1 <= operators_max;
    return result;
  }

 private:
  void require_whole_item(ConditionExpression& condition) const {
    model::DynamoDbChildren attributes(basis_);
    while (attributes.next()) {
      const std::string name = plain_text(attributes.name());
      if (!is_key_attribute(table_, name))
        condition.require(model::Path({name}), attributes.value());
    }
  }

  void require_guards(ConditionExpression& condition, TargetScope scope) const {
    for (const model::FieldGuard& guard : write_.guards) {
      if (scope == TargetScope::fields) {
        condition.require(*guard.path, guard.expected);
      } else {
        const model::Path& attribute = *top_level_of(guard.path);
        condition.require(attribute, model::dynamodb_value_at(basis_, attribute));
      }
    }
  }

  // That the update finds what it rests on: the rest of what it writes whole, and the maps on its
  // way.
  static void require_targets(ConditionExpression& condition,
                              const std::vector<UpdateTarget>& targets) {
    for (const UpdateTarget& target : targets) {
      if (target.is_whole) condition.require(*target.path, target.before);
      condition.require_parent(*target.path);
    }
  }

  const ItemWrite& write_;
  const TableKey& table_;
  std::string_view basis_;
  std::string_view after_;
};

tl::unexpected<base::Error> too_much_at_once(const ItemWrite& write) {
  return base::fail(
      base::ErrorKind::unsupported,
      fmt::format("item {}: its changes and guards are more than DynamoDB takes in one expression "
                  "(4 KB, 300 operators)",
                  write.key),
      "split the migration into several that each change or rest on fewer attributes of an item");
}

base::Result<std::string> spliced(const ItemWrite& write, std::string_view basis) {
  const auto view = model::dynamodb_codec().make_view();
  WHIMBREL_TRY(view->load(basis));
  std::string after;
  std::vector<model::Edit> inverse;
  model::Arena arena;
  WHIMBREL_TRY(view->splice(write.edits, after, inverse, arena));
  return after;
}

// `basis` as the update leaves it.
base::Result<std::string> result_of(const ItemWrite& write, std::string_view basis) {
  if (write.kind != ItemWrite::Kind::update) return std::string();
  if (!write.after.empty() && write.basis == basis) return std::string(write.after);
  return spliced(write, basis);
}

struct MadeRequest {
  Expressions expressions;
  std::string body;  // without its closing brace
};

base::Result<MadeRequest> make_request(const ItemWrite& write, const TableKey& table,
                                       std::string_view basis) {
  WHIMBREL_ASSIGN(const std::string after, result_of(write, basis));
  const ExpressionWriter writer(write, table, basis, after);
  MadeRequest made{writer.written(TargetScope::fields), {}};
  if (!made.expressions.fits) made.expressions = writer.written(TargetScope::attributes);
  if (!made.expressions.fits) return too_much_at_once(write);

  std::string& body = made.body;
  body += R"({"TableName":)";
  model::append_json_string(table.table, body);
  if (write.kind == ItemWrite::Kind::insert) {
    (body += R"(,"Item":)") += write.after;
  } else {
    body += R"(,"Key":)";
    WHIMBREL_TRY(append_key_attributes(write.key, table.attributes, body));
  }
  if (!made.expressions.update.empty())
    body += fmt::format(R"(,"UpdateExpression":"{}")", made.expressions.update);
  body += fmt::format(R"(,"ConditionExpression":"{}")", made.expressions.condition);
  made.expressions.placeholders.append_members(body);
  body += R"(,"ReturnValuesOnConditionCheckFailure":"ALL_OLD")";
  return made;
}

std::string_view call_of(ItemWrite::Kind kind) noexcept {
  switch (kind) {
    case ItemWrite::Kind::update:
      return "UpdateItem";
    case ItemWrite::Kind::insert:
      return "PutItem";
    case ItemWrite::Kind::erase:
      return "DeleteItem";
    case ItemWrite::Kind::check:
      break;
  }
  return {};
}

std::string_view action_of(ItemWrite::Kind kind, bool changes_something) noexcept {
  switch (kind) {
    case ItemWrite::Kind::update:
      // An Update without an expression is refused in a transaction.
      return changes_something ? "Update" : "ConditionCheck";
    case ItemWrite::Kind::insert:
      return "Put";
    case ItemWrite::Kind::erase:
      return "Delete";
    case ItemWrite::Kind::check:
      break;
  }
  return "ConditionCheck";
}

}  // namespace

base::Result<WriteRequest> write_request(const ItemWrite& write, const TableKey& table,
                                         std::string_view basis) {
  if (write.kind == ItemWrite::Kind::check)
    return base::fail(base::ErrorKind::unsupported, "a check stands alone",
                      "put it into a group with the write that rests on it");
  WHIMBREL_ASSIGN(MadeRequest made, make_request(write, table, basis));
  WriteRequest request;
  request.operation = call_of(write.kind);
  request.returns_old_item = rests_on_whole_item(write);
  request.body = std::move(made.body);
  request.body += request.returns_old_item ? R"(,"ReturnValues":"ALL_OLD"})" : "}";
  return request;
}

base::Result<std::string> transaction_action(const ItemWrite& write, const TableKey& table,
                                             std::string_view basis) {
  WHIMBREL_ASSIGN(const MadeRequest made, make_request(write, table, basis));
  const std::string_view action = action_of(write.kind, !made.expressions.update.empty());
  return fmt::format(R"({{"{}":{}}}}})", action, made.body);
}

}  // namespace whimbrel::stores::dynamodb
