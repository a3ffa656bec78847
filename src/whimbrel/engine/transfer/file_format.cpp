#include "whimbrel/engine/transfer/file_format.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "whimbrel/base/byte_order_mark.hpp"
#include "whimbrel/engine/transfer/bson_reader.hpp"
#include "whimbrel/engine/transfer/json_array_reader.hpp"
#include "whimbrel/engine/transfer/line_reader.hpp"
#include "whimbrel/model/json_blanks.hpp"

namespace whimbrel::engine {
namespace {

constexpr std::array<std::pair<FileFormat, std::string_view>, 4> format_names{{
    {FileFormat::json_lines, "json-lines"},
    {FileFormat::json_array, "json-array"},
    {FileFormat::bson, "bson"},
    {FileFormat::dynamodb_lines, "dynamodb"},
}};

// Enough to see past a byte order mark, blanks and a comment line.
constexpr std::size_t beginning_bytes = 4096;

bool take(std::string_view& text, std::string_view token) {
  text = model::without_leading_blanks(text);
  if (!text.starts_with(token)) return false;
  text.remove_prefix(token.size());
  return true;
}

bool begins_with_dynamodb_item(std::string_view text) {
  return take(text, "{") && take(text, R"("Item")") && take(text, ":") && take(text, "{");
}

}  // namespace

std::string_view to_string(FileFormat format) noexcept {
  return format_names[static_cast<std::size_t>(format)].second;
}

base::Result<FileFormat> parse_file_format(std::string_view name) {
  for (const auto& [format, format_name] : format_names)
    if (name == format_name) return format;
  return base::fail(base::ErrorKind::usage, "there is no format \"" + std::string(name) + '"',
                    "use json-lines, json-array, bson or dynamodb");
}

FileFormat format_of_name(std::string_view path) {
  if (path.ends_with(".gz")) path.remove_suffix(3);
  return path.ends_with(".bson") ? FileFormat::bson : FileFormat::json_lines;
}

FileFormat format_of_content(std::string_view beginning) {
  // A document's size is below 16 MiB, so its fourth byte is zero, which no JSON text holds.
  if (beginning.size() >= 4 && beginning[3] == '\0') return FileFormat::bson;
  if (beginning.starts_with(base::utf8_byte_order_mark))
    beginning.remove_prefix(base::utf8_byte_order_mark.size());
  beginning = model::without_leading_blanks(beginning);
  while (beginning.starts_with(comment_line_prefix))
    beginning = model::without_leading_blanks(
        beginning.substr(std::min(beginning.find('\n'), beginning.size())));
  if (beginning.starts_with('[')) return FileFormat::json_array;
  return begins_with_dynamodb_item(beginning) ? FileFormat::dynamodb_lines : FileFormat::json_lines;
}

base::Result<RecordInput> open_records(base::FileSystem& files, const std::string& path,
                                       std::optional<FileFormat> format,
                                       std::size_t record_bytes_max,
                                       std::atomic<std::uint64_t>* bytes_read) {
  WHIMBREL_ASSIGN(auto source, open_byte_source(files, path, bytes_read));
  if (!format) {
    WHIMBREL_ASSIGN(std::string beginning, read_beginning(*source, beginning_bytes));
    format = format_of_content(beginning);
    source = std::make_unique<RewoundSource>(std::move(beginning), std::move(source));
  }
  RecordInput input{*format, nullptr};
  switch (*format) {
    case FileFormat::json_lines:
    case FileFormat::dynamodb_lines:
      input.reader = std::make_unique<LineReader>(std::move(source), record_bytes_max);
      break;
    case FileFormat::json_array:
      input.reader = std::make_unique<JsonArrayReader>(std::move(source), record_bytes_max);
      break;
    case FileFormat::bson:
      input.reader = std::make_unique<BsonReader>(std::move(source), record_bytes_max);
      break;
  }
  return input;
}

}  // namespace whimbrel::engine
