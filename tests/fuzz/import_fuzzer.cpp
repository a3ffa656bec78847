// Files to import from hostile bytes, in every format, packed or not: no crash, in bounded memory,
// the same records however the bytes come, and each item that is taken is written and read again
// as the same. The first byte names the format, or leaves it to be found out.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/fuzz/require.hpp"
#include "whimbrel/engine/transfer/bson_reader.hpp"
#include "whimbrel/engine/transfer/item_converter.hpp"
#include "whimbrel/engine/transfer/item_writer.hpp"
#include "whimbrel/engine/transfer/json_array_reader.hpp"
#include "whimbrel/engine/transfer/line_reader.hpp"
#include "whimbrel/engine/transfer/testing/transfer_bench.hpp"

namespace {

using namespace whimbrel;
using namespace whimbrel::engine;
using engine::testing::PiecewiseSource;
using fuzz::require;

// Small, so that inputs reach it.
constexpr std::size_t record_bytes_max = 4'096;

std::optional<FileFormat> format_named(char letter) {
  switch (letter) {
    case 'l':
      return FileFormat::json_lines;
    case 'a':
      return FileFormat::json_array;
    case 'b':
      return FileFormat::bson;
    case 'd':
      return FileFormat::dynamodb_lines;
    default:
      return std::nullopt;
  }
}

const model::ItemCodec& codec() { return model::extended_json_codec(); }

// The same item in the file's own format, taken again, must say the same.
void write_and_read_again(FileFormat format, std::string_view item) {
  const auto value = codec().decode_item(item);
  // A number with an exponent that no value can hold is kept as the text it is.
  if (!value) {
    const std::string& why = value.error().message();
    require(why.find("exponent") != std::string::npos ||
            why.find("is not a decimal number") != std::string::npos);
    return;
  }
  const auto writer = make_item_writer(format, codec(), false);
  std::string file;
  writer->begin(file);
  // Wrappers of the other format may make it larger or deeper than that format takes.
  if (!writer->add(item, file)) return;
  writer->end(file);

  base::testing::FaultFileSystem disk;
  disk.place("again", std::move(file));
  const auto input = open_records(disk, "again", format, default_record_bytes_max);
  require(input.has_value());
  RawRecord record;
  require(input->reader->next(record).value_or(false));
  const auto converter = make_item_converter(format, codec());
  const auto again = converter->convert(record);
  require(again.has_value());
  const auto value_again = codec().decode_item(*again);
  require(value_again.has_value());
  require(*value_again == *value);
}

std::string as_text(const RawRecord& record) {
  std::string text = describe(record.position) + ' ';
  text += record.fault ? record.fault->describe() : record.bytes;
  return text;
}

std::vector<std::string> read_all(RecordReader& reader, ItemConverter* converter,
                                  FileFormat format) {
  std::vector<std::string> records;
  for (RawRecord record;;) {
    const auto more = reader.next(record);
    if (!more) {
      records.push_back(more.error().describe());
      return records;
    }
    if (!*more) return records;
    require(record.bytes.size() <= record_bytes_max);
    records.push_back(as_text(record));
    if (converter == nullptr || record.fault) continue;
    const auto item = converter->convert(record);
    if (!item) {
      require(!item.error().message().empty());
      continue;
    }
    const std::vector<model::Path> key_fields{model::Path({"_id"})};
    (void)converter->key(record, key_fields);
    write_and_read_again(format, std::string(*item));
  }
}

std::unique_ptr<RecordReader> reader_in_pieces(FileFormat format, std::string bytes) {
  auto source = std::make_unique<PiecewiseSource>(std::move(bytes), 3);
  if (format == FileFormat::bson)
    return std::make_unique<BsonReader>(std::move(source), record_bytes_max);
  if (format == FileFormat::json_array)
    return std::make_unique<JsonArrayReader>(std::move(source), record_bytes_max);
  return std::make_unique<LineReader>(std::move(source), record_bytes_max);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  base::testing::FaultFileSystem disk;
  disk.place("in", bytes);
  const auto input =
      open_records(disk, "in", format_named(static_cast<char>(data[0])), record_bytes_max);
  if (!input) return 0;
  const auto converter = make_item_converter(input->format, codec());
  const auto records = read_all(*input->reader, converter.get(), input->format);
  if (bytes.starts_with("\x1f\x8b")) return 0;
  const auto pieces = reader_in_pieces(input->format, bytes);
  require(read_all(*pieces, nullptr, input->format) == records);
  return 0;
}
