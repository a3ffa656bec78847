#include "whimbrel/packs/sparta/04_remove_discord_username_attribute.hpp"

#include <fmt/format.h>

#include <utility>

#include "whimbrel/engine/actions/collection_state.hpp"
#include "whimbrel/packs/sparta/definition_on.hpp"
#include "whimbrel/packs/sparta/field_paths.hpp"
#include "whimbrel/packs/sparta/orphans.hpp"
#include "whimbrel/packs/sparta/table_reader.hpp"

namespace whimbrel::packs::sparta {
namespace {

using model::Object;
using model::Value;

constexpr std::string_view username_index = "DiscordUsernameIndex";

class RemoveUsername final : public engine::Transformer {
 public:
  void transform(const model::ItemView& item, engine::ChangeSink& sink) override {
    if (!item.find(paths_.discord_username)) return;
    sink.unset(paths_.discord_username);
    sink.attribute(text_at(item, paths_.discord_id), std::nullopt);
  }

 private:
  const OperatorPaths& paths_ = OperatorPaths::get();
};

}  // namespace

RemoveDiscordUsernameAttribute::RemoveDiscordUsernameAttribute(SharedSettings settings)
    : settings_(std::move(settings)) {
  info_.id = "04_remove_discord_username_attribute";
  info_.description = "Remove discordUsername from node operators";
  info_.collection = settings_->node_operators_table;
  info_.definition =
      definition_on("where discordUsername is there, unset it", settings_->node_operators_table);
  info_.item_noun = "operator";
  info_.owner_noun = "operator";
  info_.test_items = 5;
}

base::Result<std::unique_ptr<engine::Transformer>> RemoveDiscordUsernameAttribute::prepare(
    const engine::PinnedInputs&, const model::ItemCodec&) const {
  return std::make_unique<RemoveUsername>();
}

base::Result<Value> RemoveDiscordUsernameAttribute::describe_plan(
    const engine::PinContext& context, const engine::PinnedInputs&) const {
  std::int64_t with_username = 0;
  const auto count_usernames = [&](const model::ItemView& item) {
    if (item.find(OperatorPaths::get().discord_username)) ++with_username;
  };
  WHIMBREL_ASSIGN(Orphans orphans, find_orphans(context, settings_->node_operators_table,
                                                settings_->validators_table, count_usernames));
  Object report = std::move(orphans).report();
  report.append("operatorsWithDiscordUsername", Value(with_username));
  return Value(std::move(report));
}

base::Result<std::vector<engine::CheckResult>> RemoveDiscordUsernameAttribute::check_before(
    stores::Store& store) const {
  WHIMBREL_ASSIGN(const auto index,
                  engine::find_index(store, settings_->node_operators_table, username_index));
  engine::CheckResult check;
  check.name = fmt::format("{} is gone", username_index);
  check.passed = !index;
  check.only_warns = true;
  check.detail = index ? fmt::format(
                             "{} still has it: whoever looks operators up by it finds none "
                             "after this run; deploy the table without it first",
                             settings_->node_operators_table)
                       : "nothing looks operators up by their Discord name";
  return std::vector<engine::CheckResult>{std::move(check)};
}

}  // namespace whimbrel::packs::sparta
