#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/value.hpp"

namespace whimbrel::packs::sparta {

// Whose answer is looked at, for messages.
struct ReplySource {
  std::string url;      // as it may be shown
  std::string setting;  // what names the service: "API_URL"
};

// A value of a service's answer with the place where it stands, so that whatever is not as expected
// is told by name. Borrows the value and its source. Errors: invalid_data, naming URL and field.
class ReplyNode {
 public:
  ReplyNode(const model::Value& value, const ReplySource& source, std::string place = "")
      : value_(&value), source_(&source), place_(std::move(place)) {}

  const model::Value& value() const noexcept { return *value_; }
  const std::string& place() const noexcept { return place_; }

  // Whether it is an object with a field of this name that is not null.
  bool has(std::string_view name) const;
  base::Result<ReplyNode> field(std::string_view name) const;
  base::Result<std::vector<ReplyNode>> elements() const;
  base::Result<std::string> text() const;
  // A whole number from 0 to that of 63 bits, as a number or as text of decimal digits.
  base::Result<std::uint64_t> whole() const;
  // An address, spelled as it was.
  base::Result<std::string> address() const;

  // The error that this is not what was expected: "is missing", "is no address".
  base::Error wrong(std::string_view what) const;

 private:
  const model::Value* value_;
  const ReplySource* source_;
  std::string place_;
};

}  // namespace whimbrel::packs::sparta
