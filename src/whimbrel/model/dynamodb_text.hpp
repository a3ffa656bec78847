#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "whimbrel/model/edit.hpp"
#include "whimbrel/model/path.hpp"

// Finding one's way in the canonical form of DynamoDB's JSON (dynamodb_canonical.hpp), which has no
// blanks and needs no checking. Other text gives some answer; nothing outside it is read.
namespace whimbrel::model {

enum class DynamoDbType : std::uint8_t {
  text,
  number,
  binary,
  text_set,
  number_set,
  binary_set,
  map,
  list,
  null,
  boolean,
};

// The type of one value, {"S":"x"}; nullopt for what is none.
std::optional<DynamoDbType> dynamodb_type_of(RawValue value) noexcept;

// What stands behind the type: `"x"` of {"S":"x"}; empty for what is no value.
std::string_view dynamodb_content_of(RawValue value) noexcept;

// The offset behind the string, quotes included, that begins at `at`.
std::size_t dynamodb_string_end(std::string_view text, std::size_t at) noexcept;

// Byte order of two names, each as spelled between its quotes.
int compare_spelled_names(std::string_view a, std::string_view b);
// The same of a spelled one and a plain one.
int compare_spelled_name(std::string_view spelled, std::string_view name);

// Walks over the members of an item or of an M's content, `{"a":{"S":"x"},…}`, or over the elements
// of an L's, `[{"S":"x"},…]`:
//
//   DynamoDbChildren children(item);
//   while (children.next()) use(children.name(), children.value());
class DynamoDbChildren {
 public:
  explicit DynamoDbChildren(std::string_view container) noexcept : text_(container) {}

  // Goes on to the first, then the next; false after the last.
  bool next() noexcept;

  // As spelled between its quotes; of an element, empty.
  std::string_view name() const noexcept { return name_; }
  RawValue value() const noexcept { return value_; }

 private:
  std::string_view text_;
  std::size_t at_ = 1;
  std::string_view name_;
  RawValue value_;
};

// The value that a path's segment leads to from a value: the member of a map, the element of a
// list; nullopt when it has none such.
std::optional<RawValue> dynamodb_child_of(RawValue value, std::string_view segment);

// The value at a path of an item; nullopt when there is none.
std::optional<RawValue> dynamodb_value_at(std::string_view item, const Path& path);

// The member of an item or of an M's content.
std::optional<RawValue> dynamodb_member_of(std::string_view object, std::string_view name);

}  // namespace whimbrel::model
