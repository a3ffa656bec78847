#include "whimbrel/model/double_text.hpp"
#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/model/extended_json_wrappers.hpp"
#include "whimbrel/model/json_tree_internal.hpp"

namespace whimbrel::model {
namespace {

class ExtendedDialect final : public JsonDialect {
 public:
  base::Result<Value> number(std::string_view literal) const override {
    if (literal == "-0") return Value(-0.0);
    if (literal.find_first_of(".eE") == std::string_view::npos)
      return read_integer_literal(literal);
    if (const auto number = double_printed_as(literal)) return Value(*number);
    WHIMBREL_ASSIGN(Decimal decimal, Decimal::parse(literal));
    return Value(std::move(decimal));
  }

  base::Result<Value> object(Object fields) const override {
    return unwrap_extended_json(std::move(fields));
  }
};

}  // namespace

base::Result<Value> read_extended_json(std::string_view text, const ReadOptions& options) {
  return read_json_tree(text, options, ExtendedDialect());
}

}  // namespace whimbrel::model
