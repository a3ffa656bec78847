#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/arena.hpp"
#include "whimbrel/model/edit.hpp"
#include "whimbrel/model/key.hpp"
#include "whimbrel/model/path.hpp"
#include "whimbrel/model/value.hpp"

namespace whimbrel::model {

// Bytes that must be readable, with any content, behind an item handed to ItemView::load (simdjson
// reads ahead). stores::Page gives it.
inline constexpr std::size_t item_padding_bytes = 64;

// What can be told of a value at a glance.
enum class RawKind : std::uint8_t {
  null,
  boolean,
  number,  // a plain one
  text,
  list,
  object,  // for certain no typed value
  typed,   // a date, a number in a wrapper, …, or an object that may be one: decode it to know
};

// Reads fields of one item in place and splices edits into it, without building a tree. One object
// a thread, reused item after item: load() is cheap and invalidates everything handed out before.
class ItemView {
 public:
  virtual ~ItemView() = default;

  // Points the view at an item: `item` plus item_padding_bytes behind it must stay readable until
  // the next load. invalid_data with byte offset when it is not one well-formed document.
  virtual base::Status load(std::string_view item) = 0;

  // The bytes last loaded.
  virtual std::string_view bytes() const = 0;

  // The value at `path`, as bytes inside the item; nullopt when there is none. The first of
  // duplicate names wins.
  virtual std::optional<RawValue> find(const Path& path) const = 0;

  // What kind of value it is, in the time it takes to look at its first bytes.
  virtual RawKind kind_of(RawValue raw) const = 0;

  // The text of a string value; nullopt when `raw` is no string. The result points into the item or
  // into scratch of this view that lives until the next string_of call.
  virtual std::optional<std::string_view> string_of(RawValue raw) const = 0;

  // The number as a whole 64-bit integer, from any numeric type that holds one exactly (5, 5.0,
  // Decimal128 "5"); nullopt otherwise.
  virtual std::optional<std::int64_t> integer_of(RawValue raw) const = 0;

  // Milliseconds since 1970 of a date value; nullopt when it is none.
  virtual std::optional<std::int64_t> date_ms_of(RawValue raw) const = 0;

  virtual bool is_null(RawValue raw) const = 0;

  // The value within the bytes that an unset removed, as the `raw` of an insert holds them; nullopt
  // when they are none.
  virtual std::optional<RawValue> value_within(RawValue removed) const = 0;

  // Appends the item with `edits` applied to `after`, and to `inverse` the edits that turn `after`
  // back into exactly the loaded bytes (their raw bytes copied into `arena`). Bytes that no edit
  // names stay as they are. invalid_data when a path leads through something that is no container.
  //
  // A set whose parents are missing makes them; edits that share a missing parent make it once, and
  // its inverse is one unset of the outermost thing made. An insert whose parent is gone does the
  // same: the parent comes back with the inserted members alone, in the order of the edits, because
  // their old neighbours are not known. An unset of what is absent changes nothing and has no
  // inverse, also when a parent is missing or is no container.
  virtual base::Status splice(std::span<const Edit> edits, std::string& after,
                              std::vector<Edit>& inverse, Arena& arena) const = 0;
};

// How one encoding of items is read and written. Immutable; share between threads.
class ItemCodec {
 public:
  virtual ~ItemCodec() = default;

  // "ejson", "bson", "dynamodb-json": stands in archives and journals.
  virtual std::string_view name() const = 0;

  virtual std::unique_ptr<ItemView> make_view() const = 0;

  // One value in this encoding, appended to `out`. unsupported when the encoding cannot hold it.
  virtual base::Status encode_value(const Value& value, std::string& out) const = 0;
  virtual base::Result<Value> decode_value(RawValue raw) const = 0;

  // A whole item; the value must be an object.
  virtual base::Status encode_item(const Value& item, std::string& out) const = 0;
  virtual base::Result<Value> decode_item(std::string_view item) const = 0;

  // The key of `item` from its key fields (one, or several for a composed key). invalid_data when a
  // key field is missing. Same bytes for same values, whatever the blanks in the item.
  virtual base::Result<Key> key_of(const ItemView& item,
                                   std::span<const Path> key_fields) const = 0;
};

// The codec of embedded stores: JSON text with Extended JSON for types, read in place by simdjson.
// A static; never null.
const ItemCodec& extended_json_codec();

}  // namespace whimbrel::model
