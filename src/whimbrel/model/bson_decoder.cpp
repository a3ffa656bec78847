#include <bson/bson.h>

#include <bit>
#include <cstring>
#include <utility>

#include "whimbrel/model/bson.hpp"
#include "whimbrel/model/decimal128_internal.hpp"
#include "whimbrel/model/place_internal.hpp"

namespace whimbrel::model {
namespace {

// Decoding functions return false after calling fail(), and take_error() has the reason.
class BsonDecoder {
 public:
  BsonDecoder(std::span<const std::uint8_t> bytes, const ReadOptions& options)
      : bytes_(bytes), depth_max_(options.depth_max) {}

  bool read_document(std::span<const std::uint8_t> bytes, const Place& place, Object& out) {
    return each_element(bytes, place, [&](bson_iter_t& element, std::string_view name) {
      if (!is_utf8(name)) return fail(element, place, not_utf8("a field's name"));
      Value& value = out.append(std::string(name), Null{});
      return read_value(element, place.field(name), value);
    });
  }

  base::Error take_error() { return *std::move(error_); }

 private:
  bool read_list(std::span<const std::uint8_t> bytes, const Place& place, List& out) {
    return each_element(bytes, place, [&](bson_iter_t& element, std::string_view) {
      const Place inner = place.element(out.size());
      return read_value(element, inner, out.emplace_back());
    });
  }

  // Calls read(bson_iter_t&, name) -> bool for each element of one document or array.
  template <typename Read>
  bool each_element(std::span<const std::uint8_t> bytes, const Place& place, Read read) {
    if (place.depth >= depth_max_) return fail(bytes.data(), place, too_deep(depth_max_));
    bson_iter_t element;
    if (!is_framed(bytes) || !bson_iter_init_from_data(&element, bytes.data(), bytes.size()))
      return fail(bytes.data(), place, malformed("a document's length or its end is wrong"));
    std::size_t read_up_to = element.next_off;
    while (bson_iter_next(&element)) {
      read_up_to = element.next_off;
      if (!read(element, bson_iter_key(&element))) return false;
    }
    // libbson stops in the same way at the end, at damage and at types that it does not know.
    if (read_up_to + 1 != bytes.size())
      return fail(bytes.data() + read_up_to, place, malformed("an element is cut or damaged"));
    return true;
  }

  static bool is_framed(std::span<const std::uint8_t> bytes) {
    constexpr std::size_t document_bytes_min = 5;
    if (bytes.size() < document_bytes_min || bytes.back() != 0) return false;
    std::uint32_t length = 0;
    std::memcpy(&length, bytes.data(), sizeof length);
    return BSON_UINT32_FROM_LE(length) == bytes.size();
  }

  bool read_value(bson_iter_t& element, const Place& place, Value& out) {
    switch (bson_iter_type(&element)) {
      case BSON_TYPE_DOUBLE:
        return keep(bson_iter_double(&element), out);
      case BSON_TYPE_UTF8:
        return read_text<std::string>(element, place, out, bson_iter_utf8);
      case BSON_TYPE_DOCUMENT:
        return read_object(element, place, out);
      case BSON_TYPE_ARRAY:
        return read_array(element, place, out);
      case BSON_TYPE_BINARY:
        return read_binary(element, out);
      case BSON_TYPE_UNDEFINED:
        return keep(Undefined{}, out);
      case BSON_TYPE_OID:
        return keep(id_of(bson_iter_oid(&element)), out);
      case BSON_TYPE_BOOL:
        return keep(bson_iter_bool(&element), out);
      case BSON_TYPE_DATE_TIME:
        return keep(Date{bson_iter_date_time(&element)}, out);
      case BSON_TYPE_NULL:
        return keep(Null{}, out);
      case BSON_TYPE_REGEX:
        return read_regex(element, place, out);
      case BSON_TYPE_DBPOINTER:
        return read_db_pointer(element, place, out);
      case BSON_TYPE_CODE:
        return read_text<JavaScript>(element, place, out, bson_iter_code);
      case BSON_TYPE_SYMBOL:
        return read_text<Symbol>(element, place, out, bson_iter_symbol);
      case BSON_TYPE_CODEWSCOPE:
        return read_code_with_scope(element, place, out);
      case BSON_TYPE_INT32:
        return keep(bson_iter_int32(&element), out);
      case BSON_TYPE_TIMESTAMP:
        return read_timestamp(element, out);
      case BSON_TYPE_INT64:
        return keep(std::int64_t{bson_iter_int64(&element)}, out);
      case BSON_TYPE_DECIMAL128:
        return read_decimal(element, out);
      case BSON_TYPE_MAXKEY:
        return keep(MaxKey{}, out);
      case BSON_TYPE_MINKEY:
        return keep(MinKey{}, out);
      case BSON_TYPE_EOD:
        break;
    }
    return fail(element, place, malformed("an element has no known type"));
  }

  template <typename Content>
  bool keep(Content content, Value& out) {
    out = std::move(content);
    return true;
  }

  template <typename Text>
  bool read_text(bson_iter_t& element, const Place& place, Value& out,
                 const char* (*get)(const bson_iter_t*, std::uint32_t*)) {
    std::uint32_t length = 0;
    const char* text = get(&element, &length);
    if (!is_utf8({text, length})) return fail(element, place, not_utf8("the text"));
    return keep(Text{std::string(text, length)}, out);
  }

  bool read_object(bson_iter_t& element, const Place& place, Value& out) {
    std::uint32_t length = 0;
    const std::uint8_t* data = nullptr;
    bson_iter_document(&element, &length, &data);
    if (data == nullptr) return fail(element, place, malformed("an embedded document is damaged"));
    Object object;
    return read_document({data, length}, place, object) && keep(std::move(object), out);
  }

  bool read_array(bson_iter_t& element, const Place& place, Value& out) {
    std::uint32_t length = 0;
    const std::uint8_t* data = nullptr;
    bson_iter_array(&element, &length, &data);
    if (data == nullptr) return fail(element, place, malformed("an array is damaged"));
    List list;
    return read_list({data, length}, place, list) && keep(std::move(list), out);
  }

  bool read_binary(bson_iter_t& element, Value& out) {
    bson_subtype_t subtype = BSON_SUBTYPE_BINARY;
    std::uint32_t length = 0;
    const std::uint8_t* data = nullptr;
    bson_iter_binary(&element, &subtype, &length, &data);
    return keep(Bytes{{data, data + length}, static_cast<std::uint8_t>(subtype)}, out);
  }

  bool read_regex(bson_iter_t& element, const Place& place, Value& out) {
    const char* options = nullptr;
    const char* pattern = bson_iter_regex(&element, &options);
    if (!is_utf8(pattern) || !is_utf8(options))
      return fail(element, place, not_utf8("the regular expression"));
    return keep(Regex(pattern, options), out);
  }

  bool read_db_pointer(bson_iter_t& element, const Place& place, Value& out) {
    std::uint32_t length = 0;
    const char* collection = nullptr;
    const bson_oid_t* id = nullptr;
    bson_iter_dbpointer(&element, &length, &collection, &id);
    if (!is_utf8({collection, length})) return fail(element, place, not_utf8("the text"));
    return keep(DbPointer{std::string(collection, length), id_of(id)}, out);
  }

  bool read_code_with_scope(bson_iter_t& element, const Place& place, Value& out) {
    std::uint32_t length = 0;
    std::uint32_t scope_length = 0;
    const std::uint8_t* scope = nullptr;
    const char* code = bson_iter_codewscope(&element, &length, &scope_length, &scope);
    if (!is_utf8({code, length})) return fail(element, place, not_utf8("the text"));
    const std::size_t parts_length = 4 + 4 + std::size_t{length} + 1 + scope_length;
    if (element.next_off - element.d1 != parts_length)
      return fail(element, place, malformed("a script's length is not that of its parts"));
    JavaScriptWithScope script{std::string(code, length), {}};
    return read_document({scope, scope_length}, place.field("$scope"), script.scope) &&
           keep(std::move(script), out);
  }

  bool read_timestamp(bson_iter_t& element, Value& out) {
    Timestamp timestamp;
    bson_iter_timestamp(&element, &timestamp.seconds, &timestamp.increment);
    return keep(timestamp, out);
  }

  bool read_decimal(bson_iter_t& element, Value& out) {
    bson_decimal128_t bits;
    bson_iter_decimal128(&element, &bits);
    return keep(from_decimal128({bits.low, bits.high}), out);
  }

  static ObjectId id_of(const bson_oid_t* id) {
    ObjectId copy;
    std::memcpy(copy.bytes.data(), id->bytes, copy.bytes.size());
    return copy;
  }

  static base::Error malformed(const char* message) {
    return {base::ErrorKind::invalid_data, std::string("not valid BSON: ") + message,
            "the document is damaged at this place; take it from another copy"};
  }

  bool fail(const bson_iter_t& element, const Place& place, base::Error error) {
    return fail(element.raw + element.off, place, std::move(error));
  }

  bool fail(const std::uint8_t* where, const Place& place, base::Error error) {
    error_ = at_place(place, std::move(error))
                 .with_context("byte " + std::to_string(where - bytes_.data()));
    return false;
  }

  std::span<const std::uint8_t> bytes_;
  std::size_t depth_max_;
  std::optional<base::Error> error_;
};

}  // namespace

base::Result<Value> decode_bson(std::span<const std::uint8_t> bytes, const ReadOptions& options) {
  if (bytes.size() > options.bytes_max) {
    return base::fail(base::ErrorKind::invalid_data,
                      "the BSON document has " + std::to_string(bytes.size()) +
                          " bytes, more than " + std::to_string(options.bytes_max),
                      "raise the size limit if it is meant");
  }
  BsonDecoder decoder(bytes, options);
  Object document;
  if (!decoder.read_document(bytes, Place{}, document)) return tl::unexpected(decoder.take_error());
  return Value(std::move(document));
}

base::Result<Value> decode_bson(std::string_view bytes, const ReadOptions& options) {
  return decode_bson(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()),
                     options);
}

}  // namespace whimbrel::model
