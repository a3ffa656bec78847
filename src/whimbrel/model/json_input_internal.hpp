#pragma once

#include <simdjson.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/place_internal.hpp"
#include "whimbrel/model/read_options.hpp"

namespace whimbrel::model {

// One JSON text being read by simdjson's on-demand parser, with errors that say line, column and
// field. Readers return false after calling one of the fail functions, and take_error() has the
// reason. Not synchronised; inputs of one thread may nest.
class JsonInput {
 public:
  using Node = simdjson::ondemand::value;

  JsonInput(std::string_view text, const ReadOptions& options);
  ~JsonInput();
  JsonInput(const JsonInput&) = delete;
  JsonInput& operator=(const JsonInput&) = delete;

  // Calls read(Node&, const Place&) -> bool on the text's one value, and checks that nothing else
  // is there.
  template <typename Read>
  base::Status read_single(Read&& read);

  // Calls read(Node&, std::string&& name, const Place&) -> bool for each field of an object that
  // has `place`.
  template <typename Read>
  bool read_fields(Node& node, const Place& place, Read&& read);

  // Calls read(Node&, const Place&) -> bool for each element of a list that has `place`.
  template <typename Read>
  bool read_elements(Node& node, const Place& place, Read&& read);

  // Appends a string's text; fails on escapes that make no character.
  bool read_string(Node& node, const Place& place, std::string& out);
  bool read_bool(Node& node, const Place& place, bool& out);
  // Fails on anything but null.
  bool read_null(Node& node, const Place& place);

  // The number's text once it is known to follow JSON's grammar; valid as long as the input.
  bool read_number(Node& node, const Place& place, std::string_view& literal);

  // Byte of a value, for errors found after reading past it.
  static const char* start_of(Node& node) { return node.raw_json_token().data(); }

  bool fail(const char* where, const Place& place, base::Error error);
  bool fail(const char* where, const Place& place, std::string message, std::string remedy);

 private:
  // simdjson's parser and the padded copy of the text that it needs; kept for the thread's next
  // input, because both are large.
  struct Scratch {
    simdjson::ondemand::parser parser;
    std::unique_ptr<char[]> bytes;
    std::size_t capacity = 0;
  };
  static std::unique_ptr<Scratch> take_scratch();
  static void give_back(std::unique_ptr<Scratch> scratch);

  bool begin(simdjson::ondemand::document& document, simdjson::ondemand::array& envelope);
  bool finish(simdjson::ondemand::document& document, std::size_t values);
  bool fail_syntax(simdjson::error_code code, const Place& place, const char* where = nullptr);
  bool fail_empty();
  bool unescape(const char* body, const Place& place, std::string& out);
  std::string position_text(const char* where) const;
  const char* current_location() const;

  std::string_view text_;
  ReadOptions options_;
  std::unique_ptr<Scratch> scratch_;
  simdjson::ondemand::document* document_ = nullptr;
  std::optional<base::Error> error_;
};

template <typename Read>
base::Status JsonInput::read_single(Read&& read) {
  simdjson::ondemand::document document;
  simdjson::ondemand::array envelope;
  const Place root;
  const auto failed = [this] { return tl::unexpected(*std::move(error_)); };
  if (!begin(document, envelope)) return failed();
  std::size_t values = 0;
  for (auto element : envelope) {
    Node node;
    if (const auto code = element.get(node)) {
      fail_syntax(code, root);
      return failed();
    }
    if (++values > 1) break;
    if (!read(node, root)) return failed();
  }
  if (!finish(document, values)) return failed();
  return {};
}

template <typename Read>
bool JsonInput::read_fields(Node& node, const Place& place, Read&& read) {
  if (place.depth >= options_.depth_max)
    return fail(start_of(node), place, too_deep(options_.depth_max));
  simdjson::ondemand::object object;
  if (const auto code = node.get_object().get(object)) return fail_syntax(code, place);
  for (auto field : object) {
    simdjson::ondemand::raw_json_string key;
    Node child;
    if (const auto code = field.key().get(key)) return fail_syntax(code, place);
    std::string name;
    if (!unescape(key.raw(), place, name)) return false;
    const Place inner = place.field(name);
    if (const auto code = field.value().get(child)) return fail_syntax(code, inner);
    if (!read(child, name, inner)) return false;
  }
  return true;
}

template <typename Read>
bool JsonInput::read_elements(Node& node, const Place& place, Read&& read) {
  if (place.depth >= options_.depth_max)
    return fail(start_of(node), place, too_deep(options_.depth_max));
  simdjson::ondemand::array array;
  if (const auto code = node.get_array().get(array)) return fail_syntax(code, place);
  std::size_t position = 0;
  for (auto element : array) {
    Node child;
    const Place inner = place.element(position++);
    if (const auto code = element.get(child)) return fail_syntax(code, inner);
    if (!read(child, inner)) return false;
  }
  return true;
}

}  // namespace whimbrel::model
