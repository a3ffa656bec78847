#include <algorithm>
#include <cmath>
#include <concepts>

#include "whimbrel/model/base64.hpp"
#include "whimbrel/model/double_text.hpp"
#include "whimbrel/model/dynamodb_json.hpp"
#include "whimbrel/model/dynamodb_rules_internal.hpp"
#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/model/json_output_internal.hpp"

namespace whimbrel::model {
namespace {

// All digits without an exponent, as the service spells numbers, while the last digit is not left
// of the point: there digits would be invented.
void append_number(const Decimal& number, std::string& out) {
  const auto places = static_cast<std::size_t>(std::max(-number.exponent(), 0));
  if (number.exponent() > 0) {
    number.append_text(out);
    return;
  }
  if (number.is_negative()) out += '-';
  const std::string& digits = number.digits();
  if (places == 0) {
    out += digits;
  } else if (digits.size() > places) {
    const std::size_t whole = digits.size() - places;
    out.append(digits, 0, whole).append(1, '.').append(digits, whole);
  } else {
    out.append("0.").append(places - digits.size(), '0').append(digits);
  }
}

class DynamoDbWriter {
 public:
  DynamoDbWriter(std::string& out, const DynamoDbOptions& options)
      : json_(out, options.limits.depth_max), out_(out), options_(options) {}

  base::Status write_value(const Value& value) { return json_.finish(write(value, Place{})); }

  base::Status write_item(const Object& item) {
    const Place root;
    if (!has_distinct_names(item)) return json_.finish(refuse("a name that stands twice", root));
    return json_.finish(write_attributes(item, root));
  }

 private:
  bool write(const Value& value, const Place& place) {
    return value.visit([&](const auto& content) { return write_content(content, place); });
  }

  bool write_content(Null, const Place&) { return literal(R"({"NULL":true})"); }
  bool write_content(bool truth, const Place&) {
    return literal(truth ? R"({"BOOL":true})" : R"({"BOOL":false})");
  }
  template <typename Integer>
    requires std::same_as<Integer, std::int32_t> || std::same_as<Integer, std::int64_t>
  bool write_content(const Integer& number, const Place&) {
    return quoted_number([&] { out_ += std::to_string(number); });
  }
  bool write_content(const double& number, const Place& place) {
    if (!std::isfinite(number)) return carry(number, "NaN or an infinity", place);
    std::string text;
    append_double(number, text);
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    const Decimal exact = *Decimal::parse(text);
    if (!fits_dynamodb_number(exact)) return refuse_number(number, place);
    return quoted_number([&] { append_number(exact, out_); });
  }
  bool write_content(const Uint256& number, const Place& place) {
    const std::string text = number.decimal();
    if (!fits_dynamodb_number(*Decimal::parse(text))) return refuse_number(number, place);
    return quoted_number([&] { out_ += text; });
  }
  bool write_content(const Decimal& number, const Place& place) {
    if (!fits_dynamodb_number(number)) return refuse_number(number, place);
    return quoted_number([&] { append_number(number, out_); });
  }
  bool write_content(const std::string& text, const Place& place) {
    return literal(R"({"S":)") && json_.string(text, place) && literal("}");
  }
  bool write_content(const Bytes& bytes, const Place& place) {
    if (bytes.subtype != 0) return carry(bytes, "a subtype of binary data", place);
    out_ += R"({"B":")";
    append_base64(bytes.data, out_);
    return literal(R"("})");
  }
  bool write_content(const List& list, const Place& place) {
    out_ += R"({"L":)";
    return json_.list(list, place, [this](const Value& element, const Place& inner) {
      return write(element, inner);
    }) && literal("}");
  }
  bool write_content(const Object& object, const Place& place) {
    if (!has_distinct_names(object)) return carry(object, "a name that stands twice", place);
    if (options_.carry_unsupported && looks_like_dynamodb_carrier(object))
      return carry(object, "a map named as a carrier", place);
    return literal(R"({"M":)") && write_attributes(object, place) && literal("}");
  }
  bool write_content(const StringSet& set, const Place& place) {
    return write_set("SS", set, place, [this](const std::string& text, const Place& inner) {
      return json_.string(text, inner);
    });
  }
  bool write_content(const NumberSet& set, const Place& place) {
    if (!std::all_of(set.members.begin(), set.members.end(), fits_dynamodb_number))
      return refuse_number(set, place);
    return write_set("NS", set, place, [this](const Decimal& number, const Place&) {
      out_ += '"';
      append_number(number, out_);
      return literal("\"");
    });
  }
  bool write_content(const BinarySet& set, const Place& place) {
    return write_set("BS", set, place, [this](const auto& bytes, const Place&) {
      out_ += '"';
      append_base64(bytes, out_);
      return literal("\"");
    });
  }
  template <typename Content>
  bool write_content(const Content& content, const Place& place) {
    return carry(content, Value(content).type_name(), place);
  }

  bool write_attributes(const Object& object, const Place& place) {
    return json_.object(object, place, [this](const Value& value, const Place& inner) {
      return write(value, inner);
    });
  }

  template <typename Set, typename Write>
  bool write_set(std::string_view type, const Set& set, const Place& place, Write write_member) {
    if (!is_dynamodb_set(set.members))
      return carry(set, "an empty set or a member that stands twice", place);
    out_.append(R"({")").append(type).append(R"(":)");
    return json_.list(set.members, place, write_member) && literal("}");
  }

  template <typename Append>
  bool quoted_number(Append append) {
    out_ += R"({"N":")";
    append();
    return literal(R"("})");
  }

  bool literal(std::string_view text) {
    out_ += text;
    return true;
  }

  bool carry(const Value& value, std::string_view what, const Place& place) {
    if (!options_.carry_unsupported) return refuse(what, place);
    std::string carried;
    auto written =
        write_extended_json(value, ExtendedJsonMode::canonical, carried, options_.limits.depth_max);
    if (!written) return json_.fail(place, std::move(written).error());
    out_.append(R"({"M":{")").append(dynamodb_carrier_name).append(R"(":{"S":)");
    return json_.string(carried, place) && literal("}}}");
  }

  bool refuse_number(const Value& value, const Place& place) {
    return carry(value, "a number past 38 digits or outside 1E-130 to 9.99E+125", place);
  }

  bool refuse(std::string_view what, const Place& place) {
    return json_.fail(
        place, {base::ErrorKind::unsupported, "DynamoDB has no form for " + std::string(what),
                "convert it to a type that DynamoDB has, or let such values be "
                "carried as Extended JSON text"});
  }

  JsonOutput json_;
  std::string& out_;
  const DynamoDbOptions& options_;
};

}  // namespace

base::Status write_dynamodb_value(const Value& value, std::string& out,
                                  const DynamoDbOptions& options) {
  return DynamoDbWriter(out, options).write_value(value);
}

base::Status write_dynamodb_item(const Value& item, std::string& out,
                                 const DynamoDbOptions& options) {
  const auto* object = item.get_if<Object>();
  if (object == nullptr) {
    return base::fail(base::ErrorKind::unsupported,
                      "a DynamoDB item is an object, this is a " + std::string(item.type_name()),
                      "put the value into an attribute of an item");
  }
  return DynamoDbWriter(out, options).write_item(*object);
}

}  // namespace whimbrel::model
