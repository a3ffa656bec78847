#include "tests/chaos/crash_stage.hpp"

#include <algorithm>
#include <utility>

namespace whimbrel::chaos {

std::string name_of_store(const ::testing::TestParamInfo<StoreKind>& instance) {
  std::string name(to_string(instance.param));
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

StageMaker::StageMaker(StoreKind kind, Stage stage, ProcessOptions options)
    : kind_(kind), stage_(stage), options_(std::move(options)) {
  if (kind != StoreKind::sqlite) return;
  const auto world = make_from_the_start();
  if (world) image_ = static_cast<SqliteWorld&>(*world).disk().as_it_is();
}

std::unique_ptr<World> StageMaker::make() const {
  if (kind_ == StoreKind::sqlite) return std::make_unique<SqliteWorld>(image_);
  return make_from_the_start();
}

std::unique_ptr<World> StageMaker::make_from_the_start() const {
  auto world = make_world(kind_);
  const auto store = world->open();
  const base::Status filled =
      store ? fill(**store, make_seed(seed_items)) : base::Status(tl::unexpected(store.error()));
  world->close();
  EXPECT_TRUE(filled) << filled.error().describe();
  if (!filled) return nullptr;
  if (stage_ == Stage::applied) {
    const Outcome applied = run_process(*world, Goal::applied, options_);
    EXPECT_FALSE(applied.error) << applied.describe();
    if (applied.error) return nullptr;
  }
  world->restart();
  return world;
}

}  // namespace whimbrel::chaos
