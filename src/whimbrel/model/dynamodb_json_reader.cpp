#include <utility>

#include "whimbrel/model/base64.hpp"
#include "whimbrel/model/dynamodb_json.hpp"
#include "whimbrel/model/dynamodb_rules_internal.hpp"
#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/model/json_input_internal.hpp"

namespace whimbrel::model {
namespace {

constexpr auto type_remedy =
    "write {\"TYPE\": value} with one of S, N, B, SS, NS, BS, M, L, NULL and BOOL";

class DynamoDbReader {
 public:
  using Node = JsonInput::Node;

  DynamoDbReader(JsonInput& input, const DynamoDbOptions& options)
      : input_(input), options_(options) {}

  // {"TYPE": content}; `place` is that of the value, its type is no part of the path.
  bool read_value(Node& node, const Place& place, Value& out) {
    const char* where = JsonInput::start_of(node);
    if (*where != '{')
      return input_.fail(where, place, "a value is an object that names its type", type_remedy);
    std::size_t types = 0;
    const bool complete =
        input_.read_fields(node, place, [&](Node& content, std::string& type, const Place&) {
          if (++types > 1)
            return input_.fail(where, place, "a value has one type, this has more", type_remedy);
          return read_content(type, content, place, out);
        });
    if (!complete) return false;
    return types == 1 ||
           input_.fail(where, place, "a value names its type, this has none", type_remedy);
  }

  bool read_attributes(Node& node, const Place& place, Value& out) {
    const char* where = JsonInput::start_of(node);
    Object object;
    const bool complete =
        input_.read_fields(node, place, [&](Node& child, std::string& name, const Place& inner) {
          Value value;
          if (!read_value(child, inner, value)) return false;
          object.append(std::move(name), std::move(value));
          return true;
        });
    if (!complete) return false;
    if (!has_distinct_names(object))
      return input_.fail(where, place, "an attribute's name stands twice", "remove one of them");
    out = std::move(object);
    return true;
  }

 private:
  bool read_content(std::string_view type, Node& node, const Place& place, Value& out) {
    if (type == "S") return read_text(node, place, out);
    if (type == "N") return read_number(node, place, out);
    if (type == "B") return read_binary(node, place, out);
    if (type == "BOOL") return read_bool(node, place, out);
    if (type == "NULL") return read_null(node, place, out);
    if (type == "M") return read_map(node, place, out);
    if (type == "L") return read_list(node, place, out);
    if (type == "SS") return read_set<StringSet>(node, place, out);
    if (type == "NS") return read_set<NumberSet>(node, place, out);
    if (type == "BS") return read_set<BinarySet>(node, place, out);
    return input_.fail(JsonInput::start_of(node), place,
                       "DynamoDB has no type '" + std::string(type.substr(0, 40)) + "'",
                       type_remedy);
  }

  bool read_text(Node& node, const Place& place, Value& out) {
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

  bool read_null(Node& node, const Place& place, Value& out) {
    const char* where = JsonInput::start_of(node);
    bool is_null = false;
    if (!input_.read_bool(node, place, is_null)) return false;
    if (!is_null) return input_.fail(where, place, "NULL is true or absent", "write true");
    out = Null{};
    return true;
  }

  bool read_number(Node& node, const Place& place, Value& out) {
    Decimal number;
    if (!read_member(node, place, number)) return false;
    out = std::move(number);
    return true;
  }

  bool read_binary(Node& node, const Place& place, Value& out) {
    Bytes bytes;
    if (!read_member(node, place, bytes.data)) return false;
    out = std::move(bytes);
    return true;
  }

  bool read_list(Node& node, const Place& place, Value& out) {
    List list;
    const bool complete = input_.read_elements(node, place, [&](Node& child, const Place& inner) {
      return read_value(child, inner, list.emplace_back());
    });
    out = std::move(list);
    return complete;
  }

  template <typename Set>
  bool read_set(Node& node, const Place& place, Value& out) {
    const char* where = JsonInput::start_of(node);
    Set set;
    const bool complete = input_.read_elements(node, place, [&](Node& child, const Place& inner) {
      return read_member(child, inner, set.members.emplace_back());
    });
    if (!complete) return false;
    if (!is_dynamodb_set(set.members))
      return input_.fail(where, place, "a set is empty or has a member twice",
                         "give every member once, and leave out an empty set");
    out = std::move(set);
    return true;
  }

  bool read_member(Node& node, const Place& place, std::string& out) {
    return input_.read_string(node, place, out);
  }

  bool read_member(Node& node, const Place& place, Decimal& out) {
    const char* where = JsonInput::start_of(node);
    std::string text;
    if (!input_.read_string(node, place, text)) return false;
    auto number = Decimal::parse(text);
    if (!number) return input_.fail(where, place, std::move(number).error());
    if (!fits_dynamodb_number(*number))
      return input_.fail(where, place, "DynamoDB's numbers do not reach this far",
                         "keep to 38 digits and 1E-130 to 9.99E+125");
    out = *std::move(number);
    return true;
  }

  bool read_member(Node& node, const Place& place, std::vector<std::uint8_t>& out) {
    const char* where = JsonInput::start_of(node);
    std::string text;
    if (!input_.read_string(node, place, text)) return false;
    auto bytes = read_base64(text);
    if (!bytes)
      return input_.fail(where, place, "this is not base64 with padding", "encode it again");
    out = *std::move(bytes);
    return true;
  }

  bool read_map(Node& node, const Place& place, Value& out) {
    const char* where = JsonInput::start_of(node);
    if (!read_attributes(node, place, out)) return false;
    const auto* object = out.get_if<Object>();
    if (!options_.carry_unsupported || !looks_like_dynamodb_carrier(*object)) return true;
    const auto* text = object->fields().front().value.get_if<std::string>();
    if (text == nullptr)
      return input_.fail(where, place, "a $whimbrel map carries Extended JSON as S",
                         "restore the text that was written");
    ReadOptions limits = options_.limits;
    limits.first_line = 1;
    auto carried = read_extended_json(*text, limits);
    if (!carried) return input_.fail(where, place, std::move(carried).error());
    out = *std::move(carried);
    return true;
  }

  JsonInput& input_;
  const DynamoDbOptions& options_;
};

template <typename Read>
base::Result<Value> read_one(std::string_view text, const DynamoDbOptions& options, Read read) {
  JsonInput input(text, options.limits);
  DynamoDbReader reader(input, options);
  Value value;
  WHIMBREL_TRY(input.read_single([&](JsonInput::Node& node, const Place& place) {
    return (reader.*read)(node, place, value);
  }));
  return value;
}

}  // namespace

base::Result<Value> read_dynamodb_value(std::string_view text, const DynamoDbOptions& options) {
  return read_one(text, options, &DynamoDbReader::read_value);
}

base::Result<Value> read_dynamodb_item(std::string_view text, const DynamoDbOptions& options) {
  return read_one(text, options, &DynamoDbReader::read_attributes);
}

}  // namespace whimbrel::model
