#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "whimbrel/engine/migration_run.hpp"
#include "whimbrel/packs/wallet/004_fix_melted_token_status.hpp"
#include "whimbrel/packs/wallet/token_generator.hpp"
#include "whimbrel/packs/wallet/token_store_test.hpp"
#include "whimbrel/packs/wallet/token_writer.hpp"
#include "whimbrel/stores/sqlite/sqlite_store.hpp"

// Migration 004 through the real engine on real stores, against an oracle that knows neither.
namespace whimbrel::packs::wallet {
namespace {

using nlohmann::ordered_json;
using Items = std::map<std::string, std::string>;

bool is_selected(const ordered_json& token) {
  return token.value("transaction_type", ordered_json()) == "melted" &&
         token.value("status", ordered_json()) == "unspent";
}

// What a token must be after the run, as a document.
ordered_json fixed(ordered_json token, base::UnixMillis run_time_ms) {
  token["status"] = "spent";
  token["spent_at"] = {{"$date", {{"$numberLong", std::to_string(run_time_ms)}}}};
  return token;
}

struct Impact {
  std::uint64_t items = 0;
  std::int64_t amount = 0;
  std::set<std::string> users;
};

Impact impact_of(const Items& items) {
  Impact impact;
  for (const auto& [key, text] : items) {
    const auto token = ordered_json::parse(text);
    if (!is_selected(token)) continue;
    ++impact.items;
    impact.users.insert(token["npub"].get<std::string>());
    impact.amount += std::stoll(token["total_amount"].begin().value().get<std::string>());
  }
  return impact;
}

void expect_fixed(const Items& before, const Items& after, base::UnixMillis run_time_ms) {
  ASSERT_EQ(after.size(), before.size());
  for (const auto& [key, text] : before) {
    const auto token = ordered_json::parse(text);
    if (is_selected(token))
      EXPECT_EQ(ordered_json::parse(after.at(key)).dump(), fixed(token, run_time_ms).dump());
    else
      EXPECT_EQ(after.at(key), text) << "an untouched token must stay byte for byte";
  }
}

class MeltedTokenRun : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("whimbrel-wallet-" + std::to_string(getpid()) + "-" + GetParam());
    std::filesystem::create_directories(folder_);
    if (GetParam() == "sqlite") {
      stores::sqlite::SqliteOptions options;
      options.path = folder_ / "wallet.db";
      auto opened = stores::sqlite::SqliteStore::open(options);
      ASSERT_TRUE(opened) << opened.error().describe();
      store_ = *std::move(opened);
    } else {
      stores::memory::MemoryOptions options;
      options.transactions = GetParam() == "memory";
      store_ = std::make_unique<stores::memory::MemoryStore>(options);
    }
    options_.backup_directory = folder_;
    options_.batch_items_max = 50;
    options_.actor = "tester@here";
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  engine::RunEnvironment environment() {
    return {*store_, clock_, cancellation_, engine::silent_progress()};
  }
  engine::Plan plan() {
    auto plan = engine::make_plan(environment(), migration_, options_);
    EXPECT_TRUE(plan) << plan.error().describe();
    return *std::move(plan);
  }
  base::Result<engine::RunReport> up() {
    return engine::run_up(environment(), migration_, plan(), false, options_);
  }
  Items tokens() { return read_collection(*store_, tokens_collection); }

  // A live writer's change of one field.
  void set_field(const std::string& key, const std::string& name, const std::string& raw) {
    const auto session = store_->open_session().value();
    const model::Path path({name});
    const model::Edit edit{model::Edit::Kind::set, &path, raw, 0};
    stores::ItemWrite write;
    write.collection = tokens_collection;
    write.key = key;
    write.edits = {&edit, 1};
    stores::WriteOutcome outcome;
    ASSERT_TRUE(session->write({&write, 1}, {&outcome, 1}));
    ASSERT_EQ(outcome, stores::WriteOutcome::applied);
  }

  // Up, verify, down, up again on whatever the collection holds.
  void run_round_trip() {
    const Items before = tokens();
    const Impact impact = impact_of(before);

    const engine::Plan planned = plan();
    EXPECT_EQ(planned.items_total, before.size());
    EXPECT_EQ(planned.items_selected, impact.items);
    EXPECT_EQ(planned.impact.amount, impact.amount);
    EXPECT_EQ(planned.impact.owners, impact.users.size());
    EXPECT_EQ(tokens(), before) << "a plan writes nothing";

    const auto applied = engine::run_up(environment(), migration_, planned, false, options_);
    ASSERT_TRUE(applied) << applied.error().describe();
    EXPECT_EQ(applied->run.status, engine::RunStatus::completed);
    EXPECT_EQ(applied->run.counters.changed, impact.items);
    EXPECT_TRUE(engine::all_passed(applied->checks));
    const Items after = tokens();
    expect_fixed(before, after, planned.inputs.run_time_ms);

    const auto verified = engine::run_verify(environment(), migration_, options_);
    ASSERT_TRUE(verified) << verified.error().describe();
    EXPECT_TRUE(engine::all_passed(verified->checks));

    const auto again = up();
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind(), base::ErrorKind::refused);
    EXPECT_EQ(again.error().message(), "Migration has already been completed");
    EXPECT_EQ(tokens(), after);

    const auto undone = engine::run_down(environment(), migration_, options_);
    ASSERT_TRUE(undone) << undone.error().describe();
    EXPECT_EQ(undone->run.status, engine::RunStatus::rolled_back);
    EXPECT_EQ(tokens(), before) << "undo is exact, byte for byte";

    const auto undone_again = engine::run_down(environment(), migration_, options_);
    ASSERT_FALSE(undone_again);
    EXPECT_EQ(undone_again.error().message(), "Cannot rollback migration with status: rolled_back");

    clock_.sleep_ms(60'000);
    const auto reapplied = up();
    ASSERT_TRUE(reapplied) << "a run after a rollback is allowed: " << reapplied.error().describe();
    EXPECT_EQ(reapplied->run.status, engine::RunStatus::completed);
    expect_fixed(before, tokens(), reapplied->run.run_time_ms);
  }

  std::filesystem::path folder_;
  std::unique_ptr<stores::Store> store_;
  FixMeltedTokenStatus migration_;
  base::ManualClock clock_;
  base::Cancellation cancellation_;
  engine::RunOptions options_;
};

TEST_P(MeltedTokenRun, changes_and_restores_odd_real_data_exactly) {
  fill_collection(*store_, tokens_collection, read_test_lines("odd_tokens.jsonl"));
  run_round_trip();
}

TEST_P(MeltedTokenRun, changes_and_restores_made_up_data_exactly) {
  TokenGeneratorOptions generating;
  generating.count = 3'000;
  generating.melted_unspent_share = 0.5;
  generating.order = TokenOrder::random;
  ASSERT_TRUE(generate_tokens(environment(), generating));
  options_.batch_items_max = 500;
  run_round_trip();
}

TEST_P(MeltedTokenRun, shows_samples_and_users_without_secrets) {
  fill_collection(*store_, tokens_collection, read_test_lines("odd_tokens.jsonl"));
  const engine::Plan planned = plan();
  EXPECT_EQ(planned.samples.size(), 10u);
  for (const engine::SampleChange& sample : planned.samples) {
    ASSERT_EQ(sample.fields.size(), 2u) << sample.key;
    EXPECT_EQ(sample.fields[0].path, "status");
    EXPECT_EQ(sample.fields[0].before, R"("unspent")");
    EXPECT_EQ(sample.fields[0].after, R"("spent")");
    EXPECT_EQ(sample.fields[1].path, "spent_at");
  }
  const std::string document = engine::plan_to_json(planned);
  for (const auto& [key, text] : tokens()) {
    auto token = ordered_json::parse(text);
    for (const auto& proof : token["proofs"])
      EXPECT_EQ(document.find(proof["secret"].get<std::string>()), std::string::npos) << key;
  }
}

TEST_P(MeltedTokenRun, leaves_a_token_that_its_user_touched_since) {
  fill_collection(*store_, tokens_collection, read_test_lines("odd_tokens.jsonl"));
  const Items before = tokens();
  ASSERT_TRUE(up());
  const auto changed = std::find_if(before.begin(), before.end(), [](const auto& item) {
    return is_selected(ordered_json::parse(item.second));
  });
  ASSERT_NE(changed, before.end());
  const std::string& key = changed->first;
  set_field(key, "status", R"("pending")");

  const auto undone = engine::run_down(environment(), migration_, options_);
  ASSERT_TRUE(undone) << undone.error().describe();
  EXPECT_EQ(undone->quarantined.size(), 1u);
  Items found = tokens();
  EXPECT_EQ(ordered_json::parse(found[key])["status"], "pending") << "the user's write is kept";
  found.erase(key);
  Items expected = before;
  expected.erase(key);
  EXPECT_EQ(found, expected);
}

INSTANTIATE_TEST_SUITE_P(Stores, MeltedTokenRun,
                         testing::Values("memory", "memory_without_transactions", "sqlite"),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace whimbrel::packs::wallet
