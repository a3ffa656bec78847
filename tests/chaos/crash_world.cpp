#include "tests/chaos/crash_world.hpp"

#include <utility>

#include "tests/chaos/oracle_contents.hpp"
#include "whimbrel/stores/sqlite/sqlite_store.hpp"

namespace whimbrel::chaos {

using stores::testing::FaultPoint;
using stores::testing::KillPoint;

base::Result<stores::Store*> SqliteWorld::open() {
  stores::sqlite::SqliteOptions options;
  options.path = "/store.db";
  options.vfs = disk_.vfs_name();
  options.busy_timeout_ms = 200;
  // So small that checkpoints fall into the middle of runs.
  options.log_bytes_max = std::size_t{64} << 10;
  WHIMBREL_ASSIGN(store_, stores::sqlite::SqliteStore::open(std::move(options)));
  return store_.get();
}

void SqliteWorld::kill_at(std::uint64_t boundary, bool late) {
  disk_.kill_at_boundary(boundary, late ? KillPoint::within : KillPoint::before);
}

MemoryWorld::MemoryWorld(bool transactions)
    : store_([&] {
        stores::memory::MemoryOptions options;
        options.transactions = transactions;
        options.busy_timeout_ms = 200;
        if (!transactions) options.write_items_max = 25;
        return options;
      }()) {}

void MemoryWorld::kill_at(std::uint64_t boundary, bool late) {
  injector_.kill_at(boundary, late ? FaultPoint::after_effect : FaultPoint::before_effect);
}

std::string_view to_string(StoreKind kind) {
  switch (kind) {
    case StoreKind::sqlite:
      return "sqlite";
    case StoreKind::memory:
      return "memory";
    case StoreKind::memory_without_transactions:
      return "memory without transactions";
  }
  return "";
}

void PrintTo(StoreKind kind, std::ostream* out) { *out << to_string(kind); }

std::unique_ptr<World> make_world(StoreKind kind) {
  if (kind == StoreKind::sqlite) return std::make_unique<SqliteWorld>();
  return std::make_unique<MemoryWorld>(kind == StoreKind::memory);
}

base::Status fill(stores::Store& store, const std::vector<SeedItem>& seed) {
  WHIMBREL_TRY(store.create_collection({collection_name, {model::Path({"_id"})}}));
  WHIMBREL_ASSIGN(const auto session, store.open_session());
  for (const SeedItem& item : seed) {
    stores::ItemWrite write;
    write.kind = stores::ItemWrite::Kind::insert;
    write.collection = collection_name;
    write.key = item.key;
    write.after = item.before;
    stores::WriteOutcome outcome{};
    WHIMBREL_TRY(session->write({&write, 1}, {&outcome, 1}));
  }
  return {};
}

}  // namespace whimbrel::chaos
