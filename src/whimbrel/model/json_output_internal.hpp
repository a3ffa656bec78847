#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/json_string.hpp"
#include "whimbrel/model/place_internal.hpp"
#include "whimbrel/model/value.hpp"

namespace whimbrel::model {

// What every JSON writer does alike: it appends compact JSON, checks text and depth, and takes back
// what it wrote when it fails. Writers return false after calling fail(), and finish() has the
// reason.
class JsonOutput {
 public:
  JsonOutput(std::string& out, std::size_t depth_max)
      : out_(out), start_(out.size()), depth_max_(depth_max) {}

  std::string& text() noexcept { return out_; }

  // A quoted string.
  bool string(std::string_view text, const Place& place) {
    if (!is_utf8(text)) return fail(place, not_utf8("the text"));
    append_json_string(text, out_);
    return true;
  }

  // Writes {"name":…}; write(const Field&, const Place&) -> bool writes each value.
  template <typename Write>
  bool object(const Object& object, const Place& place, Write&& write) {
    if (!enter(place)) return false;
    char separator = '{';
    for (const Field& field : object.fields()) {
      const Place inner = place.field(field.name);
      out_ += separator;
      separator = ',';
      if (!is_utf8(field.name)) return fail(place, not_utf8("a field's name"));
      append_json_string(field.name, out_);
      out_ += ':';
      if (!write(field.value, inner)) return false;
    }
    out_ += object.empty() ? "{}" : "}";
    return true;
  }

  // Writes […]; write(const Element&, const Place&) -> bool writes each element.
  template <typename Range, typename Write>
  bool list(const Range& range, const Place& place, Write&& write) {
    if (!enter(place)) return false;
    std::size_t position = 0;
    out_ += '[';
    for (const auto& element : range) {
      if (position > 0) out_ += ',';
      if (!write(element, place.element(position++))) return false;
    }
    out_ += ']';
    return true;
  }

  bool fail(const Place& place, base::Error error) {
    error_ = at_place(place, std::move(error));
    return false;
  }

  base::Status finish(bool written) {
    if (written) return {};
    out_.resize(start_);
    return tl::unexpected(*std::move(error_));
  }

 private:
  bool enter(const Place& place) {
    return place.depth < depth_max_ || fail(place, too_deep(depth_max_));
  }

  std::string& out_;
  std::size_t start_;
  std::size_t depth_max_;
  std::optional<base::Error> error_;
};

}  // namespace whimbrel::model
