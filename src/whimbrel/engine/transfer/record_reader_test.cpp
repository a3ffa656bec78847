#include "whimbrel/engine/transfer/record_reader.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "whimbrel/engine/transfer/bson_reader.hpp"
#include "whimbrel/engine/transfer/json_array_reader.hpp"
#include "whimbrel/engine/transfer/line_reader.hpp"
#include "whimbrel/engine/transfer/testing/transfer_bench.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;
using testing::PiecewiseSource;

constexpr std::size_t record_bytes_max = 40;

// What a reader gives, a line a record: place and bytes, or place and fault; then the error, if
// any.
template <typename Reader>
std::vector<std::string> read_all(const std::string& text, std::size_t piece_bytes) {
  Reader reader(std::make_unique<PiecewiseSource>(text, piece_bytes), record_bytes_max);
  std::vector<std::string> lines;
  for (RawRecord record;;) {
    const auto more = reader.next(record);
    if (!more) {
      lines.push_back(
          fmt::format("error {}: {}", to_string(more.error().kind()), more.error().describe()));
      return lines;
    }
    if (!*more) return lines;
    const RecordPosition& at = record.position;
    lines.push_back(record.fault ? "fault " + record.fault->describe()
                                 : fmt::format("{} {}:{} @{} {}", at.record, at.line, at.column,
                                               at.byte_offset, record.bytes));
  }
}

// The same whether the bytes come at once or in bits.
template <typename Reader>
void expect_records(const std::string& text, const std::vector<std::string>& expected) {
  for (const std::size_t piece_bytes : {1, 2, 7, 1000})
    EXPECT_EQ(read_all<Reader>(text, piece_bytes), expected) << "in pieces of " << piece_bytes;
}

TEST(LineReader, gives_lines_without_their_ends_and_counts_blank_ones) {
  expect_records<LineReader>("{1}\r\n\n  \t\r\n {2} \r\n{3}",
                             {"1 1:1 @0 {1}", "2 4:2 @12 {2}", "3 5:1 @18 {3}"});
}

TEST(LineReader, passes_over_the_mark_and_whimbrels_own_comments) {
  expect_records<LineReader>("\xef\xbb\xbf{1}\n#whimbrel: why\n{2}\n#other\n",
                             {"1 1:4 @3 {1}", "2 3:1 @22 {2}", "3 4:1 @26 #other"});
}

TEST(LineReader, of_nothing_gives_nothing) {
  expect_records<LineReader>("", {});
  expect_records<LineReader>("\n\r\n", {});
  expect_records<LineReader>("\xef\xbb\xbf", {});
}

TEST(LineReader, keeps_bytes_that_are_no_utf_8_and_carriage_returns_within) {
  expect_records<LineReader>("a\xff\rb\n", {"1 1:1 @0 a\xff\rb"});
}

TEST(LineReader, gives_a_line_past_the_bound_as_a_fault_and_goes_on_behind_it) {
  const std::string fits(record_bytes_max, 'x');
  const std::string text = fits + "\n" + fits + "y\n{3}\n" + std::string(3000, 'z');
  expect_records<LineReader>(text, {"1 1:1 @0 " + fits, "fault line 2: longer than 40 bytes",
                                    "3 3:1 @83 {3}", "fault line 4: longer than 40 bytes"});
}

TEST(JsonArrayReader, gives_elements_with_line_and_column) {
  expect_records<JsonArrayReader>(
      "\xef\xbb\xbf[{\"a\":[1,2]},\r\n  {\"b\":\"],\\\"}\"} ,\n{\n\"c\":3\n}\n]\n",
      {"1 1:2 @4 {\"a\":[1,2]}", "2 2:3 @20 {\"b\":\"],\\\"}\"}", "3 3:1 @36 {\n\"c\":3\n}"});
}

TEST(JsonArrayReader, of_an_empty_array_gives_nothing) {
  expect_records<JsonArrayReader>("[]", {});
  expect_records<JsonArrayReader>(" [ \n ] \n", {});
}

TEST(JsonArrayReader, says_where_the_array_is_wrong) {
  expect_records<JsonArrayReader>(
      "", {"error invalid_data: line 1, column 1: not a JSON array: it must begin with ["});
  expect_records<JsonArrayReader>(
      "\n {}", {"error invalid_data: line 2, column 2: not a JSON array: it must begin with ["});
  expect_records<JsonArrayReader>(
      "[{}", {"error invalid_data: line 1, column 2: the file ends inside the document that begins "
              "here"});
  expect_records<JsonArrayReader>(
      "[{},\n", {"1 1:2 @1 {}",
                 "error invalid_data: line 2, column 1: the file ends before the array's closing "
                 "]"});
  expect_records<JsonArrayReader>("[{},,{}]",
                                  {"1 1:2 @1 {}",
                                   "error invalid_data: line 1, column 5: a document is missing "
                                   "here"});
  expect_records<JsonArrayReader>("[{},\n]",
                                  {"1 1:2 @1 {}",
                                   "error invalid_data: line 2, column 1: a document is missing "
                                   "here"});
  expect_records<JsonArrayReader>("[{}]\n []",
                                  {"1 1:2 @1 {}",
                                   "error invalid_data: line 2, column 2: there is more behind the "
                                   "array's closing ]"});
}

TEST(JsonArrayReader, stops_at_a_brace_that_closes_nothing) {
  expect_records<JsonArrayReader>(
      "[}", {"error invalid_data: line 1, column 2: a } closes what was not opened"});
  expect_records<JsonArrayReader>(
      "[1,\n2 }, 3]", {"1 1:2 @1 1", "2 2:1 @4 2",
                       "error invalid_data: line 2, column 3: a } closes what was not opened"});
}

TEST(JsonArrayReader, says_where_an_element_is_too_long) {
  const std::string fits = '"' + std::string(record_bytes_max - 2, 'x') + '"';
  expect_records<JsonArrayReader>("[" + fits + "]", {"1 1:2 @1 " + fits});
  expect_records<JsonArrayReader>("[1,\n" + fits + "1]",
                                  {"1 1:2 @1 1",
                                   "error invalid_data: line 2, column 1: the document that "
                                   "begins here is longer than 40 bytes"});
}

TEST(JsonArrayReader, does_not_overflow_on_brackets_that_never_close) {
  expect_records<JsonArrayReader>("[" + std::string(100, '['),
                                  {"error invalid_data: line 1, column 2: the document that begins "
                                   "here is longer than 40 bytes"});
}

std::string document(std::size_t size) {
  std::string bytes(size, 'x');
  for (std::size_t i = 0; i < 4; ++i) bytes[i] = static_cast<char>(size >> (8 * i) & 0xff);
  return bytes;
}

TEST(BsonReader, gives_documents_by_their_sizes) {
  const std::string first = document(5);
  const std::string second = document(record_bytes_max);
  expect_records<BsonReader>(first + second, {"1 0:0 @0 " + first, "2 0:0 @5 " + second});
  expect_records<BsonReader>("", {});
}

TEST(BsonReader, refuses_a_size_that_cannot_be_right) {
  for (const std::size_t size : {0u, 4u, 41u, 0x80000000u, 0xffffffffu}) {
    std::string wrong = document(45);
    for (std::size_t i = 0; i < 4; ++i) wrong[i] = static_cast<char>(size >> (8 * i) & 0xff);
    expect_records<BsonReader>(
        document(5) + wrong,
        {"1 0:0 @0 " + document(5),
         fmt::format("error corrupt: document 2 at byte 5: a size of {} bytes cannot be right "
                     "(limit 40)",
                     size)});
  }
}

TEST(BsonReader, says_where_a_file_was_cut_short) {
  const std::string whole = document(5) + document(20);
  for (std::size_t size = 6; size < whole.size(); ++size) {
    const auto lines = read_all<BsonReader>(whole.substr(0, size), 3);
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_EQ(lines[1].find("error corrupt: document 2 at byte 5: the file ends"), 0u) << lines[1];
  }
}

TEST(RecordPosition, is_told_in_the_words_of_its_kind_of_file) {
  EXPECT_EQ(describe(RecordPosition{12, 0, 0, 3456}), "document 12 at byte 3456");
  EXPECT_EQ(describe(RecordPosition{12, 17, 1, 3456}), "line 17");
  EXPECT_EQ(describe(RecordPosition{12, 17, 5, 3456}), "line 17, column 5");
}

}  // namespace
}  // namespace whimbrel::engine
