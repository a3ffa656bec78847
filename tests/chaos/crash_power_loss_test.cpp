#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>
#include <utility>

#include "tests/chaos/crash_recovery.hpp"
#include "tests/chaos/crash_seed.hpp"
#include "tests/chaos/crash_stage.hpp"
#include "whimbrel/stores/testing/disk_file.hpp"

namespace whimbrel::chaos {
namespace {

using stores::testing::DiskImage;
using stores::testing::SeededNumbers;

// What a power loss left of a run, and what that run had written by then.
struct Loss {
  std::uint64_t boundary = 0;
  std::uint64_t seed = 0;
  DiskImage image;
  WritesSeen writes;
};

// Runs to the goal undisturbed, and at every boundary takes images of what a power loss there could
// leave. They are judged afterwards: a live run would hold its lease.
std::vector<Loss> collect_losses(SqliteWorld& world, const RecoveryPlan& plan, std::uint64_t seed,
                                 std::uint64_t images_a_boundary) {
  std::vector<Loss> losses;
  std::function<WritesSeen()> writes_seen = [] { return WritesSeen{}; };
  world.disk().on_boundary([&](std::uint64_t boundary) {
    for (std::uint64_t i = 0; i < images_a_boundary; ++i) {
      const std::uint64_t image_seed = seed + boundary * 1'000 + i;
      losses.push_back(
          {boundary, image_seed, world.disk().after_power_loss(image_seed), writes_seen()});
    }
  });
  ProcessOptions options = plan.process;
  options.expose_writes = [&](std::function<WritesSeen()> seen) { writes_seen = std::move(seen); };
  const Outcome outcome = run_process(world, plan.goal, options);
  world.disk().on_boundary({});
  EXPECT_FALSE(outcome.error) << outcome.describe();
  return losses;
}

struct LossTally {
  std::uint64_t images = 0;  // judged, each another one
  std::uint64_t taken = 0;
  std::uint64_t twice = 0;
  std::set<std::size_t> hashes;
  RecoveryTally recoveries;
};

// Of the image and of what must be in it. Between a sync and the next write every power loss leaves
// the same: that is judged once.
std::size_t hash_of(const Loss& loss) {
  std::size_t hash = loss.writes.acknowledged.size();
  for (const auto& [path, content] : loss.image)
    hash = hash * 31 + std::hash<std::string>{}(path) + std::hash<std::string>{}(content);
  return hash;
}

// Loses power once more, while the next process takes the run up.
std::string lose_power_again(SqliteWorld& world, Loss& loss, const Oracle& oracle,
                             const RecoveryPlan& plan) {
  const auto found = look(world);
  if (!found) return "cannot be read after the power loss: " + found.error().describe();
  std::string wrong = oracle.judge_crash(*found, plan.goal, loss.writes);
  if (!wrong.empty()) return "after the power loss: " + wrong;
  world.restart();
  world.kill_at(1 + SeededNumbers(loss.seed).next(120), loss.seed % 8 == 0);
  const Outcome again = run_process(world, plan.goal, plan.process);
  world.disk().lose_power(loss.seed + 1);
  for (const std::string& key : again.writes.attempted) loss.writes.attempted.push_back(key);
  loss.writes.acknowledged.insert(again.writes.acknowledged.begin(),
                                  again.writes.acknowledged.end());
  return {};
}

std::string judge_loss(Loss& loss, const Oracle& oracle, const RecoveryPlan& plan,
                       LossTally& tally) {
  ++tally.taken;
  if (!tally.hashes.insert(hash_of(loss)).second) return {};
  ++tally.images;
  SqliteWorld world(loss.image);
  if (loss.seed % 4 == 0) {
    ++tally.twice;
    if (std::string wrong = lose_power_again(world, loss, oracle, plan); !wrong.empty())
      return wrong;
  }
  return recover(world, oracle, plan, loss.writes, tally.recoveries);
}

struct Shard {
  Goal goal = Goal::applied;
  std::uint64_t number = 0;
};

std::string name_of(const Shard& shard) {
  return fmt::format("{}_{}", shard.goal == Goal::applied ? "up" : "down", shard.number);
}

void PrintTo(const Shard& shard, std::ostream* out) { *out << name_of(shard); }

constexpr std::uint64_t images_a_shard = 2'520;
constexpr std::uint64_t images_a_boundary = 4;

class PowerLoss : public ::testing::TestWithParam<Shard> {};

TEST_P(PowerLoss, at_any_boundary_loses_nothing) {
  const Shard shard = GetParam();
  const StageMaker stage(StoreKind::sqlite,
                         shard.goal == Goal::applied ? Stage::filled : Stage::applied);
  const Oracle oracle(seed_items, true);
  SeededNumbers seeds(base_seed() * 100 + shard.number);
  const std::uint64_t enough = images_a_shard * rounds_factor();
  LossTally tally;
  for (std::uint64_t round = 0; tally.images < enough; ++round) {
    RecoveryPlan plan;
    plan.goal = shard.goal;
    plan.undo_every = 16;
    plan.process.maintains = round % 3 != 2;
    plan.process.batch_items_max = round % 4 == 3 ? 2 * seed_items : 7;
    const auto world = stage.make();
    const std::uint64_t seed = seeds.next() % 1'000'000'000'000;
    for (Loss& loss :
         collect_losses(dynamic_cast<SqliteWorld&>(*world), plan, seed, images_a_boundary)) {
      if (tally.images == enough) break;
      ASSERT_EQ(judge_loss(loss, oracle, plan, tally), "")
          << "round " << round << ", boundary " << loss.boundary << ", image " << loss.seed
          << "; again with " << how_to_repeat();
    }
  }
  fmt::print(
      "chaos: power loss on the way {} (seed {}): {} different images of {}, {} lost power twice, "
      "{} "
      "taken back afterwards, at most {} items written again, slowest recovery {:.0f} ms\n",
      shard.goal == Goal::applied ? "up" : "down", base_seed(), tally.images, tally.taken,
      tally.twice, tally.recoveries.undone_after, tally.recoveries.redone_items_max,
      tally.recoveries.slowest_s * 1'000);
  RecordProperty("images", static_cast<int>(tally.images));
  EXPECT_GE(tally.images, images_a_shard);
}

std::vector<Shard> shards() {
  std::vector<Shard> all;
  for (std::uint64_t number = 0; number < 8; ++number)
    all.push_back({number % 2 == 0 ? Goal::applied : Goal::rolled_back, number});
  return all;
}
static_assert(8 * images_a_shard >= 20'000);

INSTANTIATE_TEST_SUITE_P(Shards, PowerLoss, ::testing::ValuesIn(shards()),
                         [](const auto& instance) { return name_of(instance.param); });

// The test of the test: with syncs that do nothing, the same images must show damage.
TEST(PowerLossWithoutSync, is_found_by_the_same_test) {
  const StageMaker stage(StoreKind::sqlite, Stage::filled);
  const Oracle oracle(seed_items, true);
  RecoveryPlan plan;
  plan.process.maintains = true;
  const auto world = stage.make();
  auto& sqlite = dynamic_cast<SqliteWorld&>(*world);
  sqlite.disk().set_ignore_sync(true);
  LossTally tally;
  std::uint64_t damaged = 0;
  for (Loss& loss : collect_losses(sqlite, plan, base_seed(), 2))
    if (!judge_loss(loss, oracle, plan, tally).empty()) ++damaged;
  fmt::print("chaos: power loss with syncs that do nothing: {} of {} images are damaged\n", damaged,
             tally.images);
  EXPECT_GT(damaged, tally.images / 10);
}

}  // namespace
}  // namespace whimbrel::chaos
