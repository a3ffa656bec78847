#include "whimbrel/engine/transfer/file_format.hpp"

#include <gtest/gtest.h>

#include "whimbrel/engine/transfer/testing/transfer_bench.hpp"
#include "whimbrel/model/bson.hpp"

namespace whimbrel::engine {
namespace {

constexpr auto all_formats = {FileFormat::json_lines, FileFormat::json_array, FileFormat::bson,
                              FileFormat::dynamodb_lines};

std::string bson_document() {
  std::string bytes;
  model::Object document;
  document.append("_id", std::int32_t{1});
  EXPECT_TRUE(model::encode_bson(model::Value(std::move(document)), bytes));
  return bytes;
}

TEST(FileFormat, has_a_name_that_is_read_back) {
  for (const FileFormat format : all_formats) {
    const auto parsed = parse_file_format(to_string(format));
    ASSERT_TRUE(parsed) << to_string(format);
    EXPECT_EQ(*parsed, format);
  }
}

TEST(FileFormat, refuses_an_unknown_name_and_says_which_there_are) {
  const auto parsed = parse_file_format("csv");
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().kind(), base::ErrorKind::usage);
  EXPECT_NE(parsed.error().message().find("csv"), std::string::npos);
  for (const FileFormat format : all_formats)
    EXPECT_NE(parsed.error().remedy().find(to_string(format)), std::string::npos);
}

TEST(FileFormat, of_a_name_is_bson_by_its_end_alone) {
  EXPECT_EQ(format_of_name("dump/tokens.bson"), FileFormat::bson);
  EXPECT_EQ(format_of_name("tokens.bson.gz"), FileFormat::bson);
  EXPECT_EQ(format_of_name("tokens.bson.json"), FileFormat::json_lines);
  EXPECT_EQ(format_of_name("tokens.jsonl.gz"), FileFormat::json_lines);
  EXPECT_EQ(format_of_name("bson"), FileFormat::json_lines);
  EXPECT_EQ(format_of_name("-"), FileFormat::json_lines);
}

struct Beginning {
  std::string text;
  FileFormat format;
};

TEST(FileFormat, of_content_shows_past_blanks_mark_and_comments) {
  const std::vector<Beginning> beginnings = {
      {"", FileFormat::json_lines},
      {R"({"_id": 1})", FileFormat::json_lines},
      {R"([{"_id": 1}])", FileFormat::json_array},
      {"\r\n\t [", FileFormat::json_array},
      {"\xef\xbb\xbf[", FileFormat::json_array},
      {"\xef\xbb\xbf\n"
       R"({"Item":{"pk":{"S":"a"}}})",
       FileFormat::dynamodb_lines},
      {R"( { "Item" : { "pk" : {"S":"a"} } })", FileFormat::dynamodb_lines},
      {R"({"Item": 5})", FileFormat::json_lines},
      {R"({"Items":{}})", FileFormat::json_lines},
      {"#whimbrel: line 3: bad\n"
       R"({"Item":{"pk":{"S":"a"}}})",
       FileFormat::dynamodb_lines},
      {"#whimbrel: a\n#whimbrel: b\n\n[", FileFormat::json_array},
      {"#whimbrel: a comment without an end", FileFormat::json_lines},
      {bson_document(), FileFormat::bson},
      {std::string("\x05\0\0\0\0", 5), FileFormat::bson},
  };
  for (const Beginning& beginning : beginnings)
    EXPECT_EQ(to_string(format_of_content(beginning.text)), to_string(beginning.format))
        << beginning.text;
}

// Each format as a file, packed and not, under a name that says nothing.
TEST(FileFormat, is_found_in_a_file_whether_packed_or_not) {
  const std::vector<Beginning> files = {
      {R"({"_id": 1})", FileFormat::json_lines},
      {R"([{"_id": 1}])", FileFormat::json_array},
      {bson_document(), FileFormat::bson},
      {R"({"Item":{"_id":{"S":"a"}}})", FileFormat::dynamodb_lines},
  };
  for (const Beginning& file : files) {
    for (const bool packed : {false, true}) {
      base::testing::FaultFileSystem disk;
      disk.place("in", packed ? testing::gzipped(file.text) : file.text);
      const auto input = open_records(disk, "in", {}, default_record_bytes_max);
      ASSERT_TRUE(input) << input.error().describe();
      EXPECT_EQ(to_string(input->format), to_string(file.format));
      RawRecord record;
      const auto more = input->reader->next(record);
      ASSERT_TRUE(more) << more.error().describe();
      EXPECT_TRUE(*more);
      const auto end = input->reader->next(record);
      ASSERT_TRUE(end) << end.error().describe();
      EXPECT_FALSE(*end);
    }
  }
}

TEST(FileFormat, that_is_given_beats_what_the_content_shows) {
  base::testing::FaultFileSystem disk;
  disk.place("in", R"({"Item":{"_id":{"S":"a"}}})");
  const auto input = open_records(disk, "in", FileFormat::json_lines, default_record_bytes_max);
  ASSERT_TRUE(input);
  EXPECT_EQ(input->format, FileFormat::json_lines);
}

}  // namespace
}  // namespace whimbrel::engine
