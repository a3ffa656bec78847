// Changes below the first level: fields whose parents are missing, members taken out of objects,
// live writers at the fields beside them. Up does what the edits mean on a tree, and down gives
// back every byte that nobody else wrote.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <array>

#include "whimbrel/engine/item_changer.hpp"
#include "whimbrel/engine/item_restorer.hpp"
#include "whimbrel/engine/testing/run_bench.hpp"
#include "whimbrel/model/testing/edit_model.hpp"
#include "whimbrel/model/testing/respelled_json.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"

namespace whimbrel::engine {
namespace {

using model::Path;
using model::testing::ModelEdit;
using stores::ItemWrite;
using stores::WriteOutcome;
using stores::memory::MemoryOptions;
using stores::memory::MemoryStore;

const model::ItemCodec& codec() { return model::extended_json_codec(); }

struct FieldWish {
  Path path;
  bool unset = false;
  std::string raw;
};

using Wishes = std::vector<FieldWish>;

// Does the same to every item that has no `done` yet.
class WishingTransformer final : public Transformer {
 public:
  explicit WishingTransformer(const Wishes& wishes) : wishes_(wishes) {}

  void transform(const model::ItemView& item, ChangeSink& sink) override {
    if (item.find(done_)) return;
    sink.set(done_, "true");
    for (const FieldWish& wish : wishes_) {
      if (wish.unset)
        sink.unset(wish.path);
      else
        sink.set(wish.path, wish.raw);
    }
  }

 private:
  Path done_{{"done"}};
  const Wishes& wishes_;
};

class WishingMigration final : public Migration {
 public:
  explicit WishingMigration(Wishes wishes) : wishes_(std::move(wishes)) {
    info_.id = "901_nested_paths";
    info_.collection = "things";
    info_.definition = "what the test wishes";
  }
  const MigrationInfo& info() const override { return info_; }
  std::span<const Path> guard_fields() const override { return guard_fields_; }
  base::Result<std::unique_ptr<Transformer>> prepare(const PinnedInputs&,
                                                     const model::ItemCodec&) const override {
    return std::make_unique<WishingTransformer>(wishes_);
  }

 private:
  MigrationInfo info_;
  std::vector<Path> guard_fields_{Path({"done"})};
  Wishes wishes_;
};

std::string key_of(int number) { return fmt::format("\"k{}\"", number); }

std::string padded(std::string_view item) {
  std::string text(item);
  text.reserve(text.size() + model::item_padding_bytes);
  return text;
}

// As a user's own program sets a field; nothing happens where that is not possible.
std::string with_field(std::string_view item, const FieldWish& wish) {
  const std::string text = padded(item);
  const auto view = codec().make_view();
  std::string after;
  std::vector<model::Edit> inverse;
  model::Arena arena;
  const model::Edit edit{wish.unset ? model::Edit::Kind::unset : model::Edit::Kind::set, &wish.path,
                         wish.raw, 0};
  if (!view->load(text) || !view->splice(std::span(&edit, 1), after, inverse, arena)) return text;
  return after;
}

class Things {
 public:
  explicit Things(bool transactions) : store_(options_for(transactions)) {
    EXPECT_TRUE(store_.create_collection({"things", {Path({"_id"})}}));
  }

  stores::Store& store() { return store_; }

  WriteOutcome write(const ItemWrite& write) {
    const auto session = store_.open_session().value();
    WriteOutcome outcome{};
    EXPECT_TRUE(session->write(std::span(&write, 1), std::span(&outcome, 1)));
    return outcome;
  }

  void insert(int number, std::string_view item) {
    const std::string key = key_of(number);
    ItemWrite insert;
    insert.kind = ItemWrite::Kind::insert;
    insert.collection = "things";
    insert.key = key;
    insert.after = item;
    EXPECT_EQ(write(insert), WriteOutcome::applied);
  }

  std::string item(int number) {
    const std::string key = key_of(number);
    const model::KeyView key_view = key;
    stores::Page page;
    EXPECT_TRUE(store_.open_session().value()->read("things", std::span(&key_view, 1), page));
    return page.empty() ? std::string() : std::string(page[0].bytes);
  }

  // Reads, changes, and writes if nobody was faster; else again.
  void set_live(int number, const FieldWish& wish) {
    const std::string key = key_of(number);
    const model::Edit edit{model::Edit::Kind::set, &wish.path, wish.raw, 0};
    for (;;) {
      const std::string before = padded(item(number));
      const std::string after = with_field(before, wish);
      if (after == before) return;
      const auto view = codec().make_view();
      ASSERT_TRUE(view->load(before));
      const model::FieldGuard guard{&wish.path, view->find(wish.path)};
      ItemWrite update;
      update.collection = "things";
      update.key = key;
      update.guards = std::span(&guard, 1);
      update.edits = std::span(&edit, 1);
      update.basis = before;
      update.after = after;
      if (write(update) == WriteOutcome::applied) return;
    }
  }

 private:
  static MemoryOptions options_for(bool transactions) {
    MemoryOptions options;
    options.transactions = transactions;
    if (!transactions) options.write_items_max = 3;
    return options;
  }

  MemoryStore store_;
};

// One run of a migration on a store, as a user drives it.
struct Runner {
  Runner(stores::Store& target, const Migration& what) : store(target), migration(what) {
    options.backup_first = false;
    options.batch_items_max = 3;
    options.actor = "tester@here";
  }

  RunEnvironment environment() { return {store, clock, cancellation, hook}; }
  base::Result<RunReport> up() {
    WHIMBREL_ASSIGN(const Plan plan, make_plan(environment(), migration, options));
    return run_up(environment(), migration, plan, false, options);
  }
  base::Result<RunReport> down() { return run_down(environment(), migration, options); }

  stores::Store& store;
  const Migration& migration;
  RunOptions options;
  base::ManualClock clock;
  base::Cancellation cancellation;
  testing::ProgressHook hook;
};

#define ASSERT_OK(result) ASSERT_TRUE(result) << (result).error().describe()

bool are_nested(const Path& a, const Path& b) {
  const std::size_t common = std::min(a.segments().size(), b.segments().size());
  return std::equal(a.segments().begin(),
                    a.segments().begin() + static_cast<std::ptrdiff_t>(common),
                    b.segments().begin());
}

const std::vector<std::string> names{"a", "b", "c", "d"};

std::string arbitrary_scalar() {
  return *rc::gen::element<std::string>(
      "1", "12", "\"x\"", "null", "[1,{\"a\":2}]", "{}", R"({"$numberLong":"5"})",
      R"({"$date":{"$numberLong":"0"}})", R"({"b":1,"c":{"d":2}})");
}

std::string arbitrary_object(int depth) {
  std::string text = "{";
  const auto count = *rc::gen::inRange(0, 4);
  for (int i = 0; i < count; ++i) {
    if (i > 0) text += ',';
    // A name may stand twice: then the first one counts.
    text += '"' + *rc::gen::elementOf(names) + "\":";
    const bool nests = depth > 0 && *rc::gen::inRange(0, 3) > 0;
    text += nests ? arbitrary_object(depth - 1) : arbitrary_scalar();
  }
  return text + '}';
}

std::string arbitrary_item(int number) {
  const std::string object = arbitrary_object(2);
  std::string text = fmt::format("{{\"_id\":\"k{}\"", number);
  if (object != "{}")
    text += ',' + object.substr(1);
  else
    text += '}';
  return model::testing::JsonRespeller(*rc::gen::arbitrary<std::uint32_t>()).respelled(text);
}

Path arbitrary_path() {
  const auto depth = static_cast<std::size_t>(*rc::gen::inRange(1, 4));
  return Path(*rc::gen::container<std::vector<std::string>>(depth, rc::gen::elementOf(names)));
}

FieldWish arbitrary_wish() {
  FieldWish wish{arbitrary_path(), *rc::gen::inRange(0, 3) == 0, {}};
  if (!wish.unset) wish.raw = arbitrary_scalar();
  return wish;
}

Wishes arbitrary_wishes() {
  Wishes wishes;
  const auto count = *rc::gen::inRange(1, 5);
  for (int i = 0; i < count; ++i) {
    FieldWish wish = arbitrary_wish();
    const bool overlaps = std::any_of(wishes.begin(), wishes.end(), [&](const FieldWish& other) {
      return are_nested(wish.path, other.path);
    });
    if (!overlaps) wishes.push_back(std::move(wish));
  }
  return wishes;
}

// A live writer's field: there already, and neither in nor around one that the migration changes.
struct LiveWish {
  int item = 0;
  FieldWish wish;
};

std::vector<LiveWish> arbitrary_live_wishes(const std::vector<std::string>& items,
                                            const Wishes& wishes) {
  std::vector<LiveWish> live;
  const auto tries = *rc::gen::inRange(0, 12);
  const auto view = codec().make_view();
  for (int i = 0; i < tries; ++i) {
    LiveWish one{*rc::gen::inRange(0, static_cast<int>(items.size())),
                 {arbitrary_path(), false, {}}};
    one.wish.raw = *rc::gen::element<std::string>("777", "\"live\"", "[]");
    const std::string text = padded(items[static_cast<std::size_t>(one.item)]);
    RC_ASSERT(view->load(text).has_value());
    const auto clashes = [&](const auto& other) { return are_nested(one.wish.path, other.path); };
    const bool beside = std::none_of(wishes.begin(), wishes.end(), clashes) &&
                        std::none_of(live.begin(), live.end(), [&](const LiveWish& other) {
                          return other.item == one.item && clashes(other.wish);
                        });
    if (beside && view->find(one.wish.path)) live.push_back(std::move(one));
  }
  return live;
}

model::Value value_of(std::string_view item) {
  auto value = codec().decode_item(item);
  RC_ASSERT(value.has_value());
  return *std::move(value);
}

// The item as the wishes leave it; as it was when one of them cannot be.
model::Value expected_after(std::string_view item, const Wishes& wishes) {
  std::vector<ModelEdit> edits{{false, Path({"done"}), model::Value(true)}};
  for (const FieldWish& wish : wishes)
    edits.push_back({wish.unset, wish.path,
                     wish.unset ? model::Value() : codec().decode_value(wish.raw).value()});
  model::Value value = value_of(item);
  return apply_edits(value, edits) ? value : value_of(item);
}

void check_up_and_down(bool transactions, bool live_while_running) {
  Things things(transactions);
  std::vector<std::string> items;
  const auto count = *rc::gen::inRange(1, 9);
  for (int i = 0; i < count; ++i) {
    items.push_back(arbitrary_item(i));
    things.insert(i, items.back());
  }
  const Wishes wishes = arbitrary_wishes();
  std::vector<LiveWish> live = arbitrary_live_wishes(items, wishes);
  const WishingMigration migration(wishes);
  Runner runner(things.store(), migration);

  std::size_t next_live = 0;
  const auto write_live = [&](std::size_t until) {
    for (; next_live < std::min(until, live.size()); ++next_live) {
      const LiveWish& one = live[next_live];
      things.set_live(one.item, one.wish);
      std::string& item = items[static_cast<std::size_t>(one.item)];
      item = with_field(item, one.wish);
    }
  };
  const auto write_live_in = [&](const std::string& phase, std::size_t until) {
    if (!live_while_running) return;
    runner.hook.phase = phase;
    runner.hook.act = [&write_live, until](const Progress&) { write_live(until); };
  };

  write_live_in("apply", live.size() / 3);
  const auto up = runner.up();
  if (!up) RC_FAIL(up.error().describe());
  write_live(live.size() / 2);
  for (int i = 0; i < count; ++i) {
    const auto index = static_cast<std::size_t>(i);
    RC_ASSERT(value_of(things.item(i)) == expected_after(items[index], wishes));
  }

  write_live_in("undo", live.size());
  const auto down = runner.down();
  if (!down) RC_FAIL(down.error().describe());
  RC_ASSERT(down->quarantined.empty());
  RC_ASSERT(down->quarantined_total == 0u);
  write_live(live.size());
  for (int i = 0; i < count; ++i) RC_ASSERT(things.item(i) == items[static_cast<std::size_t>(i)]);
}

TEST(NestedPaths, up_then_down_is_the_identity_with_transactions) {
  EXPECT_TRUE(rc::check([] { check_up_and_down(true, true); }));
}

TEST(NestedPaths, up_then_down_is_the_identity_without_transactions) {
  EXPECT_TRUE(rc::check([] { check_up_and_down(false, true); }));
}

TEST(NestedPaths, up_then_down_is_the_identity_with_live_writers_between_the_two) {
  EXPECT_TRUE(rc::check([] { check_up_and_down(true, false); }));
}

// The batch that a run would write for one item as it was read.
struct PlannedItem {
  PlannedItem(const Migration& migration, std::string_view text) : item(padded(text)) {
    stores::memory::MemoryStore store;
    EXPECT_TRUE(store.create_collection({migration.info().collection, {model::Path({"_id"})}}));
    auto changer = ItemChanger::make(migration, {}, store);
    EXPECT_TRUE(changer);
    EXPECT_EQ(changer->look_at(item), ItemChanger::Verdict::changed);
    EXPECT_TRUE(changer->plan_write(key, batch));
    batch.seal();
  }

  std::string key = key_of(0);
  std::string item;
  Batch batch;
};

TEST(NestedPaths, a_parent_that_a_live_writer_made_first_is_not_the_runs_to_take_away) {
  const WishingMigration migration({{Path({"a", "b"}), false, "1"}});
  Things things(true);
  things.insert(0, R"({"_id":"k0"})");
  const PlannedItem planned(migration, things.item(0));
  things.set_live(0, {Path({"a", "user"}), false, "\"mine\""});
  // On what it was planned for, undoing would remove all of `a`.
  EXPECT_EQ(things.write(planned.batch.writes()[0]), WriteOutcome::guard_failed);

  Runner runner(things.store(), migration);
  ASSERT_OK(runner.up());
  EXPECT_EQ(things.item(0), R"({"_id":"k0","a":{"user":"mine","b":1},"done":true})");
  runner.options.rollback_policy = RollbackPolicy::overwrite;
  ASSERT_OK(runner.down());
  EXPECT_EQ(things.item(0), R"({"_id":"k0","a":{"user":"mine"}})");
}

TEST(NestedPaths, what_a_user_put_into_an_object_of_the_runs_making_stays) {
  const WishingMigration migration({{Path({"a", "b"}), false, "1"}});
  Things things(true);
  things.insert(0, R"({"_id":"k0"})");
  Runner runner(things.store(), migration);
  ASSERT_OK(runner.up());
  things.set_live(0, {Path({"a", "user"}), false, "\"mine\""});
  const std::string before = things.item(0);
  const auto down = runner.down();
  ASSERT_OK(down);
  ASSERT_EQ(down->quarantined.size(), 1u);
  EXPECT_NE(down->quarantined[0].reason.find("changed by somebody since the run: a"),
            std::string::npos);
  EXPECT_EQ(things.item(0), before);
}

TEST(NestedPaths, an_unset_of_what_is_absent_changes_nothing) {
  const WishingMigration migration(
      {{Path({"a"}), true, {}}, {Path({"b", "c", "d"}), true, {}}, {Path({"c", "d"}), true, {}}});
  Things things(true);
  things.insert(0, R"({"_id":"k0","b":5,"c":{}})");
  Runner runner(things.store(), migration);
  ASSERT_OK(runner.up());
  EXPECT_EQ(things.item(0), R"({"_id":"k0","b":5,"c":{},"done":true})");
  ASSERT_OK(runner.down());
  EXPECT_EQ(things.item(0), R"({"_id":"k0","b":5,"c":{}})");
}

TEST(NestedPaths, members_whose_parent_a_user_removed_come_back_with_it) {
  const WishingMigration migration({{Path({"a", "b"}), true, {}}, {Path({"a", "c"}), true, {}}});
  Things things(true);
  things.insert(0, R"({"_id":"k0","a":{"b":1,"x":0,"c":2}})");
  Runner runner(things.store(), migration);
  ASSERT_OK(runner.up());
  EXPECT_EQ(things.item(0), R"({"_id":"k0","a":{"x":0},"done":true})");
  const std::string current = things.item(0);
  const std::string without_parent = R"({"_id":"k0","done":true})";
  const std::string key = key_of(0);
  ItemWrite erase;
  erase.kind = ItemWrite::Kind::erase;
  erase.collection = "things";
  erase.key = key;
  erase.basis = current;
  ASSERT_EQ(things.write(erase), WriteOutcome::applied);
  things.insert(0, without_parent);
  ASSERT_OK(runner.down());
  EXPECT_EQ(things.item(0), R"({"_id":"k0","a":{"b":1,"c":2}})");
}

struct Removed {
  explicit Removed(std::string_view text) : item(padded(text)) {
    const auto view = codec().make_view();
    EXPECT_TRUE(view->load(item));
    std::vector<model::Edit> inverse;
    const model::Edit edit{model::Edit::Kind::unset, &path, {}, 0};
    EXPECT_TRUE(view->splice(std::span(&edit, 1), after, inverse, arena));
    for (const model::Edit& one : inverse) fields.push_back({one, std::nullopt});
    entry.collection = "things";
    entry.key = key;
    entry.fields = fields;
  }

  ItemRestorer::Verdict restore(std::string_view current) {
    const std::string text = padded(current);
    ItemRestorer restorer(codec(), RollbackPolicy::leave);
    Batch batch;
    const auto verdict = restorer.plan_restore(entry, text, batch);
    reason = restorer.reason();
    return verdict;
  }

  Path path{{"a"}};
  std::string key = key_of(0);
  std::string item;
  std::string after;
  std::string reason;
  model::Arena arena;
  std::vector<FieldUndo> fields;
  JournalEntry entry;
};

TEST(ItemRestorer, tells_a_users_value_from_one_that_only_holds_it) {
  Removed removed(R"({"_id":"k0","a":12,"b":1})");
  EXPECT_EQ(removed.restore(removed.after), ItemRestorer::Verdict::planned);
  EXPECT_EQ(removed.restore(removed.item), ItemRestorer::Verdict::settled);
  EXPECT_EQ(removed.restore(R"({"_id":"k0","a":1,"b":1})"), ItemRestorer::Verdict::left);
  EXPECT_EQ(removed.reason, "changed by somebody since the run: a");
  EXPECT_EQ(removed.restore(R"({"_id":"k0","a":"a","b":1})"), ItemRestorer::Verdict::left);
}

TEST(ItemRestorer, finds_a_name_that_stood_twice_restored) {
  Removed removed(R"({"_id":"k0","a":1,"b":1,"a":2})");
  ASSERT_EQ(removed.fields.size(), 2u);
  EXPECT_EQ(removed.restore(removed.after), ItemRestorer::Verdict::planned);
  EXPECT_EQ(removed.restore(removed.item), ItemRestorer::Verdict::settled);
  EXPECT_EQ(removed.restore(R"({"_id":"k0","a":2,"b":1})"), ItemRestorer::Verdict::left);
}

}  // namespace
}  // namespace whimbrel::engine
