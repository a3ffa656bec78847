#include "whimbrel/engine/ledger/ledger_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <nlohmann/json.hpp>

namespace whimbrel::engine {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::ordered_json;

RunRecord sample_run() {
  RunRecord run;
  run.run_id = "004_fix-20250127-024000-7f3a";
  run.migration_id = "004_fix";
  run.migration_checksum = "ab12";
  run.status = RunStatus::failed;
  run.plan_digest = "cd34";
  run.run_time_ms = -5;
  run.started_ms = 1'737'945'600'000;
  run.finished_ms = 1'737'945'700'000;
  run.segments = 3;
  run.started_by = "ana@build-7";
  run.error = "disk is full";
  run.counters = {1, 2, 3, 4, 5, UINT64_MAX};
  run.backups = {"one.wba", "two.wba"};
  return run;
}

Checkpoint sample_checkpoint() {
  Checkpoint checkpoint;
  checkpoint.segment = 7;
  checkpoint.last_key = R"({"$oid":"507f1f77bcf86cd799439011"})";
  checkpoint.done = true;
  checkpoint.journal = {12, model::sha256_of("block")};
  checkpoint.counters = {6, 5, 4, 3, 2, 1};
  return checkpoint;
}

bool same(const Checkpoint& a, const Checkpoint& b) {
  return a.segment == b.segment && a.last_key == b.last_key && a.done == b.done &&
         a.journal == b.journal && a.counters == b.counters;
}

template <typename T>
std::string fault_of(const base::Result<T>& read) {
  if (read) return "none";
  EXPECT_EQ(read.error().kind(), base::ErrorKind::corrupt);
  EXPECT_FALSE(read.error().remedy().empty());
  return read.error().describe();
}

// Every field of a record, also within objects, by its dotted name.
std::vector<std::string> field_names(const Json& json, const std::string& prefix = "") {
  std::vector<std::string> names;
  for (const auto& [name, value] : json.items()) {
    names.push_back(prefix + name);
    if (!value.is_object()) continue;
    for (std::string& inner : field_names(value, prefix + name + "."))
      names.push_back(std::move(inner));
  }
  return names;
}

Json& field(Json& json, const std::string& name) {
  const auto dot = name.find('.');
  return dot == std::string::npos ? json : json[name.substr(0, dot)];
}

// Reads the record once without each field, and once with each field of a type that none has.
template <typename Read>
void expect_each_field_is_asked_for(const std::string& text, Read read) {
  const Json whole = Json::parse(text);
  for (const std::string& name : field_names(whole)) {
    const std::string last = name.substr(name.find('.') + 1);
    Json without = whole;
    field(without, name).erase(last);
    EXPECT_EQ(fault_of(read(without.dump())), "ledger record key/1: field " + name + " is missing");
    Json wrong = whole;
    field(wrong, name)[last] = -1.5;
    EXPECT_THAT(fault_of(read(wrong.dump())), HasSubstr("ledger record key/1: field " + name))
        << wrong;
  }
}

TEST(LedgerJson, a_run_reads_back_and_is_plain_to_read) {
  const RunRecord run = sample_run();
  const std::string text = to_json(run);
  EXPECT_EQ(text,
            R"({"run_id":"004_fix-20250127-024000-7f3a","migration_id":"004_fix",)"
            R"("migration_checksum":"ab12","status":"failed","plan_digest":"cd34",)"
            R"("run_time_ms":-5,"started_ms":1737945600000,"finished_ms":1737945700000,)"
            R"("segments":3,"started_by":"ana@build-7","error":"disk is full",)"
            R"("counters":{"scanned":1,"changed":2,"conflicts":3,"skipped":4,"quarantined":5,)"
            R"("batches":18446744073709551615},"backups":["one.wba","two.wba"]})");
  const auto read = run_from_json("run/1", text);
  ASSERT_TRUE(read) << read.error().describe();
  EXPECT_EQ(to_json(*read), text);
  EXPECT_EQ(read->status, RunStatus::failed);
  EXPECT_EQ(read->finished_ms, 1'737'945'700'000);
  EXPECT_EQ(read->error, "disk is full");
  EXPECT_EQ(read->counters, run.counters);
  EXPECT_EQ(read->backups, run.backups);
}

TEST(LedgerJson, what_a_run_does_not_have_reads_back_as_nothing) {
  RunRecord run = sample_run();
  run.finished_ms.reset();
  run.error.reset();
  run.backups.clear();
  const auto read = run_from_json("run/1", to_json(run));
  ASSERT_TRUE(read);
  EXPECT_FALSE(read->finished_ms);
  EXPECT_FALSE(read->error);
  EXPECT_TRUE(read->backups.empty());
}

TEST(LedgerJson, only_a_baseline_says_that_it_is_one) {
  RunRecord run = sample_run();
  EXPECT_FALSE(run_from_json("run/1", to_json(run))->baseline);
  run.baseline = true;
  EXPECT_TRUE(run_from_json("run/1", to_json(run))->baseline);
  Json wrong = Json::parse(to_json(run));
  wrong["baseline"] = "yes";
  EXPECT_EQ(fault_of(run_from_json("key/1", wrong.dump())),
            "ledger record key/1: field baseline is neither true nor false");
}

TEST(LedgerJson, every_missing_or_wrong_field_is_named) {
  expect_each_field_is_asked_for(to_json(sample_run()),
                                 [](const auto& text) { return run_from_json("key/1", text); });
  expect_each_field_is_asked_for(to_json(sample_checkpoint()), [](const auto& text) {
    return checkpoint_from_json("key/1", text);
  });
  expect_each_field_is_asked_for(
      to_json(QuarantinedItem{"c", "k", "why", 1}),
      [](const auto& text) { return quarantined_from_json("key/1", text); });
}

TEST(LedgerJson, fields_of_a_later_whimbrel_are_passed_over) {
  Json json = Json::parse(to_json(sample_checkpoint()));
  json["from_the_future"] = {1, 2};
  json["counters"]["moons"] = "two";
  const auto read = checkpoint_from_json("key/1", json.dump());
  ASSERT_TRUE(read) << read.error().describe();
  EXPECT_TRUE(same(*read, sample_checkpoint()));
}

TEST(LedgerJson, a_status_of_a_later_whimbrel_is_not_guessed_at) {
  Json json = Json::parse(to_json(sample_run()));
  json["status"] = "hovering";
  EXPECT_EQ(fault_of(run_from_json("run/1", json.dump())),
            "ledger record run/1: field status is \"hovering\", which this whimbrel does not know");
}

TEST(LedgerJson, numbers_out_of_range_are_refused_not_cut) {
  Json json = Json::parse(to_json(sample_checkpoint()));
  json["segment"] = 4'294'967'296u;
  EXPECT_THAT(fault_of(checkpoint_from_json("c", json.dump())),
              HasSubstr("field segment is no whole number from 0 to 4294967295"));
  json["segment"] = 1;
  json["counters"]["changed"] = -1;
  EXPECT_THAT(fault_of(checkpoint_from_json("c", json.dump())), HasSubstr("counters.changed"));
  json = Json::parse(to_json(sample_run()));
  json["started_ms"] = UINT64_MAX;
  EXPECT_THAT(fault_of(run_from_json("r", json.dump())), HasSubstr("field started_ms is no time"));
}

TEST(LedgerJson, what_is_no_json_object_is_corrupt) {
  for (const char* text : {"", "{", "[]", "7", "null", "\xff", R"({"segment":1,})"})
    EXPECT_EQ(fault_of(checkpoint_from_json("c/1", text)),
              "ledger record c/1: it is no JSON object")
        << text;
}

TEST(LedgerJson, a_hash_that_is_none_is_corrupt) {
  Json json = Json::parse(to_json(sample_checkpoint()));
  json["journal_last_hash"] = "ab";
  EXPECT_THAT(fault_of(checkpoint_from_json("c", json.dump())), HasSubstr("is no SHA-256"));
}

TEST(LedgerJson, keys_that_are_no_utf8_come_back_exactly) {
  Checkpoint checkpoint = sample_checkpoint();
  checkpoint.last_key = std::string("\"\xff\x00\xc3\"", 5);
  const std::string text = to_json(checkpoint);
  EXPECT_THAT(text, HasSubstr(R"("last_key_hex":"22ff00c322")"));
  EXPECT_EQ(checkpoint_from_json("c", text)->last_key, checkpoint.last_key);
  for (const char* bad : {"2", "zz", "+1"}) {
    Json json = Json::parse(text);
    json["last_key_hex"] = bad;
    EXPECT_THAT(fault_of(checkpoint_from_json("c", json.dump())), HasSubstr("last_key_hex")) << bad;
  }
}

TEST(LedgerJson, words_that_are_no_utf8_are_written_readably) {
  const auto read = quarantined_from_json("q", to_json(QuarantinedItem{"c", "k", "bad \xff", 1}));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->reason, "bad \xEF\xBF\xBD");
}

TEST(LedgerJsonProperty, checkpoints_and_quarantined_items_read_back) {
  EXPECT_TRUE(rc::check([](const std::string& key, bool at_start) {
    Checkpoint checkpoint;
    checkpoint.segment = *rc::gen::arbitrary<std::uint32_t>();
    if (!at_start) checkpoint.last_key = key;
    checkpoint.done = *rc::gen::arbitrary<bool>();
    checkpoint.journal = {*rc::gen::arbitrary<std::uint64_t>(), model::sha256_of(key)};
    checkpoint.counters.changed = *rc::gen::arbitrary<std::uint64_t>();
    const auto read = checkpoint_from_json("c", to_json(checkpoint));
    RC_ASSERT(read.has_value());
    RC_ASSERT(same(*read, checkpoint));

    const QuarantinedItem item{"tokens", key, "why", *rc::gen::arbitrary<std::int64_t>()};
    const auto item_read = quarantined_from_json("q", to_json(item));
    RC_ASSERT(item_read.has_value());
    RC_ASSERT(item_read->key == key);
    RC_ASSERT(item_read->at_ms == item.at_ms);
  }));
}

}  // namespace
}  // namespace whimbrel::engine
