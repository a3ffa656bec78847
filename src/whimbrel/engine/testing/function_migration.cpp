#include "whimbrel/engine/testing/function_migration.hpp"

#include <fmt/format.h>

#include "whimbrel/engine/testing/state_migration.hpp"

namespace whimbrel::engine::testing {
namespace {

class FunctionTransformer final : public Transformer {
 public:
  explicit FunctionTransformer(const FunctionMigration::Change& change) : change_(change) {}
  void transform(const model::ItemView& item, ChangeSink& sink) override { change_(item, sink); }

 private:
  const FunctionMigration::Change& change_;
};

const model::Path& state_path() {
  static const model::Path path({"state"});
  return path;
}
const model::Path& amount_path() {
  static const model::Path path({"amount"});
  return path;
}
const model::Path& id_path() {
  static const model::Path path({"_id"});
  return path;
}

bool is_old(const model::ItemView& item) {
  const auto state = item.find(state_path());
  return state && *state == R"("old")";
}

// "item-0003" as "moved-0003".
std::string moved_id(const model::ItemView& item) {
  std::string id(*item.find(id_path()));
  return id.replace(0, 6, "\"moved-");
}

void move_to_people(const model::ItemView& item, ChangeSink& sink) {
  if (!is_old(item)) return;
  const std::string id = moved_id(item);
  std::string moved(item.bytes());
  const std::string_view old_id = *item.find(id_path());
  moved.replace(moved.find(old_id), old_id.size(), id);
  sink.insert("people", id, moved);
  sink.erase();
}

void copy_to_people(const model::ItemView& item, ChangeSink& sink) {
  if (is_old(item)) sink.insert("people", *item.find(id_path()), item.bytes());
}

void count_up(const model::ItemView& item, ChangeSink& sink) {
  const auto amount = item.find(amount_path());
  const auto number = amount ? item.integer_of(*amount) : std::nullopt;
  if (number) sink.set(amount_path(), sink.copy(fmt::format("{}", *number + 1)));
}

}  // namespace

FunctionMigration::FunctionMigration(std::string id, Change change) : change_(std::move(change)) {
  info_.id = std::move(id);
  info_.description = "A change that a test makes";
  info_.collection = "things";
  info_.definition = "a function of the test's";
  info_.item_noun = "thing";
}

base::Result<std::unique_ptr<Transformer>> FunctionMigration::prepare(
    const PinnedInputs& /*inputs*/, const model::ItemCodec& /*codec*/) const {
  return std::make_unique<FunctionTransformer>(change_);
}

FunctionMigration moving_migration() {
  FunctionMigration migration("901_move_old", move_to_people);
  migration.own_info().inserts_into = {"people"};
  return migration;
}

FunctionMigration copying_migration() {
  FunctionMigration migration("902_copy_old", copy_to_people);
  migration.own_info().inserts_into = {"people"};
  return migration;
}

FunctionMigration counting_migration() {
  FunctionMigration migration("903_count_up", count_up);
  migration.own_info().repeatable = false;
  return migration;
}

}  // namespace whimbrel::engine::testing
