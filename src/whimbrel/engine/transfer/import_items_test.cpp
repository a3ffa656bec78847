#include "whimbrel/engine/transfer/import_items.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "whimbrel/engine/testing/state_migration.hpp"
#include "whimbrel/engine/transfer/testing/transfer_bench.hpp"
#include "whimbrel/model/bson.hpp"
#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;
using stores::memory::MemoryStore;
using testing::dump;
using testing::gzipped;
using testing::TransferBench;

#define ASSERT_OK(result) ASSERT_TRUE(result) << (result).error().describe()

class ImportItems : public ::testing::Test {
 protected:
  std::string tokens() { return dump(store_, "tokens"); }

  // The import of `bytes` must fail so; with its remedy, which no error lacks.
  void expect_failure(std::string bytes, ErrorKind kind, const std::string& text) {
    MemoryStore store;
    const auto summary = bench_.import_text(store, std::move(bytes));
    ASSERT_FALSE(summary) << text;
    EXPECT_EQ(to_string(summary.error().kind()), to_string(kind)) << summary.error().describe();
    EXPECT_NE(summary.error().describe().find(text), std::string::npos)
        << summary.error().describe();
    EXPECT_FALSE(summary.error().remedy().empty()) << text;
  }

  MemoryStore store_;
  TransferBench bench_;
};

std::string bson_of(std::string_view json) {
  std::string bytes;
  EXPECT_TRUE(model::encode_bson(model::read_extended_json(json).value(), bytes));
  return bytes;
}

constexpr char two_tokens[] =
    "\"a\"\t{\"_id\":\"a\",\"n\":{\"$numberInt\":\"1\"}}\n"
    "\"b\"\t{\"_id\":\"b\",\"n\":{\"$numberInt\":\"2\"}}\n";

TEST_F(ImportItems, reads_each_format_packed_and_not) {
  const std::string a = R"({"_id":"a","n":{"$numberInt":"1"}})";
  const std::string b = R"({"_id":"b","n":{"$numberInt":"2"}})";
  const std::vector<std::pair<std::string, FileFormat>> files = {
      {b + "\r\n\n" + a, FileFormat::json_lines},
      {"\xef\xbb\xbf" + a + "\n" + b + "\n", FileFormat::json_lines},
      {"[" + a + ",\n" + b + "]", FileFormat::json_array},
      {bson_of(a) + bson_of(b), FileFormat::bson},
  };
  for (const auto& [bytes, format] : files) {
    for (const bool packed : {false, true}) {
      MemoryStore store;
      const auto summary = bench_.import_text(store, packed ? gzipped(bytes) : bytes);
      ASSERT_OK(summary);
      EXPECT_EQ(to_string(summary->format), to_string(format));
      EXPECT_EQ(summary->records, 2u);
      EXPECT_EQ(summary->inserted, 2u);
      EXPECT_EQ(summary->bad + summary->replaced + summary->skipped, 0u);
      EXPECT_EQ(dump(store, "tokens"), two_tokens) << bytes;
    }
  }
}

TEST_F(ImportItems, reads_a_dynamodb_export_of_several_packed_files) {
  bench_.disk.place("export/manifest-summary.json", "{}");
  bench_.disk.place("export/data/1.json.gz",
                    gzipped(R"({"Item":{"pk":{"S":"p"},"sk":{"N":"2"},"x":{"SS":["u","v"]}}})"
                            "\n"
                            R"({"Item":{"sk":{"N":"1"},"pk":{"S":"p"}}})"));
  bench_.disk.place("export/data/2.json.gz",
                    gzipped(R"({"Item":{"pk":{"S":"o"},"sk":{"N":"3"}}})"));
  bench_.import_options.input = "export";

  const auto without_key = bench_.import_file(store_);
  ASSERT_FALSE(without_key);
  EXPECT_EQ(without_key.error().kind(), ErrorKind::usage);

  bench_.import_options.key_fields = {model::Path({"pk"}), model::Path({"sk"})};
  const auto summary = bench_.import_file(store_);
  ASSERT_OK(summary);
  EXPECT_EQ(summary->inserted, 3u);
  const std::string items = tokens();
  EXPECT_EQ(std::count(items.begin(), items.end(), '\n'), 3);
  EXPECT_LT(items.find(R"(["o",)"), items.find(R"(["p",)")) << items;
}

TEST_F(ImportItems, keeps_the_bytes_of_extended_json_as_they_are) {
  const std::string odd =
      R"({ "_id" : "a",  "n":1.50, "e":1E400, "\u0061":"\u00e9\/", "dup":1, "dup":2 })";
  ASSERT_OK(bench_.import_text(store_, odd + "  \r\n"));
  EXPECT_EQ(tokens(), "\"a\"\t" + odd + "\n");
}

TEST_F(ImportItems, puts_a_document_of_an_array_on_one_line) {
  ASSERT_OK(bench_.import_text(store_, "[\n{\n  \"_id\": \"a\",\r\n  \"t\": \"x y\"\n}\n]\n"));
  EXPECT_EQ(tokens(), "\"a\"\t{\"_id\":\"a\",\"t\":\"x y\"}\n");
}

TEST_F(ImportItems, of_nothing_makes_an_empty_collection) {
  for (const std::string& bytes : {std::string(), std::string("\n\n"), std::string("[]"),
                                   std::string("\xef\xbb\xbf"), gzipped("")}) {
    MemoryStore store;
    const auto summary = bench_.import_text(store, bytes);
    ASSERT_OK(summary);
    EXPECT_EQ(summary->records, 0u);
    EXPECT_TRUE(store.collection("tokens"));
  }
}

TEST_F(ImportItems, makes_the_collection_for_keys_of_the_first_items_types) {
  bench_.import_options.key_fields = {model::Path({"epoch"})};
  ASSERT_OK(bench_.import_text(store_, "{\"Item\":{\"epoch\":{\"N\":\"7\"}}}\n"));
  EXPECT_EQ(store_.collection("tokens")->spec.key_types, std::vector{stores::FieldType::number});
}

TEST_F(ImportItems, makes_no_collection_where_the_first_item_is_none) {
  ASSERT_FALSE(bench_.import_text(store_, "{\"_id\": "));
  EXPECT_FALSE(store_.collection("tokens"));
}

TEST_F(ImportItems, names_file_line_and_column_of_a_bad_line) {
  const std::string good = "{\"_id\": 1}\n";
  expect_failure(good + "{\"_id\": 2, \"x\": }\n", ErrorKind::invalid_data,
                 "in: line 2, column 17");
  expect_failure(good + "\n  {\"_id\": 2,}\n", ErrorKind::invalid_data, "in: line 3, column 13");
  expect_failure(good + "[1]", ErrorKind::invalid_data, "line 2");
  expect_failure(good + "{\"$numberInt\": \"5\"}", ErrorKind::invalid_data,
                 "an item must be an object");
  expect_failure(good + "{\"\\u0024oid\": \"37730edfafbd67f9619699cf\"}", ErrorKind::invalid_data,
                 "an item must be an object");
  expect_failure(good + "5", ErrorKind::invalid_data, "line 2");
  expect_failure(good + "{\"_id\":2} x", ErrorKind::invalid_data, "in: line 2, column 11");
  expect_failure(good + "{\"_id\":2,\"w\":{\"$oid\":\"abc\"}}", ErrorKind::invalid_data, "line 2");
  expect_failure(good + "{\"x\":2}", ErrorKind::invalid_data, "line 2");
  expect_failure("[{\"_id\":1},\n {\"_id\":\n  x}]", ErrorKind::invalid_data,
                 "in: line 3, column 3");
  expect_failure(R"({"Item":{"_id":{"S":"a"}}})"
                 "\n"
                 R"({"Item":{"_id":{"S":5}}})",
                 ErrorKind::usage, "key");
}

TEST_F(ImportItems, names_the_column_within_a_dynamodb_line) {
  bench_.import_options.key_fields = {model::Path({"_id"})};
  expect_failure(R"({"Item":{"_id":{"S":"a"}}})"
                 "\n"
                 R"({"Item":{"_id":{"S":5}}})",
                 ErrorKind::invalid_data, "in: line 2, column 21");
  expect_failure("{\"Item\":{\"_id\":{\"S\":\"a\"}}}\n{\"_id\":{\"S\":\"a\"}}",
                 ErrorKind::invalid_data, "line 2");
}

TEST_F(ImportItems, names_the_document_and_byte_of_a_bad_bson_document) {
  const std::string first = bson_of(R"({"_id": 1})");
  std::string second = bson_of(R"({"_id": 2, "t": "text"})");
  std::string third = bson_of(R"({"_id": 3})");
  second[4] = 0x6e;  // no type has this number
  expect_failure(first + second + third, ErrorKind::invalid_data,
                 fmt::format("in: document 2 at byte {}", first.size()));
  expect_failure(first + third.substr(0, 6), ErrorKind::corrupt,
                 fmt::format("in: document 2 at byte {}: the file ends", first.size()));
}

TEST_F(ImportItems, refuses_text_that_is_not_utf_8) {
  expect_failure("{\"_id\": 1}\n{\"_id\": \"\xff\"}\n", ErrorKind::invalid_data, "in: line 2");
  expect_failure("{\"_id\": 1, \"\xc3\": 1}", ErrorKind::invalid_data, "in: line 1");
  expect_failure("[{\"_id\": 1},\n{\"_id\": \"\xed\xa0\x80\"}]", ErrorKind::invalid_data,
                 "in: line 2");
}

TEST_F(ImportItems, refuses_a_line_past_the_bound_and_one_that_is_nested_too_deep) {
  bench_.import_options.record_bytes_max = 2000;
  expect_failure("{\"_id\": 1}\n{\"_id\": \"" + std::string(2000, 'x') + "\"}\n",
                 ErrorKind::invalid_data, "in: line 2: longer than 2000 bytes");
  const std::string deep =
      "{\"_id\": 1, \"x\": " + std::string(300, '[') + std::string(300, ']') + "}";
  expect_failure(deep, ErrorKind::invalid_data, "in: line 1");
  expect_failure("[" + deep + "]", ErrorKind::invalid_data, "in: line 1");
}

TEST_F(ImportItems, tells_a_packed_file_that_was_cut_short) {
  std::string lines;
  for (int i = 0; i < 1000; ++i) lines += fmt::format("{{\"_id\": {}}}\n", i * i);
  const std::string packed = gzipped(lines);
  expect_failure(packed.substr(0, packed.size() / 2), ErrorKind::corrupt, "cut short");
}

TEST_F(ImportItems, of_a_file_that_is_not_there_names_it_and_makes_no_collection) {
  const auto summary = bench_.import_file(store_);
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().kind(), ErrorKind::not_found);
  EXPECT_FALSE(store_.collection("tokens"));
}

TEST_F(ImportItems, sets_bad_lines_aside_with_their_exact_bytes) {
  const std::vector<std::string> bad = {"{\"_id\": 2, \"x\": }", "{\"_id\": \"\xff\ry\"}",
                                        "{\"no\": \"key\"}", "}{"};
  std::string text = "{\"_id\": \"a\"}\r\n";
  for (const std::string& line : bad) text += "  " + line + "\t\r\n";
  text += "{\"_id\": \"b\"}\n";
  bench_.import_options.bad_records_file = "bad";
  const auto summary = bench_.import_text(store_, text);
  ASSERT_OK(summary);
  EXPECT_EQ(summary->records, 6u);
  EXPECT_EQ(summary->inserted, 2u);
  EXPECT_EQ(summary->bad, 4u);

  const std::string aside = bench_.disk.content("bad").value_or("no file");
  std::string without_comments;
  for (std::size_t at = 0, end = 0; at < aside.size(); at = end + 1) {
    end = aside.find('\n', at);
    ASSERT_NE(end, std::string::npos);
    const std::string line = aside.substr(at, end - at);
    if (!line.starts_with("#whimbrel: in: line ")) without_comments += line + "\n";
  }
  std::string expected;
  for (const std::string& line : bad) expected += line + "\n";
  EXPECT_EQ(without_comments, expected) << aside;
}

TEST_F(ImportItems, takes_the_bad_lines_file_once_it_is_mended) {
  bench_.import_options.bad_records_file = "bad";
  ASSERT_OK(bench_.import_text(store_, "{\"_id\": \"a\"}\n{\"_id\": \"b\",}\n"));
  std::string mended = bench_.disk.content("bad").value();
  mended.erase(mended.rfind(','), 1);
  bench_.import_options.bad_records_file.clear();
  const auto summary = bench_.import_text(store_, mended);
  ASSERT_OK(summary);
  EXPECT_EQ(summary->inserted, 1u);
  EXPECT_EQ(tokens(), "\"a\"\t{\"_id\": \"a\"}\n\"b\"\t{\"_id\": \"b\"}\n");
}

// With a blank in place of the line break it would be a good line with other text.
TEST_F(ImportItems, never_makes_a_good_record_of_a_bad_one_by_setting_it_aside) {
  bench_.import_options.bad_records_file = "bad";
  const auto summary =
      bench_.import_text(store_, "[{\"_id\": \"a\", \"t\": \"x\ny\"},\n{\n\"_id\": \"b\",,\n}]");
  ASSERT_OK(summary);
  EXPECT_EQ(summary->bad, 2u);
  const std::string aside = bench_.disk.content("bad").value();
  EXPECT_NE(aside.find("\"x\ny\""), std::string::npos) << aside;
  EXPECT_NE(aside.find("{ \"_id\": \"b\",, }"), std::string::npos) << aside;
  bench_.import_options.bad_records_file.clear();
  MemoryStore store;
  EXPECT_FALSE(bench_.import_text(store, aside));
}

TEST_F(ImportItems, sets_bad_bson_documents_aside_as_base64) {
  std::string bad = bson_of(R"({"_id": 2})");
  bad[4] = 0x6e;
  bench_.import_options.bad_records_file = "bad";
  const auto summary =
      bench_.import_text(store_, bson_of(R"({"_id": "a"})") + bad + bson_of(R"({"_id": "b"})"));
  ASSERT_OK(summary);
  EXPECT_EQ(summary->inserted, 2u);
  EXPECT_EQ(summary->bad, 1u);
  const std::string aside = bench_.disk.content("bad").value_or("no file");
  EXPECT_NE(aside.find("#whimbrel: in: document 2 at byte 16"), std::string::npos) << aside;
  EXPECT_NE(aside.find("#whimbrel: base64 DgAAAG5faWQAAgAAAAA=\n"), std::string::npos) << aside;
}

TEST_F(ImportItems, makes_no_bad_lines_file_without_bad_lines) {
  bench_.import_options.bad_records_file = "bad";
  ASSERT_OK(bench_.import_text(store_, "{\"_id\": \"a\"}\n"));
  EXPECT_FALSE(bench_.disk.content("bad"));
}

TEST_F(ImportItems, keeps_a_bad_lines_file_that_is_there_already) {
  bench_.disk.place("bad", "of last time");
  bench_.import_options.bad_records_file = "bad";
  const auto summary = bench_.import_text(store_, "{\"_id\": \"a\"}\nx\n");
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().kind(), ErrorKind::refused);
  EXPECT_EQ(bench_.disk.content("bad"), "of last time");
  EXPECT_FALSE(store_.collection("tokens"));
}

TEST_F(ImportItems, keeps_one_line_past_the_bound_in_memory_at_most) {
  bench_.import_options.record_bytes_max = 100;
  bench_.import_options.bad_records_file = "bad";
  const auto summary = bench_.import_text(
      store_, "{\"_id\": \"a\"}\n" + std::string(3'000'000, 'x') + "\n{\"_id\": \"b\"}");
  ASSERT_OK(summary);
  EXPECT_EQ(summary->inserted, 2u);
  EXPECT_EQ(bench_.disk.content("bad"), "#whimbrel: in: line 2: longer than 100 bytes\n");
}

TEST_F(ImportItems, refuses_two_items_of_one_key_and_names_both) {
  expect_failure("{\"_id\": \"a\"}\n{\"_id\": \"b\"}\n{\"_id\" :\"a\", \"n\": 2}\n",
                 ErrorKind::conflict, "in: line 3: key \"a\" is in in: line 1 already");
}

TEST_F(ImportItems, refuses_an_item_whose_key_is_in_the_collection) {
  ASSERT_OK(bench_.import_text(store_, "{\"_id\": \"a\"}"));
  const std::string before = tokens();
  const auto summary = bench_.import_text(store_, "{\"_id\": \"0\"}\n{\"_id\": \"a\", \"n\": 2}\n");
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().kind(), ErrorKind::conflict);
  EXPECT_NE(summary.error().describe().find("line 2: key \"a\" is in collection tokens"),
            std::string::npos)
      << summary.error().describe();
  EXPECT_NE(tokens().find(before), std::string::npos);
}

TEST_F(ImportItems, skips_or_replaces_duplicates_as_told) {
  const std::string text = R"({"_id":"a","n":1})"
                           "\n"
                           R"({"_id":"b","n":2})"
                           "\n"
                           R"({"_id":"a","n":3})";
  for (const auto policy : {DuplicatePolicy::skip, DuplicatePolicy::replace}) {
    MemoryStore store;
    bench_.import_options.on_duplicate = DuplicatePolicy::refuse;
    ASSERT_OK(bench_.import_text(store, R"({"_id":"b","n":0})"));
    bench_.import_options.on_duplicate = policy;
    const auto summary = bench_.import_text(store, text);
    ASSERT_OK(summary);
    const bool skips = policy == DuplicatePolicy::skip;
    EXPECT_EQ(dump(store, "tokens"), skips ? "\"a\"\t{\"_id\":\"a\",\"n\":1}\n"
                                             "\"b\"\t{\"_id\":\"b\",\"n\":0}\n"
                                           : "\"a\"\t{\"_id\":\"a\",\"n\":3}\n"
                                             "\"b\"\t{\"_id\":\"b\",\"n\":2}\n");
    EXPECT_EQ(summary->records, 3u);
    EXPECT_EQ(summary->inserted, 1u);
    EXPECT_EQ(summary->replaced, skips ? 0u : 1u);
    EXPECT_EQ(summary->skipped, skips ? 2u : 1u);
  }
}

TEST_F(ImportItems, refuses_other_key_fields_than_the_collections) {
  ASSERT_OK(bench_.import_text(store_, "{\"_id\": \"a\", \"k\": 1}"));
  bench_.import_options.key_fields = {model::Path({"k"})};
  const auto summary = bench_.import_text(store_, "{\"_id\": \"b\", \"k\": 2}");
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().kind(), ErrorKind::refused);
}

TEST_F(ImportItems, takes_the_collections_own_key_fields) {
  bench_.import_options.key_fields = {model::Path({"k", "id"})};
  ASSERT_OK(bench_.import_text(store_, R"({"k": {"id": "x"}})"));
  bench_.import_options.key_fields.clear();
  ASSERT_OK(bench_.import_text(store_, R"({"k": {"id": "y"}, "_id": 1})"));
  EXPECT_EQ(tokens(),
            "\"x\"\t{\"k\": {\"id\": \"x\"}}\n\"y\"\t{\"k\": {\"id\": \"y\"}, \"_id\": 1}\n");
}

// 100,000 items are several batches: some go straight in, some by way of temporary files.
TEST_F(ImportItems, comes_to_the_same_in_any_order_of_the_input) {
  constexpr int items = 100'000;
  const auto line = [](int i) { return fmt::format(R"({{"_id":"{:06}","n":{}}})", i, i % 7); };
  std::string expected;
  for (int i = 0; i < items; ++i) expected += fmt::format("\"{:06}\"\t{}\n", i, line(i));
  for (const int stride : {1, items - 1, 7919}) {
    std::string text;
    for (int i = 0; i < items; ++i)
      text += line(static_cast<int>(std::int64_t{i} * stride % items)) + "\n";
    MemoryStore store;
    const auto summary = bench_.import_text(store, std::move(text));
    ASSERT_OK(summary);
    EXPECT_EQ(summary->inserted, static_cast<std::uint64_t>(items));
    EXPECT_TRUE(dump(store, "tokens") == expected) << "stride " << stride;
  }
}

// The first or the last one of the input wins, wherever their batches went.
TEST_F(ImportItems, settles_duplicates_by_their_order_in_the_input) {
  constexpr int keys = 40'000;
  std::string text;
  for (int round = 0; round < 4; ++round)
    for (int i = 0; i < keys; ++i)
      text +=
          fmt::format("{{\"_id\":\"{:06}\",\"round\":{}}}\n",
                      round % 2 == 0 ? i : static_cast<int>(std::int64_t{i} * 7919 % keys), round);
  for (const auto policy : {DuplicatePolicy::skip, DuplicatePolicy::replace}) {
    MemoryStore store;
    bench_.import_options.on_duplicate = policy;
    const auto summary = bench_.import_text(store, text);
    ASSERT_OK(summary);
    EXPECT_EQ(summary->inserted, static_cast<std::uint64_t>(keys));
    EXPECT_EQ(summary->inserted + summary->replaced + summary->skipped, summary->records);
    const std::string found = dump(store, "tokens");
    std::string expected;
    for (int i = 0; i < keys; ++i)
      expected += fmt::format("\"{0:06}\"\t{{\"_id\":\"{0:06}\",\"round\":{1}}}\n", i,
                              policy == DuplicatePolicy::skip ? 0 : 3);
    EXPECT_TRUE(found == expected);
  }
}

TEST_F(ImportItems, stops_when_it_is_cancelled_and_completes_when_run_again) {
  constexpr int items = 120'000;
  std::string text;
  for (int i = 0; i < items; ++i) text += fmt::format("{{\"_id\":\"{:06}\"}}\n", i);
  bench_.on_import = [&](const ImportProgress& progress) {
    EXPECT_EQ(progress.input_bytes_total, text.size());
    if (progress.records_read > 0) bench_.cancellation.request();
  };
  const auto stopped = bench_.import_text(store_, text);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().kind(), ErrorKind::cancelled);

  TransferBench again;
  again.import_options.on_duplicate = DuplicatePolicy::skip;
  const auto summary = again.import_text(store_, text);
  ASSERT_OK(summary);
  EXPECT_EQ(summary->inserted + summary->skipped, static_cast<std::uint64_t>(items));
  EXPECT_GT(summary->skipped, 0u);
  EXPECT_EQ(store_.collection("tokens")->items, static_cast<std::uint64_t>(items));
}

TEST_F(ImportItems, tells_its_progress_to_the_end) {
  ImportProgress last;
  bench_.on_import = [&](const ImportProgress& progress) { last = progress; };
  const std::string text = "{\"_id\": 1}\n{\"_id\": 2}\n";
  ASSERT_OK(bench_.import_text(store_, text));
  EXPECT_EQ(last.records_read, 2u);
  EXPECT_EQ(last.items_written, 2u);
  EXPECT_EQ(last.input_bytes_read, text.size());
  EXPECT_EQ(last.input_bytes_total, text.size());
}

}  // namespace
}  // namespace whimbrel::engine
