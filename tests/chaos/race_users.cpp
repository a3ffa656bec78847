#include "tests/chaos/race_users.hpp"

#include <array>
#include <map>

#include "whimbrel/engine/testing/state_migration.hpp"

namespace whimbrel::chaos {
namespace {

using stores::ItemWrite;
using stores::WriteOutcome;

// The fields that the migration writes, and one that it does not know.
constexpr std::array<const char*, 4> fields{"state", "stamp", "obsolete", "note"};

const model::Path& path_of(const std::string& field) {
  static const auto* const paths = [] {
    auto* all = new std::map<std::string, model::Path, std::less<>>;
    for (const char* name : fields) all->emplace(name, model::Path({name}));
    return all;
  }();
  return paths->at(field);
}

int chosen(std::mt19937_64& random, int below) { return static_cast<int>(random() % below); }

base::Result<bool> write_one(stores::Session& session, const ItemWrite& write) {
  std::array<WriteOutcome, 1> outcome{};
  WHIMBREL_TRY(session.write(std::span(&write, 1), outcome));
  return outcome[0] == WriteOutcome::applied;
}

}  // namespace

LiveUsers::LiveUsers(int items_count, std::size_t writes_max)
    : items_(items_count), writes_max_(writes_max) {}

std::size_t LiveUsers::writes_count() const {
  std::size_t count = 0;
  for (const Item& item : items_) count += item.writes.size();
  return count;
}

base::Status LiveUsers::act(stores::Session& session, std::mt19937_64& random) {
  const int number = chosen(random, static_cast<int>(items_.size()));
  Item& item = items_[number];
  const std::lock_guard lock(item.mutex);
  if (item.writes.size() >= writes_max_) return {};
  return write_to(session, random, number, item);
}

base::Status LiveUsers::write_to(stores::Session& session, std::mt19937_64& random, int number,
                                 Item& item) {
  const std::string key = engine::testing::item_key(number);
  const model::KeyView key_view = key;
  UserWrite done;
  done.phase_begun = phase;
  stores::Page page;
  WHIMBREL_TRY(session.read("things", std::span(&key_view, 1), page));
  bool applied = false;
  if (page.empty()) {
    done.kind = UserWrite::Kind::insert;
    const std::string text =
        engine::testing::item_text(number, chosen(random, 2) == 0 ? "old" : "anew",
                                   "\"note\": \"insert-" + std::to_string(next_value_++) + "\"");
    done.value = Json::parse(text);
    ItemWrite write;
    write.kind = ItemWrite::Kind::insert;
    write.collection = "things";
    write.key = key;
    write.after = text;
    WHIMBREL_ASSIGN(applied, write_one(session, write));
  } else if (chosen(random, 5) == 0) {
    done.kind = UserWrite::Kind::erase;
    done.value = Json::parse(page[0].bytes);
    ItemWrite write;
    write.kind = ItemWrite::Kind::erase;
    write.collection = "things";
    write.key = key;
    write.basis = page[0].bytes;
    WHIMBREL_ASSIGN(applied, write_one(session, write));
  } else {
    WHIMBREL_ASSIGN(applied, set_field(session, random, key, page[0].bytes, done));
  }
  done.phase_acknowledged = phase;
  if (applied) item.writes.push_back(std::move(done));
  return {};
}

base::Result<bool> LiveUsers::set_field(stores::Session& session, std::mt19937_64& random,
                                        std::string_view key, std::string_view text,
                                        UserWrite& write) {
  write.field = fields[chosen(random, fields.size())];
  write.value = "user-" + std::to_string(next_value_++);
  if (write.field == "state" && chosen(random, 3) == 0) write.value = "old";
  if (write.field == "state" && chosen(random, 6) == 0) write.value = "dead";
  const Json item = Json::parse(text);
  if (item.contains(write.field)) write.expected_field = item[write.field];

  const auto view = model::extended_json_codec().make_view();
  WHIMBREL_TRY(view->load(text));
  const model::Path& path = path_of(write.field);
  const std::string raw = write.value.dump();
  const model::Edit edit{model::Edit::Kind::set, &path, raw, 0};
  const model::FieldGuard guard{&path, view->find(path)};
  model::Arena arena;
  std::string after;
  std::vector<model::Edit> inverse;
  WHIMBREL_TRY(view->splice(std::span(&edit, 1), after, inverse, arena));

  ItemWrite change;
  change.collection = "things";
  change.key = key;
  change.guards = std::span(&guard, 1);
  change.edits = std::span(&edit, 1);
  if (chosen(random, 2) == 0) {
    change.basis = text;
    change.after = after;
  }
  return write_one(session, change);
}

}  // namespace whimbrel::chaos
