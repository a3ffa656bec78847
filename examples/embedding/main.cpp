// Previews, applies, verifies and takes back a migration of your own, on a store in memory. With
// whimbrel/stores/sqlite/sqlite_store.hpp the same lines work on a file.
#include <fmt/format.h>

#include <array>
#include <span>

#include "close_dormant_accounts.hpp"
#include "whimbrel/engine/migration_run.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"

namespace base = whimbrel::base;
namespace engine = whimbrel::engine;
namespace stores = whimbrel::stores;

namespace {

base::Status add_account(stores::Session& session, int number, std::string_view state) {
  const std::string key = std::to_string(number);
  const std::string text = fmt::format(R"({{"_id": {}, "state": "{}"}})", number, state);
  stores::ItemWrite write;
  write.kind = stores::ItemWrite::Kind::insert;
  write.collection = "accounts";
  write.key = key;
  write.after = text;
  std::array<stores::WriteOutcome, 1> outcome{};
  return session.write(std::span(&write, 1), outcome);
}

base::Status fill(stores::Store& store) {
  WHIMBREL_TRY(store.create_collection({"accounts", {whimbrel::model::Path({"_id"})}}));
  WHIMBREL_ASSIGN(const auto session, store.open_session());
  for (int number = 100; number < 200; ++number)
    WHIMBREL_TRY(add_account(*session, number, number % 4 == 0 ? "dormant" : "open"));
  return {};
}

// Errors are values: each line may end the story, with what happened and what to do.
base::Result<bool> change_and_take_back(const engine::RunEnvironment& environment) {
  const CloseDormantAccounts migration;
  engine::RunOptions options;
  options.backup_first = false;
  options.actor = "embedding-example";

  WHIMBREL_ASSIGN(const auto plan, engine::make_plan(environment, migration, options));
  fmt::print("preview: {} of {} accounts would be closed\n", plan.items_selected, plan.items_total);
  WHIMBREL_ASSIGN(const auto up, engine::run_up(environment, migration, plan, false, options));
  fmt::print("up:      {} closed\n", up.run.counters.changed);
  WHIMBREL_ASSIGN(const auto verified, engine::run_verify(environment, migration, options));
  for (const auto& check : verified.checks)
    fmt::print("verify:  {}: {}\n", check.name, check.detail);
  WHIMBREL_ASSIGN(const auto down, engine::run_down(environment, migration, options));
  fmt::print("down:    {}\n", to_string(down.run.status));
  return plan.items_selected == 25 && up.run.counters.changed == 25 &&
         engine::all_passed(verified.checks) && engine::all_passed(down.checks);
}

}  // namespace

int main() {
  stores::memory::MemoryStore store;
  const base::Cancellation never;
  const engine::RunEnvironment environment{store, base::system_clock(), never,
                                           engine::silent_progress()};
  if (const auto filled = fill(store); !filled) {
    fmt::print(stderr, "{}\n", filled.error().describe());
    return 1;
  }
  const auto done = change_and_take_back(environment);
  if (!done) fmt::print(stderr, "{}; {}\n", done.error().describe(), done.error().remedy());
  return done && *done ? 0 : 1;
}
