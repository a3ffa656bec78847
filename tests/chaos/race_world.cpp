#include "tests/chaos/race_world.hpp"

#include <cstdlib>
#include <sstream>

#include "whimbrel/engine/testing/state_migration.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"
#include "whimbrel/stores/sqlite/sqlite_store.hpp"

namespace whimbrel::chaos {

base::Result<std::unique_ptr<RaceWorld>> RaceWorld::make(const std::string& kind, int items_count) {
  std::unique_ptr<RaceWorld> world(new RaceWorld);
  if (kind == "sqlite") {
    std::string folder = (std::filesystem::temp_directory_path() / "whimbrel-race-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr)
      return base::fail(base::ErrorKind::io, "no temporary folder could be made", "check TMPDIR");
    world->folder_ = folder;
    stores::sqlite::SqliteOptions options;
    options.path = world->folder_ / "race.db";
    // No power is lost here, and syncing would leave less room for races.
    options.sync = stores::sqlite::Sync::off;
    WHIMBREL_ASSIGN(world->store_, stores::sqlite::SqliteStore::open(options));
  } else {
    stores::memory::MemoryOptions options;
    options.transactions = kind == "memory";
    world->store_ = std::make_unique<stores::memory::MemoryStore>(options);
  }
  WHIMBREL_TRY(engine::testing::fill_things(*world->store_, items_count));
  return world;
}

RaceWorld::~RaceWorld() {
  store_.reset();
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

std::map<int, Json> RaceWorld::items() {
  std::map<int, Json> items;
  std::istringstream lines(engine::testing::dump(*store_, "things"));
  for (std::string line; std::getline(lines, line);) {
    // "item-0007"\t{…}
    items[std::stoi(line.substr(6, 4))] = Json::parse(line.substr(line.find('\t') + 1));
  }
  return items;
}

}  // namespace whimbrel::chaos
