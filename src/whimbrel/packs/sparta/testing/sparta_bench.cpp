#include "whimbrel/packs/sparta/testing/sparta_bench.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "whimbrel/engine/dry_run_store.hpp"
#include "whimbrel/model/plain_json.hpp"

namespace whimbrel::packs::sparta::testing {
namespace {

stores::memory::MemoryOptions memory_options(bool transactions, const model::ItemCodec& codec) {
  stores::memory::MemoryOptions options;
  options.transactions = transactions;
  options.codec = &codec;
  return options;
}

std::string in_encoding_of(const model::ItemCodec& codec, const std::string& line) {
  if (&codec == &model::extended_json_codec()) return line;
  std::string item;
  const auto value = model::read_plain_json(line);
  EXPECT_TRUE(value && codec.encode_item(*value, item)) << line;
  return item;
}

}  // namespace

SharedSettings settings_from(Variables variables) {
  return read_sparta_settings(
      [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        if (found == variables.end()) return std::nullopt;
        return found->second;
      });
}

SpartaBench::SpartaBench(bool transactions, const model::ItemCodec& codec)
    : store(memory_options(transactions, codec)) {
  options.backup_first = false;
  options.batch_items_max = 7;
  options.actor = "tester@here";
}

void SpartaBench::make(const Table& table) {
  ASSERT_TRUE(store.create_collection(table.spec));
  for (const stores::IndexSpec& index : table.indexes)
    ASSERT_TRUE(store.create_index(table.spec.name, index));
}

void SpartaBench::put(const std::string& table, const std::vector<std::string>& items) {
  const auto session = store.open_session().value();
  const auto spec = store.collection(table).value().spec;
  const auto view = store.codec().make_view();
  for (const std::string& line : items) {
    const std::string item = in_encoding_of(store.codec(), line);
    std::string padded = item;
    padded.append(model::item_padding_bytes, ' ');
    ASSERT_TRUE(view->load({padded.data(), item.size()})) << item;
    const model::Key key = store.codec().key_of(*view, spec.key_fields).value();
    stores::ItemWrite write;
    write.kind = stores::ItemWrite::Kind::insert;
    write.collection = table;
    write.key = key.text;
    write.after = item;
    stores::WriteOutcome outcome{};
    ASSERT_TRUE(session->write({&write, 1}, {&outcome, 1}));
    ASSERT_EQ(outcome, stores::WriteOutcome::applied) << key.text;
  }
}

std::map<std::string, std::string> SpartaBench::items(const std::string& table) {
  const auto session = store.open_session().value();
  stores::ScanRequest request;
  request.collection = table;
  std::map<std::string, std::string> found;
  stores::Page page;
  for (bool ended = false; !ended;) {
    page.clear();
    ended = session->scan(request, page).value();
    for (std::size_t i = 0; i < page.size(); ++i)
      found.emplace(std::string(page[i].key), std::string(page[i].bytes));
    if (!ended) request.range.after = model::Key{std::string(page.reached())};
  }
  return found;
}

StoreContent SpartaBench::content() {
  StoreContent all;
  const auto collections = store.collections().value();
  for (const stores::CollectionInfo& info : collections) {
    const std::string& name = info.spec.name;
    all.items[name] = items(name);
    const auto indexes = store.indexes(name).value();
    for (const stores::IndexSpec& index : indexes) all.indexes[name].push_back(index.name);
  }
  return all;
}

base::Result<engine::Plan> SpartaBench::plan(const engine::Migration& migration) {
  return engine::make_plan(environment(), migration, options);
}

base::Result<engine::RunReport> SpartaBench::up(const engine::Migration& migration) {
  WHIMBREL_TRY(engine::check_may_start(environment(), migration));
  WHIMBREL_ASSIGN(const engine::Plan made, plan(migration));
  return engine::run_up(environment(), migration, made, false, options);
}

base::Result<engine::RunReport> SpartaBench::dry_run(const engine::Migration& migration) {
  stores::memory::MemoryStore overlay(memory_options(true, store.codec()));
  engine::DryRunStore dry(store, overlay);
  const engine::RunEnvironment on_dry{dry, clock, cancellation, engine::silent_progress()};
  WHIMBREL_ASSIGN(const engine::Plan made, engine::make_plan(on_dry, migration, options));
  const bool wet = options.dry_run;
  options.dry_run = true;
  auto report = engine::run_up(on_dry, migration, made, false, options);
  options.dry_run = wet;
  return report;
}

std::string SpartaBench::details(const engine::Migration& migration) {
  const engine::PinContext context{store, clock, cancellation};
  engine::PinnedInputs inputs;
  const auto pinned = migration.pin_inputs(context, inputs);
  EXPECT_TRUE(pinned) << pinned.error().describe();
  const auto told = migration.describe_plan(context, inputs);
  EXPECT_TRUE(told) << told.error().describe();
  std::string json;
  EXPECT_TRUE(told && model::write_plain_json(*told, json));
  return json;
}

base::Result<engine::RunReport> SpartaBench::verify(const engine::Migration& migration) {
  return engine::run_verify(environment(), migration, options);
}

base::Result<engine::RunReport> SpartaBench::down(const engine::Migration& migration) {
  return engine::run_down(environment(), migration, options);
}

std::string operator_item(std::string_view discord_id, std::string_view address,
                          std::string_view more) {
  return fmt::format(R"({{"discordId":"{}","address":"{}"{}{},"createdAt":1748000000000}})",
                     discord_id, address, more.empty() ? "" : ",", more);
}

std::string validator_item(std::string_view address, std::string_view operator_id,
                           std::string_view more) {
  return fmt::format(R"({{"validatorAddress":"{}","nodeOperatorId":"{}"{}{},"totalSlots":100}})",
                     address, operator_id, more.empty() ? "" : ",", more);
}

StoreContent expect_round_trip(SpartaBench& bench, const engine::Migration& migration) {
  StoreContent before = bench.content();

  const auto dry = bench.dry_run(migration);
  EXPECT_TRUE(dry) << dry.error().describe();
  EXPECT_EQ(bench.content(), before) << "a dry run changes nothing";

  const auto applied = bench.up(migration);
  EXPECT_TRUE(applied) << applied.error().describe();
  if (!applied) return before;
  EXPECT_EQ(applied->run.status, engine::RunStatus::completed);
  if (dry) {
    EXPECT_EQ(dry->run.counters.changed, applied->run.counters.changed);
    EXPECT_EQ(dry->plan.selection, applied->plan.selection);
  }
  StoreContent after = bench.content();

  const auto verified = bench.verify(migration);
  EXPECT_TRUE(verified) << verified.error().describe();
  EXPECT_TRUE(verified && engine::all_passed(verified->checks));

  const auto again = bench.up(migration);
  EXPECT_FALSE(again);
  EXPECT_EQ(again ? "" : again.error().message(), "Migration has already been completed");
  EXPECT_EQ(bench.content(), after) << "a refused run changes nothing";

  const auto undone = bench.down(migration);
  EXPECT_TRUE(undone) << undone.error().describe();
  EXPECT_EQ(bench.content(), before) << "undo is exact, byte for byte";
  return after;
}

}  // namespace whimbrel::packs::sparta::testing
