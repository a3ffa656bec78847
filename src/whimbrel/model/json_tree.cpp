#include <charconv>
#include <limits>
#include <utility>

#include "whimbrel/model/json_input_internal.hpp"
#include "whimbrel/model/json_tree_internal.hpp"

namespace whimbrel::model {
namespace {

class JsonTreeReader {
 public:
  using Node = JsonInput::Node;

  JsonTreeReader(JsonInput& input, const JsonDialect& dialect) : input_(input), dialect_(dialect) {}

  bool read(Node& node, const Place& place, Value& out) {
    switch (first_character(node)) {
      case '{':
        return read_object(node, place, out);
      case '[':
        return read_list(node, place, out);
      case '"':
        return read_string(node, place, out);
      case 't':
      case 'f':
        return read_bool(node, place, out);
      case 'n':
        out = Null{};
        return input_.read_null(node, place);
      default:
        return read_number(node, place, out);
    }
  }

 private:
  static char first_character(Node& node) { return *JsonInput::start_of(node); }

  bool read_object(Node& node, const Place& place, Value& out) {
    const char* where = JsonInput::start_of(node);
    Object fields;
    const bool complete =
        input_.read_fields(node, place, [&](Node& child, std::string& name, const Place& inner) {
          Value value;
          if (!read(child, inner, value)) return false;
          fields.append(std::move(name), std::move(value));
          return true;
        });
    return complete && keep(dialect_.object(std::move(fields)), where, place, out);
  }

  bool read_list(Node& node, const Place& place, Value& out) {
    List list;
    const bool complete = input_.read_elements(node, place, [&](Node& child, const Place& inner) {
      return read(child, inner, list.emplace_back());
    });
    out = std::move(list);
    return complete;
  }

  bool read_string(Node& node, const Place& place, Value& out) {
    std::string text;
    if (!input_.read_string(node, place, text)) return false;
    out = std::move(text);
    return true;
  }

  bool read_bool(Node& node, const Place& place, Value& out) {
    bool truth = false;
    if (!input_.read_bool(node, place, truth)) return false;
    out = truth;
    return true;
  }

  bool read_number(Node& node, const Place& place, Value& out) {
    std::string_view literal;
    return input_.read_number(node, place, literal) &&
           keep(dialect_.number(literal), literal.data(), place, out);
  }

  bool keep(base::Result<Value> result, const char* where, const Place& place, Value& out) {
    if (!result) return input_.fail(where, place, std::move(result).error());
    out = *std::move(result);
    return true;
  }

  JsonInput& input_;
  const JsonDialect& dialect_;
};

}  // namespace

base::Result<Value> read_json_tree(std::string_view text, const ReadOptions& options,
                                   const JsonDialect& dialect) {
  JsonInput input(text, options);
  JsonTreeReader reader(input, dialect);
  Value value;
  WHIMBREL_TRY(input.read_single(
      [&](JsonInput::Node& node, const Place& place) { return reader.read(node, place, value); }));
  return value;
}

base::Result<Value> read_integer_literal(std::string_view literal) {
  std::int64_t number = 0;
  const auto read = std::from_chars(literal.data(), literal.data() + literal.size(), number);
  if (read.ec != std::errc()) {
    WHIMBREL_ASSIGN(Decimal decimal, Decimal::parse(literal));
    return Value(std::move(decimal));
  }
  if (number >= std::numeric_limits<std::int32_t>::min() &&
      number <= std::numeric_limits<std::int32_t>::max())
    return Value(static_cast<std::int32_t>(number));
  return Value(number);
}

}  // namespace whimbrel::model
