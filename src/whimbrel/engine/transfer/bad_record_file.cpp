#include "whimbrel/engine/transfer/bad_record_file.hpp"

#include <algorithm>
#include <span>

#include "whimbrel/engine/transfer/line_reader.hpp"
#include "whimbrel/model/base64.hpp"

namespace whimbrel::engine {
namespace {

std::string on_one_line(std::string_view text) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return line;
}

// Line breaks between tokens become blanks. One inside a string stays: it may be what is wrong, and
// a blank in its place would make a good record with another text.
std::string on_one_line_but_for_strings(std::string_view json) {
  std::string line(json);
  bool in_string = false;
  bool escaped = false;
  for (char& c : line) {
    if (!in_string && (c == '\n' || c == '\r')) c = ' ';
    if (c == '"' && !escaped) in_string = !in_string;
    escaped = in_string && c == '\\' && !escaped;
  }
  return line;
}

std::string as_text(FileFormat format, std::string_view record) {
  if (format == FileFormat::json_array) return on_one_line_but_for_strings(record);
  if (format != FileFormat::bson) return std::string(record);
  std::string text(comment_line_prefix);
  text += "base64 ";
  const auto* data = reinterpret_cast<const std::uint8_t*>(record.data());
  model::append_base64(std::span(data, record.size()), text);
  return text;
}

}  // namespace

base::Result<BadRecordFile> BadRecordFile::prepare(base::FileSystem& files, std::string path) {
  if (files.stat(path))
    return base::fail(base::ErrorKind::refused,
                      path + " is there already and may hold records set aside earlier",
                      "move it away, or name another file for bad records");
  return BadRecordFile(files, std::move(path));
}

base::Status BadRecordFile::add(const std::string& input, FileFormat format,
                                const RawRecord& record, const base::Error& reason) {
  if (!file_) {
    WHIMBREL_ASSIGN(auto file, base::PartialFile::create(*files_, path_));
    file_.emplace(std::move(file));
  }
  ++records_;
  std::string text(comment_line_prefix);
  text += on_one_line(input + ": " + reason.describe());
  text += '\n';
  if (!record.bytes.empty()) {
    text += as_text(format, record.bytes);
    text += '\n';
  }
  return file_->append(text);
}

base::Status BadRecordFile::commit() {
  if (!file_) return {};
  return file_->commit(base::IfExists::refuse);
}

}  // namespace whimbrel::engine
