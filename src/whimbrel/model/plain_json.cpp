#include "whimbrel/model/plain_json.hpp"

#include <charconv>
#include <cmath>

#include "whimbrel/model/double_text.hpp"
#include "whimbrel/model/json_output_internal.hpp"
#include "whimbrel/model/json_tree_internal.hpp"

namespace whimbrel::model {
namespace {

class PlainDialect final : public JsonDialect {
 public:
  base::Result<Value> number(std::string_view literal) const override {
    if (literal != "-0" && literal.find_first_of(".eE") == std::string_view::npos)
      return read_integer_literal(literal);
    WHIMBREL_ASSIGN(Decimal decimal, Decimal::parse(literal));
    // Whole numbers are told apart by exponent, not spelling, so that their written form reads as
    // the same type again.
    const bool negative_zero = decimal.is_zero() && decimal.is_negative();
    if (decimal.exponent() == 0 && !negative_zero) return read_integer_literal(decimal.text());
    if (const auto number = double_spelled_as(decimal)) return Value(*number);
    return Value(std::move(decimal));
  }

  base::Result<Value> object(Object fields) const override { return Value(std::move(fields)); }
};

class PlainWriter {
 public:
  PlainWriter(std::string& out, std::size_t depth_max) : json_(out, depth_max) {}

  base::Status write(const Value& value) { return json_.finish(write(value, Place{})); }

 private:
  bool write(const Value& value, const Place& place) {
    return value.visit([&](const auto& content) { return write_content(content, place); });
  }

  bool write_content(Null, const Place&) { return append("null"); }
  bool write_content(bool truth, const Place&) { return append(truth ? "true" : "false"); }
  bool write_content(std::int32_t number, const Place&) { return append(std::to_string(number)); }
  bool write_content(std::int64_t number, const Place&) { return append(std::to_string(number)); }
  bool write_content(const Uint256& number, const Place&) { return append(number.decimal()); }
  bool write_content(const std::string& text, const Place& place) {
    return json_.string(text, place);
  }
  bool write_content(double number, const Place& place) {
    if (!std::isfinite(number)) return refuse("NaN or an infinity", place);
    append_double(number, json_.text());
    return true;
  }
  bool write_content(const Decimal& number, const Place& place) {
    if (!number.is_finite()) return refuse("NaN or an infinity", place);
    number.append_text(json_.text());
    return true;
  }
  bool write_content(const List& list, const Place& place) {
    return json_.list(list, place, [this](const Value& element, const Place& inner) {
      return write(element, inner);
    });
  }
  bool write_content(const Object& object, const Place& place) {
    return json_.object(object, place, [this](const Value& value, const Place& inner) {
      return write(value, inner);
    });
  }
  template <typename Content>
  bool write_content(const Content& content, const Place& place) {
    return refuse(Value(content).type_name(), place);
  }

  bool append(std::string_view text) {
    json_.text() += text;
    return true;
  }

  bool refuse(std::string_view what, const Place& place) {
    return json_.fail(
        place, {base::ErrorKind::unsupported, "plain JSON has no form for " + std::string(what),
                "write Extended JSON, which keeps every type"});
  }

  JsonOutput json_;
};

}  // namespace

base::Result<Value> read_plain_json(std::string_view text, const ReadOptions& options) {
  return read_json_tree(text, options, PlainDialect());
}

base::Status write_plain_json(const Value& value, std::string& out, std::size_t depth_max) {
  return PlainWriter(out, depth_max).write(value);
}

}  // namespace whimbrel::model
