#include <bson/bson.h>

#include <bit>
#include <charconv>
#include <limits>
#include <utility>

#include "whimbrel/model/bson.hpp"
#include "whimbrel/model/decimal128_internal.hpp"
#include "whimbrel/model/place_internal.hpp"

namespace whimbrel::model {
namespace {

// Writes BSON straight into the caller's string: libbson's builder would copy each document once a
// level. Functions return false after calling fail(), and finish() has the reason.
class BsonEncoder {
 public:
  BsonEncoder(std::string& out, std::size_t depth_max)
      : out_(out), start_(out.size()), depth_max_(depth_max) {}

  base::Status write(const Object& document) {
    if (write_document(document, Place{})) return {};
    out_.resize(start_);
    return tl::unexpected(*std::move(error_));
  }

 private:
  bool write_document(const Object& object, const Place& place) {
    return framed(place, [&] {
      for (const Field& field : object.fields()) {
        if (!write_element(field.name, field.value, place.field(field.name))) return false;
      }
      return true;
    });
  }

  bool write_array(const List& list, const Place& place) {
    return framed(place, [&] {
      char name[24];
      for (std::size_t position = 0; position < list.size(); ++position) {
        const auto end = std::to_chars(name, name + sizeof name, position).ptr;
        const std::string_view digits(name, static_cast<std::size_t>(end - name));
        if (!write_element(digits, list[position], place.element(position))) return false;
      }
      return true;
    });
  }

  bool write_element(std::string_view name, const Value& value, const Place& place) {
    return value.visit([&](const auto& content) {
      const std::size_t type_at = out_.size();
      out_ += '\0';  // the type, known below
      return write_c_string(name, "a field's name", place) &&
             write_content(content, type_at, place);
    });
  }

  bool type(bson_type_t type, std::size_t at) {
    out_[at] = static_cast<char>(type);
    return true;
  }

  bool write_content(Null, std::size_t at, const Place&) { return type(BSON_TYPE_NULL, at); }
  bool write_content(MinKey, std::size_t at, const Place&) { return type(BSON_TYPE_MINKEY, at); }
  bool write_content(MaxKey, std::size_t at, const Place&) { return type(BSON_TYPE_MAXKEY, at); }
  bool write_content(Undefined, std::size_t at, const Place&) {
    return type(BSON_TYPE_UNDEFINED, at);
  }
  bool write_content(bool truth, std::size_t at, const Place&) {
    out_ += truth ? '\1' : '\0';
    return type(BSON_TYPE_BOOL, at);
  }
  bool write_content(std::int32_t number, std::size_t at, const Place&) {
    append_number(static_cast<std::uint32_t>(number));
    return type(BSON_TYPE_INT32, at);
  }
  bool write_content(std::int64_t number, std::size_t at, const Place&) {
    append_number(static_cast<std::uint64_t>(number));
    return type(BSON_TYPE_INT64, at);
  }
  bool write_content(double number, std::size_t at, const Place&) {
    append_number(std::bit_cast<std::uint64_t>(number));
    return type(BSON_TYPE_DOUBLE, at);
  }
  bool write_content(Date date, std::size_t at, const Place&) {
    append_number(static_cast<std::uint64_t>(date.ms_since_epoch));
    return type(BSON_TYPE_DATE_TIME, at);
  }
  bool write_content(Timestamp timestamp, std::size_t at, const Place&) {
    append_number(timestamp.increment);
    append_number(timestamp.seconds);
    return type(BSON_TYPE_TIMESTAMP, at);
  }
  bool write_content(const Decimal& number, std::size_t at, const Place& place) {
    const auto fitting = as_decimal128_number(number);
    if (!fitting) return refuse("a decimal of more than 34 digits or its exponent", place);
    const Decimal128 bits = to_decimal128(*fitting);
    append_number(bits.low);
    append_number(bits.high);
    return type(BSON_TYPE_DECIMAL128, at);
  }
  bool write_content(const ObjectId& id, std::size_t at, const Place&) {
    append_id(id);
    return type(BSON_TYPE_OID, at);
  }
  bool write_content(const std::string& text, std::size_t at, const Place& place) {
    return write_text(text, place) && type(BSON_TYPE_UTF8, at);
  }
  bool write_content(const Symbol& symbol, std::size_t at, const Place& place) {
    return write_text(symbol.text, place) && type(BSON_TYPE_SYMBOL, at);
  }
  bool write_content(const JavaScript& script, std::size_t at, const Place& place) {
    return write_text(script.code, place) && type(BSON_TYPE_CODE, at);
  }
  bool write_content(const DbPointer& pointer, std::size_t at, const Place& place) {
    if (!write_text(pointer.collection, place)) return false;
    append_id(pointer.id);
    return type(BSON_TYPE_DBPOINTER, at);
  }
  bool write_content(const Regex& regex, std::size_t at, const Place& place) {
    return write_c_string(regex.pattern(), "the regular expression", place) &&
           write_c_string(regex.options(), "the regular expression's options", place) &&
           type(BSON_TYPE_REGEX, at);
  }
  bool write_content(const Bytes& bytes, std::size_t at, const Place& place) {
    // The old binary subtype repeats its length inside.
    const bool is_old = bytes.subtype == BSON_SUBTYPE_BINARY_DEPRECATED;
    const std::size_t length = bytes.data.size() + (is_old ? 4 : 0);
    if (!append_length(length, place)) return false;
    out_ += static_cast<char>(bytes.subtype);
    if (is_old) append_number(static_cast<std::uint32_t>(bytes.data.size()));
    out_.append(bytes.data.begin(), bytes.data.end());
    return type(BSON_TYPE_BINARY, at);
  }
  bool write_content(const JavaScriptWithScope& script, std::size_t at, const Place& place) {
    const std::size_t length_at = out_.size();
    append_number(std::uint32_t{0});
    return write_text(script.code, place) && write_document(script.scope, place.field("$scope")) &&
           set_length(length_at, place) && type(BSON_TYPE_CODEWSCOPE, at);
  }
  bool write_content(const Object& object, std::size_t at, const Place& place) {
    return write_document(object, place) && type(BSON_TYPE_DOCUMENT, at);
  }
  bool write_content(const List& list, std::size_t at, const Place& place) {
    return write_array(list, place) && type(BSON_TYPE_ARRAY, at);
  }
  bool write_content(const StringSet&, std::size_t, const Place& place) {
    return refuse("a string set", place);
  }
  bool write_content(const NumberSet&, std::size_t, const Place& place) {
    return refuse("a number set", place);
  }
  bool write_content(const BinarySet&, std::size_t, const Place& place) {
    return refuse("a binary set", place);
  }
  bool write_content(const Uint256&, std::size_t, const Place& place) {
    return refuse("a uint256", place);
  }

  // Length, elements and closing NUL of a document or array.
  template <typename WriteElements>
  bool framed(const Place& place, WriteElements write_elements) {
    if (place.depth >= depth_max_) return fail(place, too_deep(depth_max_));
    const std::size_t length_at = out_.size();
    append_number(std::uint32_t{0});
    if (!write_elements()) return false;
    out_ += '\0';
    return set_length(length_at, place);
  }

  bool write_text(const std::string& text, const Place& place) {
    if (!is_utf8(text)) return fail(place, not_utf8("the text"));
    if (!append_length(text.size() + 1, place)) return false;
    out_.append(text).append(1, '\0');
    return true;
  }

  bool write_c_string(std::string_view text, const char* what, const Place& place) {
    if (!is_utf8(text)) return fail(place, not_utf8(what));
    if (text.find('\0') != std::string_view::npos) {
      return fail(place, {base::ErrorKind::invalid_data, std::string(what) + " holds a NUL",
                          "BSON cannot hold it there; rename the field or change the value"});
    }
    out_.append(text).append(1, '\0');
    return true;
  }

  template <typename Unsigned>
  void append_number(Unsigned number) {
    for (std::size_t i = 0; i < sizeof number; ++i)
      out_ += static_cast<char>(static_cast<std::uint8_t>(number >> (8 * i)));
  }

  void append_id(const ObjectId& id) { out_.append(id.bytes.begin(), id.bytes.end()); }

  bool append_length(std::size_t length, const Place& place) {
    if (length > length_max) return too_long(place);
    append_number(static_cast<std::uint32_t>(length));
    return true;
  }

  bool set_length(std::size_t at, const Place& place) {
    const std::size_t length = out_.size() - at;
    if (length > length_max) return too_long(place);
    for (std::size_t i = 0; i < 4; ++i)
      out_[at + i] = static_cast<char>(static_cast<std::uint8_t>(length >> (8 * i)));
    return true;
  }

  bool too_long(const Place& place) {
    return fail(place, {base::ErrorKind::invalid_data, "BSON cannot hold 2 GiB or more",
                        "split the value"});
  }

  bool refuse(std::string_view what, const Place& place) {
    return fail(place, {base::ErrorKind::unsupported, "BSON has no form for " + std::string(what),
                        "convert it to a type that BSON has, for example a string or a list"});
  }

  bool fail(const Place& place, base::Error error) {
    error_ = at_place(place, std::move(error));
    return false;
  }

  static constexpr std::size_t length_max = std::numeric_limits<std::int32_t>::max();

  std::string& out_;
  std::size_t start_;
  std::size_t depth_max_;
  std::optional<base::Error> error_;
};

}  // namespace

base::Status encode_bson(const Value& document, std::string& out, std::size_t depth_max) {
  const auto* object = document.get_if<Object>();
  if (object == nullptr) {
    return base::fail(
        base::ErrorKind::unsupported,
        "a BSON document is an object, this is a " + std::string(document.type_name()),
        "put the value into a field of an object");
  }
  return BsonEncoder(out, depth_max).write(*object);
}

}  // namespace whimbrel::model
