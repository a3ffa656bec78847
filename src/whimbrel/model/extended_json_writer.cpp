#include <bit>
#include <charconv>
#include <cmath>
#include <concepts>
#include <iterator>

#include "whimbrel/model/base64.hpp"
#include "whimbrel/model/date_text.hpp"
#include "whimbrel/model/decimal128_internal.hpp"
#include "whimbrel/model/double_text.hpp"
#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/model/extended_json_wrappers.hpp"
#include "whimbrel/model/hex.hpp"
#include "whimbrel/model/json_output_internal.hpp"

namespace whimbrel::model {
namespace {

template <std::integral Integer>
void append_integer(Integer number, std::string& out) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

void append_hex_number(std::uint64_t number, int digits, std::string& out) {
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
    out += "0123456789abcdef"[(number >> shift) & 0xf];
}

class ExtendedWriter {
 public:
  ExtendedWriter(ExtendedJsonMode mode, std::string& out, std::size_t depth_max)
      : json_(out, depth_max),
        out_(out),
        depth_max_(depth_max),
        is_relaxed_(mode == ExtendedJsonMode::relaxed) {}

  base::Status write(const Value& value) { return json_.finish(write(value, Place{})); }

 private:
  bool write(const Value& value, const Place& place) {
    return value.visit([&](const auto& content) { return write_content(content, place); });
  }

  bool write_content(Null, const Place&) { return literal("null"); }
  bool write_content(bool truth, const Place&) { return literal(truth ? "true" : "false"); }

  bool write_content(std::int32_t number, const Place& place) {
    return write_integer("$numberInt", number, place);
  }
  bool write_content(std::int64_t number, const Place& place) {
    return write_integer("$numberLong", number, place);
  }

  template <typename Integer>
  bool write_integer(std::string_view wrapper, Integer number, const Place& place) {
    if (is_relaxed_) {
      append_integer(number, out_);
      return true;
    }
    return quoted(wrapper, place, [&] { append_integer(number, out_); });
  }

  bool write_content(double number, const Place& place) {
    const auto bits = std::bit_cast<std::uint64_t>(number);
    if (std::isnan(number) && bits != canonical_nan_bits)
      return quoted("$doubleBits", place, [&] { append_hex_number(bits, 16, out_); });
    if (is_relaxed_ && std::isfinite(number)) {
      append_double(number, out_);
      return true;
    }
    return quoted("$numberDouble", place, [&] {
      if (std::isnan(number))
        out_ += "NaN";
      else if (std::isinf(number))
        out_ += number < 0 ? "-Infinity" : "Infinity";
      else
        append_double(number, out_);
    });
  }

  bool write_content(const Decimal& number, const Place& place) {
    const auto wrapper = fits_decimal128(number) ? "$numberDecimal" : "$bigDecimal";
    return quoted(wrapper, place, [&] { number.append_text(out_); });
  }

  bool write_content(const Uint256& number, const Place& place) {
    return quoted("$uint256", place, [&] { out_ += number.decimal(); });
  }

  bool write_content(const std::string& text, const Place& place) {
    return json_.string(text, place);
  }

  bool write_content(const Bytes& bytes, const Place& place) {
    if (!has_room(2, place)) return false;
    out_ += R"({"$binary":{"base64":")";
    append_base64(bytes.data, out_);
    out_ += R"(","subType":")";
    append_hex_number(bytes.subtype, 2, out_);
    return literal(R"("}})");
  }

  bool write_content(Date date, const Place& place) {
    if (is_relaxed_ && has_iso_text(date))
      return quoted("$date", place, [&] { append_iso_text(date, out_); });
    if (!has_room(2, place)) return false;
    out_ += R"({"$date":{"$numberLong":")";
    append_integer(date.ms_since_epoch, out_);
    return literal(R"("}})");
  }

  bool write_content(const ObjectId& id, const Place& place) {
    return quoted("$oid", place, [&] { id.append_hex(out_); });
  }

  bool write_content(const List& list, const Place& place) {
    return json_.list(list, place, [this](const Value& element, const Place& inner) {
      return write(element, inner);
    });
  }

  bool write_content(const Object& object, const Place& place) {
    if (looks_like_wrapper(object)) return write_escaped(object, place);
    return json_.object(object, place, [this](const Value& value, const Place& inner) {
      return write(value, inner);
    });
  }

  bool write_escaped(const Object& object, const Place& place) {
    if (!has_room(1, place)) return false;
    out_ += R"({"$whimbrelObject":)";
    const bool written = json_.list(object.fields(), place.field("$whimbrelObject"),
                                    [this](const Field& field, const Place& pair) {
                                      if (!has_room(1, pair)) return false;
                                      out_ += '[';
                                      if (!json_.string(field.name, pair)) return false;
                                      out_ += ',';
                                      if (!write(field.value, pair.field(field.name))) return false;
                                      return literal("]");
                                    });
    return written && literal("}");
  }

  bool write_content(const StringSet& set, const Place& place) {
    return write_set("$stringSet", set, place, [this](const std::string& text, const Place& inner) {
      return json_.string(text, inner);
    });
  }

  bool write_content(const NumberSet& set, const Place& place) {
    return write_set("$numberSet", set, place, [this](const Decimal& number, const Place&) {
      out_ += '"';
      number.append_text(out_);
      return literal("\"");
    });
  }

  bool write_content(const BinarySet& set, const Place& place) {
    return write_set("$binarySet", set, place, [this](const auto& bytes, const Place&) {
      out_ += '"';
      append_base64(bytes, out_);
      return literal("\"");
    });
  }

  template <typename Set, typename Write>
  bool write_set(std::string_view wrapper, const Set& set, const Place& place, Write write_member) {
    if (!has_room(1, place)) return false;
    out_.append(R"({")").append(wrapper).append(R"(":)");
    return json_.list(set.members, place.field(wrapper), write_member) && literal("}");
  }

  bool write_content(const Regex& regex, const Place& place) {
    if (!has_room(2, place)) return false;
    out_ += R"({"$regularExpression":{"pattern":)";
    if (!json_.string(regex.pattern(), place)) return false;
    out_ += R"(,"options":)";
    return json_.string(regex.options(), place) && literal("}}");
  }

  bool write_content(Timestamp timestamp, const Place& place) {
    if (!has_room(2, place)) return false;
    out_ += R"({"$timestamp":{"t":)";
    append_integer(timestamp.seconds, out_);
    out_ += R"(,"i":)";
    append_integer(timestamp.increment, out_);
    return literal("}}");
  }

  bool write_content(const Symbol& symbol, const Place& place) {
    return text_wrapper("$symbol", symbol.text, place) && literal("}");
  }

  bool write_content(const JavaScript& script, const Place& place) {
    return text_wrapper("$code", script.code, place) && literal("}");
  }

  bool write_content(const JavaScriptWithScope& script, const Place& place) {
    if (!text_wrapper("$code", script.code, place)) return false;
    out_ += R"(,"$scope":)";
    return write_content(script.scope, place.field("$scope")) && literal("}");
  }

  bool write_content(const DbPointer& pointer, const Place& place) {
    if (!has_room(3, place)) return false;
    out_ += R"({"$dbPointer":{"$ref":)";
    if (!json_.string(pointer.collection, place)) return false;
    out_ += R"(,"$id":{"$oid":")";
    pointer.id.append_hex(out_);
    return literal(R"("}}})");
  }

  bool write_content(MinKey, const Place& place) {
    return has_room(1, place) && literal(R"({"$minKey":1})");
  }
  bool write_content(MaxKey, const Place& place) {
    return has_room(1, place) && literal(R"({"$maxKey":1})");
  }
  bool write_content(Undefined, const Place& place) {
    return has_room(1, place) && literal(R"({"$undefined":true})");
  }

  bool literal(std::string_view text) {
    out_ += text;
    return true;
  }

  // {"wrapper":"…"} around what `append` appends.
  template <typename Append>
  bool quoted(std::string_view wrapper, const Place& place, Append append) {
    if (!has_room(1, place)) return false;
    out_.append(R"({")").append(wrapper).append(R"(":")");
    append();
    return literal(R"("})");
  }

  // {"wrapper":"text", left open.
  bool text_wrapper(std::string_view wrapper, const std::string& text, const Place& place) {
    if (!has_room(1, place)) return false;
    out_.append(R"({")").append(wrapper).append(R"(":)");
    return json_.string(text, place);
  }

  // A wrapper nests JSON though the value does not: what is written must be readable under the same
  // depth limit.
  bool has_room(std::size_t levels, const Place& place) {
    return place.depth + levels <= depth_max_ || json_.fail(place, too_deep(depth_max_));
  }

  JsonOutput json_;
  std::string& out_;
  std::size_t depth_max_;
  bool is_relaxed_;
};

}  // namespace

base::Status write_extended_json(const Value& value, ExtendedJsonMode mode, std::string& out,
                                 std::size_t depth_max) {
  return ExtendedWriter(mode, out, depth_max).write(value);
}

}  // namespace whimbrel::model
