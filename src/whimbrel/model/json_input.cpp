#include <algorithm>
#include <cstring>
#include <vector>

#include "whimbrel/model/json_blanks.hpp"
#include "whimbrel/model/json_input_internal.hpp"
#include "whimbrel/model/json_number.hpp"
#include "whimbrel/model/json_string.hpp"

namespace whimbrel::model {
namespace {

constexpr std::size_t scratch_kept_bytes_max = std::size_t{1} << 20;
constexpr std::size_t depth_max_max = 500;  // DynamoDB nests twice a level, simdjson 1024 times
constexpr std::string_view syntax_remedy =
    "correct the input at this place; it must be one JSON value in UTF-8";

}  // namespace

JsonInput::JsonInput(std::string_view text, const ReadOptions& options)
    : text_(text), options_(options), scratch_(take_scratch()) {
  options_.depth_max = std::min(options_.depth_max, depth_max_max);
}

JsonInput::~JsonInput() { give_back(std::move(scratch_)); }

namespace {
template <typename Scratch>
std::vector<std::unique_ptr<Scratch>>& idle_scratch() {
  thread_local std::vector<std::unique_ptr<Scratch>> idle;
  return idle;
}
}  // namespace

std::unique_ptr<JsonInput::Scratch> JsonInput::take_scratch() {
  auto& idle = idle_scratch<Scratch>();
  if (idle.empty()) return std::make_unique<Scratch>();
  auto scratch = std::move(idle.back());
  idle.pop_back();
  return scratch;
}

void JsonInput::give_back(std::unique_ptr<Scratch> scratch) {
  if (scratch->capacity <= scratch_kept_bytes_max)
    idle_scratch<Scratch>().push_back(std::move(scratch));
}

// Puts the text into brackets, so that a lone scalar reads like any other value and text after the
// value shows as a second element or a second document.
bool JsonInput::begin(simdjson::ondemand::document& document, simdjson::ondemand::array& envelope) {
  const Place root;
  if (text_.size() > options_.bytes_max) {
    error_.emplace(base::ErrorKind::invalid_data,
                   "the JSON text has " + std::to_string(text_.size()) + " bytes, more than " +
                       std::to_string(options_.bytes_max),
                   "split it, or raise the size limit if it is meant");
    return false;
  }
  const std::size_t length = text_.size() + 2;
  if (scratch_->capacity < length) {
    scratch_->capacity = std::max<std::size_t>(length + length / 2, 4096);
    scratch_->bytes = std::make_unique<char[]>(scratch_->capacity + simdjson::SIMDJSON_PADDING);
    if (const auto code = scratch_->parser.allocate(scratch_->capacity))
      return fail_syntax(code, root);
  }
  char* bytes = scratch_->bytes.get();
  bytes[0] = '[';
  std::copy(text_.begin(), text_.end(), bytes + 1);
  bytes[length - 1] = ']';
  std::memset(bytes + length, 0, simdjson::SIMDJSON_PADDING);
  const simdjson::padded_string_view padded(bytes, length,
                                            scratch_->capacity + simdjson::SIMDJSON_PADDING);
  if (const auto code = scratch_->parser.iterate(padded).get(document))
    return fail_syntax(code, root);
  document_ = &document;
  if (const auto code = document.get_array().get(envelope)) return fail_syntax(code, root);
  return true;
}

bool JsonInput::finish(simdjson::ondemand::document& document, std::size_t values) {
  if (values == 0) return fail_empty();
  if (values > 1 || document.current_location().error() != simdjson::OUT_OF_BOUNDS)
    return fail(current_location(), Place{}, "there is more text after the value",
                "put one JSON value on a line, or separate documents");
  return true;
}

bool JsonInput::read_string(Node& node, const Place& place, std::string& out) {
  simdjson::ondemand::raw_json_string raw;
  if (const auto code = node.get_raw_json_string().get(raw)) return fail_syntax(code, place);
  return unescape(raw.raw(), place, out);
}

// `body` starts behind the opening quote; simdjson has made sure that there is a closing one.
bool JsonInput::unescape(const char* body, const Place& place, std::string& out) {
  const char* const end = scratch_->bytes.get() + text_.size() + 2;
  const char* quote = body;
  bool escaped = true;
  while (escaped) {
    quote =
        static_cast<const char*>(std::memchr(quote, '"', static_cast<std::size_t>(end - quote)));
    if (quote == nullptr) return fail_syntax(simdjson::UNCLOSED_STRING, place);
    const char* backslash = quote;
    while (backslash > body && backslash[-1] == '\\') --backslash;
    escaped = (quote - backslash) % 2 == 1;
    if (escaped) ++quote;
  }
  const std::string_view content(body, static_cast<std::size_t>(quote - body));
  if (std::memchr(content.data(), '\\', content.size()) == nullptr) {
    out += content;
    return true;
  }
  if (const auto bad = append_unescaped(content, out)) {
    return fail(body + *bad, place,
                "this escape is no character: JSON does not know it, or it is half of a surrogate "
                "pair",
                "write the character itself, or both halves of the pair");
  }
  return true;
}

bool JsonInput::read_bool(Node& node, const Place& place, bool& out) {
  const char* where = start_of(node);
  if (const auto code = node.get_bool().get(out)) return fail_syntax(code, place, where);
  return true;
}

bool JsonInput::read_null(Node& node, const Place& place) {
  const char* where = start_of(node);
  bool is_null = false;
  if (const auto code = node.is_null().get(is_null)) return fail_syntax(code, place, where);
  return is_null || fail_syntax(simdjson::N_ATOM_ERROR, place, where);
}

bool JsonInput::read_number(Node& node, const Place& place, std::string_view& literal) {
  literal = without_trailing_blanks(node.raw_json_token());
  return is_json_number(literal) || fail_syntax(simdjson::NUMBER_ERROR, place, literal.data());
}

const char* JsonInput::current_location() const {
  const char* where = nullptr;
  if (document_ == nullptr || document_->current_location().get(where) != simdjson::SUCCESS)
    where = scratch_->bytes.get() + text_.size() + 1;
  return where;
}

bool JsonInput::fail_empty() {
  return fail(scratch_->bytes.get() + 1, Place{}, "there is no JSON value", "give one");
}

bool JsonInput::fail_syntax(simdjson::error_code code, const Place& place, const char* where) {
  return fail(where == nullptr ? current_location() : where, place,
              std::string("not valid JSON: ") + error_message(code), std::string(syntax_remedy));
}

bool JsonInput::fail(const char* where, const Place& place, std::string message,
                     std::string remedy) {
  return fail(where, place,
              base::Error(base::ErrorKind::invalid_data, std::move(message), std::move(remedy)));
}

bool JsonInput::fail(const char* where, const Place& place, base::Error error) {
  error_ = at_place(place, std::move(error)).with_context(position_text(where));
  return false;
}

std::string JsonInput::position_text(const char* where) const {
  const std::ptrdiff_t raw = where - scratch_->bytes.get() - 1;
  const auto offset = static_cast<std::size_t>(
      std::clamp<std::ptrdiff_t>(raw, 0, static_cast<std::ptrdiff_t>(text_.size())));
  const std::string_view before = text_.substr(0, offset);
  const auto lines = static_cast<std::uint64_t>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return "line " + std::to_string(options_.first_line + lines) + ", column " +
         std::to_string(offset - line_start + 1) + " (byte " + std::to_string(offset) + ")";
}

}  // namespace whimbrel::model
