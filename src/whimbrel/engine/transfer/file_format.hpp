#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/transfer/byte_source.hpp"
#include "whimbrel/engine/transfer/record_reader.hpp"

namespace whimbrel::engine {

enum class FileFormat : std::uint8_t {
  json_lines,      // one Extended JSON document a line: mongoexport
  json_array,      // one array of such documents: mongoexport --jsonArray
  bson,            // documents one after another: mongodump
  dynamodb_lines,  // {"Item":{…}} a line: DynamoDB's export to S3
};

// "json-lines", "json-array", "bson", "dynamodb": what --format takes.
std::string_view to_string(FileFormat format) noexcept;
// usage, with the names there are.
base::Result<FileFormat> parse_file_format(std::string_view name);

// By the name's end alone ("tokens.bson.gz"), for files to be written; json_lines when it says
// nothing.
FileFormat format_of_name(std::string_view path);

// By what stands at the beginning of the unpacked input.
FileFormat format_of_content(std::string_view beginning);

struct RecordInput {
  FileFormat format;
  std::unique_ptr<RecordReader> reader;
};

// Opens an input of records: a file or "-", packed or not, of the given format or of the one that
// its content shows. `bytes_read` as for open_byte_source.
base::Result<RecordInput> open_records(base::FileSystem& files, const std::string& path,
                                       std::optional<FileFormat> format,
                                       std::size_t record_bytes_max,
                                       std::atomic<std::uint64_t>* bytes_read = nullptr);

}  // namespace whimbrel::engine
