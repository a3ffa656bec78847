#include "tests/chaos/race_oracle.hpp"

#include <array>

namespace whimbrel::chaos {
namespace {

using engine::RollbackPolicy;

std::optional<Json> field_of(const Json& item, const std::string& name) {
  if (!item.contains(name)) return std::nullopt;
  return item[name];
}

void put_field(Json& item, const std::string& name, const std::optional<Json>& value) {
  if (value)
    item[name] = *value;
  else
    item.erase(name);
}

bool perform(const UserWrite& write, std::optional<Json>& item) {
  switch (write.kind) {
    case UserWrite::Kind::insert:
      if (item) return false;
      item = write.value;
      return true;
    case UserWrite::Kind::erase:
      if (item != write.value) return false;
      item.reset();
      return true;
    case UserWrite::Kind::set_field:
      if (!item || field_of(*item, write.field) != write.expected_field) return false;
      put_field(*item, write.field, write.value);
      return true;
  }
  return false;
}

}  // namespace

struct RaceOracle::Change {
  bool erased = false;
  Json before;
  Json after;
  std::vector<std::string> fields;
};

struct RaceOracle::World {
  std::optional<Json> item;
  std::vector<Change> changes;
  bool down_begun = false;
};

void RaceOracle::migrate(World& world) const {
  if (!world.item) return;
  Change change;
  change.before = *world.item;
  const auto state = field_of(*world.item, "state");
  if (state == "dead") {
    change.erased = true;
    world.item.reset();
  } else if (state == "old" && !world.item->contains("fragile")) {
    change.fields = {"state", "stamp"};
    if (world.item->contains("obsolete")) change.fields.emplace_back("obsolete");
    put_field(*world.item, "state", "new");
    put_field(*world.item, "stamp",
              Json{{"$date", {{"$numberLong", std::to_string(run_time_ms_)}}}});
    put_field(*world.item, "obsolete", std::nullopt);
    change.after = *world.item;
  } else {
    return;
  }
  world.changes.push_back(std::move(change));
}

void RaceOracle::undo(World& world, const Change& change) const {
  if (change.erased) {
    // Whoever made it anew keeps theirs.
    if (!world.item) world.item = change.before;
    return;
  }
  if (!world.item) return;
  std::vector<std::string> ours;
  bool changed_since = false;
  for (const std::string& name : change.fields) {
    const auto now = field_of(*world.item, name);
    if (now == field_of(change.after, name) || policy_ == RollbackPolicy::overwrite)
      ours.push_back(name);
    else if (now != field_of(change.before, name))
      changed_since = true;
  }
  if (changed_since && policy_ == RollbackPolicy::leave) return;
  for (const std::string& name : ours) put_field(*world.item, name, field_of(change.before, name));
}

void RaceOracle::explore(World world, const std::vector<UserWrite>& writes, std::size_t at,
                         bool with_down, std::set<std::string>& found) const {
  const bool ended = at == writes.size();
  const int earliest = at == 0 ? before_up : writes[at - 1].phase_begun;
  const int latest = ended ? during_down : writes[at].phase_acknowledged;

  // The run's write may stand here when the writes around it leave room for it.
  if (!world.down_begun && earliest <= during_up && latest >= during_up) {
    World migrated = world;
    migrate(migrated);
    if (migrated.changes.size() > world.changes.size())
      explore(std::move(migrated), writes, at, with_down, found);
  }
  // Each of its changes is taken back on its own, the newest first.
  if (with_down && !world.changes.empty() && latest >= during_down) {
    World undone = world;
    undone.down_begun = true;
    undone.changes.pop_back();
    undo(undone, world.changes.back());
    explore(std::move(undone), writes, at, with_down, found);
  }
  if (ended) {
    if (!with_down || world.changes.empty()) found.insert(text_of(world.item));
    return;
  }
  if (perform(writes[at], world.item)) explore(std::move(world), writes, at + 1, with_down, found);
}

std::set<std::string> RaceOracle::after_up(const std::optional<Json>& seed,
                                           const std::vector<UserWrite>& writes) const {
  std::set<std::string> found;
  // Nobody touched it: then the run did what it should.
  World world{seed, {}, false};
  if (writes.empty()) {
    migrate(world);
    return {text_of(world.item)};
  }
  explore(world, writes, 0, false, found);
  return found;
}

std::set<std::string> RaceOracle::after_down(const std::optional<Json>& seed,
                                             const std::vector<UserWrite>& writes) const {
  if (writes.empty()) return {text_of(seed)};
  std::set<std::string> found;
  explore({seed, {}, false}, writes, 0, true, found);
  return found;
}

}  // namespace whimbrel::chaos
