#include "whimbrel/recipes/change/lookup_change.hpp"

#include <array>

#include "whimbrel/net/testing/http_server.hpp"
#include "whimbrel/recipes/change/change_bench_test.hpp"

namespace whimbrel::recipes {
namespace {

class LookupChangeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(base::posix_file_system().make_directories(folder_));
    ASSERT_TRUE(store_.create_collection({"users", {model::Path({"_id"})}}));
  }

  void insert_user(std::string_view item) {
    const auto session = store_.open_session().value();
    stores::ItemWrite write;
    write.kind = stores::ItemWrite::Kind::insert;
    write.collection = "users";
    const auto view = ChangeBench::codec().make_view();
    std::string text(item);
    text.reserve(text.size() + model::item_padding_bytes);
    ASSERT_TRUE(view->load(text));
    const std::array<model::Path, 1> key_fields{model::Path({"_id"})};
    const auto key = ChangeBench::codec().key_of(*view, key_fields).value();
    write.key = key.text;
    write.after = item;
    std::array<stores::WriteOutcome, 1> outcome{};
    ASSERT_TRUE(session->write(std::span(&write, 1), outcome));
  }

  void write_file(const std::string& name, std::string_view text) {
    ASSERT_TRUE(base::write_file_durably(base::posix_file_system(), folder_ + "/" + name, text));
  }

  std::string apply(std::string_view yaml, std::string_view item) {
    ChangeBench bench(yaml, folder_);
    if (!bench.errors().empty()) return bench.errors();
    const auto pinned = bench.pin(store_);
    if (!pinned) return pinned.error().describe();
    return bench.apply(item);
  }

  std::string lookup(std::string_view from, std::string_view item) {
    return apply(fmt::format("- lookup: {{ from: {}, match: {{ owner: id }}, take: {{ ownerName: "
                             "name }} }}",
                             from),
                 item);
  }

  std::string folder_ = ::testing::TempDir() + "lookup_change_" +
                        ::testing::UnitTest::GetInstance()->current_test_info()->name();
  stores::memory::MemoryStore store_;
};

TEST_F(LookupChangeTest, takes_fields_of_another_collection) {
  insert_user(R"({"_id":{"$oid":"507f1f77bcf86cd799439011"},"name":"Ada","a":{"b":1.50},"x":0})");
  insert_user(R"({"_id":{"$oid":"507f1f77bcf86cd799439012"}})");
  const std::string_view yaml =
      "- lookup: { from: { collection: users }, match: { owner: _id }, take: { name: name, b: a.b "
      "} }";
  EXPECT_EQ(apply(yaml, R"({"owner":{"$oid":"507f1f77bcf86cd799439011"}})"),
            R"({"owner":{"$oid":"507f1f77bcf86cd799439011"},"name":"Ada",)"
            R"("b":{"$numberDouble":"1.5"}})");
  // The row is there and has nothing to take.
  EXPECT_EQ(apply(yaml, R"({"owner":{"$oid":"507f1f77bcf86cd799439012"},"b":1})"),
            R"({"owner":{"$oid":"507f1f77bcf86cd799439012"},"b":1})");
}

TEST_F(LookupChangeTest, missing_says_what_becomes_of_the_rest) {
  insert_user(R"({"_id":1,"name":"Ada"})");
  const auto with = [&](std::string_view missing) {
    return apply(fmt::format("- lookup: {{ from: {{ collection: users }}, match: {{ owner: _id }}, "
                             "take: {{ name: name }}, missing: {} }}",
                             missing),
                 R"({"owner":2,"name":"old"})");
  };
  EXPECT_EQ(with("reject"), "rejected: users has no row for owner 2");
  EXPECT_EQ(with("skip"), R"({"owner":2,"name":"old"})");
  EXPECT_EQ(with("null"), R"({"owner":2,"name":null})");
  EXPECT_EQ(lookup("{ collection: users }", "{}"),
            "rejected: owner is absent, so nothing can be looked up in users");
}

TEST_F(LookupChangeTest, reads_csv_whose_values_match_as_text) {
  write_file("owners.csv", "id,name\r\n7,\"Lovelace, Ada\"\r\n507f1f77bcf86cd799439011,Bob\r\n");
  EXPECT_EQ(lookup("{ file: owners.csv }", R"({"owner":7})"),
            R"({"owner":7,"ownerName":"Lovelace, Ada"})");
  EXPECT_EQ(lookup("{ file: owners.csv }", R"({"owner":{"$oid":"507f1f77bcf86cd799439011"}})"),
            R"({"owner":{"$oid":"507f1f77bcf86cd799439011"},"ownerName":"Bob"})");
}

TEST_F(LookupChangeTest, reads_json_and_json_lines) {
  write_file("o.json", R"([{"id":7,"name":{"$numberDecimal":"1.5"}}])");
  EXPECT_EQ(lookup("{ file: o.json }", R"({"owner":{"$numberLong":"7"}})"),
            R"({"owner":{"$numberLong":"7"},"ownerName":{"$numberDecimal":"1.5"}})");
  write_file("o.jsonl", "{\"id\":7,\"name\":\"A\"}\n\n{\"id\":8,\"name\":\"B\"}\n");
  EXPECT_EQ(lookup("{ file: o.jsonl }", R"({"owner":8})"), R"({"owner":8,"ownerName":"B"})");
}

TEST_F(LookupChangeTest, reads_a_web_address) {
  const net::testing::HttpServer server([](const auto& request, std::size_t) {
    net::testing::ServerAnswer answer;
    if (request.target != "/o") answer.status = 404;
    answer.body = R"([{"id":7,"name":"A"}])";
    return answer;
  });
  EXPECT_EQ(
      lookup(fmt::format("{{ http: '{}', format: json }}", server.url("/o")), R"({"owner":7})"),
      R"({"owner":7,"ownerName":"A"})");
  const std::string error =
      lookup(fmt::format("{{ http: '{}', format: json }}", server.url("/x")), "{}");
  EXPECT_NE(error.find("answers with status 404"), std::string::npos) << error;
}

TEST_F(LookupChangeTest, names_both_rows_that_have_the_same_key) {
  write_file("o.csv", "id,name\n7,a\n8,b\n7,c\n");
  EXPECT_EQ(lookup("{ file: o.csv }", "{}"),
            "lookup: o.csv: line 2 and line 4 have the same in the fields that are matched");
}

TEST_F(LookupChangeTest, names_the_line_of_a_row_that_cannot_be_read) {
  write_file("o.csv", "id,name\n7\n");
  EXPECT_EQ(lookup("{ file: o.csv }", "{}"),
            "lookup: o.csv: line 2 has 1 values, and the first line names 2 columns");
  write_file("o.jsonl", "{\"id\":7}\n{\n");
  const std::string error = lookup("{ file: o.jsonl }", "{}");
  EXPECT_NE(error.find("line 2"), std::string::npos) << error;
  write_file("o.json", "{}");
  EXPECT_EQ(lookup("{ file: o.json }", "{}"), "lookup: o.json: the JSON is no list but object");
}

TEST_F(LookupChangeTest, names_what_is_wrong_with_the_step) {
  EXPECT_EQ(ChangeBench("- lookup: { from: { collection: a, file: b }, match: { a: b }, take: { c: "
                        "d } }")
                .errors(),
            "1:19 wrong-type: from of lookup must be one of collection, file and http, and this is "
            "a map of names to values\n");
  const std::string errors = ChangeBench("- lookup: { from: { file: none.csv } }").errors();
  EXPECT_NE(errors.find("missing-file: none.csv cannot be read"), std::string::npos) << errors;
  EXPECT_NE(errors.find("match"), std::string::npos) << errors;
  EXPECT_NE(errors.find("take"), std::string::npos) << errors;
}

TEST_F(LookupChangeTest, a_file_that_changed_since_is_refused) {
  write_file("o.csv", "id,name\n7,a\n");
  ChangeBench bench(
      "- lookup: { from: { file: o.csv }, match: { owner: id }, take: { ownerName: name } }",
      folder_);
  const std::string definition = bench.list().definition();
  write_file("o.csv", "id,name\n7,b\n");
  const auto pinned = bench.pin(store_);
  ASSERT_FALSE(pinned);
  EXPECT_EQ(pinned.error().kind(), base::ErrorKind::refused);
  ChangeBench again(
      "- lookup: { from: { file: o.csv }, match: { owner: id }, take: { ownerName: name } }",
      folder_);
  EXPECT_NE(again.list().definition(), definition);
}

}  // namespace
}  // namespace whimbrel::recipes
