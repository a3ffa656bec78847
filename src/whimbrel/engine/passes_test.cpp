#include <fmt/format.h>
#include <gtest/gtest.h>

#include "whimbrel/engine/dry_run_store.hpp"
#include "whimbrel/engine/journal/testing/store_kinds.hpp"
#include "whimbrel/engine/migration_status.hpp"
#include "whimbrel/engine/testing/crash_safety.hpp"
#include "whimbrel/engine/testing/function_migration.hpp"
#include "whimbrel/engine/testing/run_bench.hpp"

namespace whimbrel::engine {
namespace {

using testing::FunctionMigration;
using testing::OnEachStore;
using testing::RunBench;

constexpr int things = 40;
constexpr int old_things = 14;
constexpr int people_made = 25;

#define ASSERT_OK(result) ASSERT_TRUE(result) << (result).error().describe()

std::string person_key(int number) { return fmt::format("\"person-{:03}\"", number); }
std::string person(int number) {
  return fmt::format(R"({{"_id": "person-{:03}", "made": true}})", number);
}

class PeopleGenerator final : public ItemGenerator {
 public:
  base::Result<bool> next(const std::optional<std::string>& after, std::size_t items_max,
                          stores::Page& page) override {
    int number = 0;
    while (number < people_made && after && person_key(number) <= *after) ++number;
    for (; number < people_made && page.size() < items_max; ++number)
      page.append(person_key(number), person(number));
    return number == people_made;
  }
};

class SaysNothing final : public Transformer {
 public:
  void transform(const model::ItemView&, ChangeSink&) override {}
};

class MakePeople final : public Pass {
 public:
  const std::string& collection() const override { return collection_; }
  base::Result<std::unique_ptr<Transformer>> prepare(const PinnedInputs&,
                                                     const model::ItemCodec&) const override {
    return std::make_unique<SaysNothing>();
  }
  base::Result<std::unique_ptr<ItemGenerator>> generate(const PinnedInputs&,
                                                        const model::ItemCodec&) const override {
    return std::make_unique<PeopleGenerator>();
  }

 private:
  std::string collection_ = "people";
};

// Marks old things as seen, then makes people.
class TwoPasses final : public Migration {
 public:
  TwoPasses()
      : first_("two_passes", [](const model::ItemView& item, ChangeSink& sink) {
          static const model::Path state({"state"});
          static const model::Path seen({"seen"});
          const auto raw = item.find(state);
          if (raw && item.string_of(*raw) == "old" && !item.find(seen)) sink.set(seen, "true");
        }) {}

  const MigrationInfo& info() const override { return first_.info(); }
  std::vector<const Pass*> passes() const override { return {this, &second_}; }
  base::Result<std::unique_ptr<Transformer>> prepare(const PinnedInputs& inputs,
                                                     const model::ItemCodec& codec) const override {
    return first_.prepare(inputs, codec);
  }
  base::Result<model::Value> describe_plan(const PinContext&, const PinnedInputs&) const override {
    return model::Value(model::Object{{"peopleWanted", model::Value(people_made)}});
  }

 private:
  FunctionMigration first_;
  MakePeople second_;
};

class Passes : public OnEachStore {
 protected:
  Passes() {
    EXPECT_TRUE(testing::fill_things(store(), things));
    EXPECT_TRUE(store().create_collection({"people", {model::Path({"_id"})}}));
    before_ = everything();
  }

  std::string everything() {
    return testing::dump(store(), "things") + "--\n" + testing::dump(store(), "people");
  }
  int people() {
    const std::string text = testing::dump(store(), "people");
    return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  }
  void put_person(int number, const std::string& item) {
    stores::ItemWrite write;
    write.kind = stores::ItemWrite::Kind::insert;
    write.collection = "people";
    const std::string key = person_key(number);
    write.key = key;
    write.after = item;
    stores::WriteOutcome outcome{};
    ASSERT_TRUE(session().write({&write, 1}, {&outcome, 1}));
  }

  TwoPasses migration_;
  std::string before_;
};

TEST_P(Passes, one_run_walks_them_all_and_is_taken_back_whole) {
  RunBench bench(store(), migration_);
  const auto up = bench.up();
  ASSERT_OK(up);
  EXPECT_EQ(up->run.status, RunStatus::completed);
  EXPECT_TRUE(all_passed(up->checks));
  EXPECT_EQ(up->run.counters.changed, static_cast<std::uint64_t>(old_things + people_made));
  EXPECT_EQ(up->plan.items_selected, static_cast<std::uint64_t>(old_things + people_made));
  EXPECT_EQ(up->plan.items_total, static_cast<std::uint64_t>(things + people_made));
  EXPECT_EQ(people(), people_made);
  const auto down = bench.down();
  ASSERT_OK(down);
  EXPECT_TRUE(all_passed(down->checks));
  EXPECT_EQ(everything(), before_);
}

TEST_P(Passes, what_is_there_already_is_left_as_it_is) {
  put_person(3, R"({"_id": "person-003", "mine": 1})");
  put_person(4, person(4));
  before_ = everything();
  RunBench bench(store(), migration_);
  const auto up = bench.up();
  ASSERT_OK(up);
  EXPECT_EQ(up->run.counters.changed, static_cast<std::uint64_t>(old_things + people_made - 2));
  EXPECT_NE(everything().find("mine"), std::string::npos);
  ASSERT_OK(bench.down());
  EXPECT_EQ(everything(), before_) << "what others put there is not taken away";
}

TEST_P(Passes, a_run_killed_at_any_boundary_goes_on_as_if_it_had_not_been) {
  testing::expect_crash_safe(store(), migration_, [this] { return everything(); });
}

TEST_P(Passes, a_dry_run_writes_nothing_and_counts_the_same) {
  stores::memory::MemoryStore overlay;
  DryRunStore dry(store(), overlay);
  RunBench bench(dry, migration_);
  bench.options.dry_run = true;
  const auto up = bench.up();
  ASSERT_OK(up);
  EXPECT_EQ(up->run.counters.changed, static_cast<std::uint64_t>(old_things + people_made));
  EXPECT_EQ(everything(), before_);
}

TEST_P(Passes, test_mode_counts_over_all_of_them) {
  RunBench bench(store(), migration_);
  bench.options.test_items_max = old_things + 3;
  const auto up = bench.up();
  ASSERT_OK(up);
  EXPECT_EQ(people(), 3);
  ASSERT_OK(bench.down());
  EXPECT_EQ(everything(), before_);
}

TEST_P(Passes, the_plan_shows_them_and_what_the_migration_tells_of_its_own) {
  RunBench bench(store(), migration_);
  const auto plan = bench.plan();
  ASSERT_OK(plan);
  const auto again = plan_from_json(plan_to_json(*plan));
  ASSERT_OK(again);
  EXPECT_EQ(again->details, plan->details);
  EXPECT_EQ(again->details,
            model::Value(model::Object{{"peopleWanted", model::Value(people_made)}}));
}

TEST_P(Passes, status_counts_what_every_pass_would_change) {
  RunBench bench(store(), migration_);
  const auto status = migration_status(bench.environment(), migration_, 0);
  ASSERT_OK(status);
  EXPECT_TRUE(status->selected_exact);
  EXPECT_EQ(status->items_selected, static_cast<std::uint64_t>(old_things + people_made));
}

INSTANTIATE_TEST_SUITE_P(Store, Passes, testing::each_store(), testing::store_name);

}  // namespace
}  // namespace whimbrel::engine
