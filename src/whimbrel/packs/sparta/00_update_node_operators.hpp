#pragma once

#include <memory>
#include <vector>

#include "whimbrel/engine/migration.hpp"
#include "whimbrel/packs/sparta/sparta_settings.hpp"

namespace whimbrel::packs::sparta {

// Migration 00, on the operators table by discordId.
//
// Makes     AddressIndex and DiscordUsernameIndex, where they are not there
// Selects   operators without a discordUsername who are members of the guild
// Sets      discordUsername = their user name
// Leaves    everything else byte for byte; operators who are not in the guild are listed in the
//           plan.
//
// The guild's members are asked for once, with BOT_TOKEN and GUILD_ID, when the plan is made, and
// pinned. Without these only the indexes are made, and the plan warns.
class UpdateNodeOperators final : public engine::Migration {
 public:
  explicit UpdateNodeOperators(SharedSettings settings);

  const engine::MigrationInfo& info() const override { return info_; }
  std::span<const std::unique_ptr<engine::Action>> actions_before() const override {
    return actions_;
  }
  base::Status pin_inputs(const engine::PinContext& context,
                          engine::PinnedInputs& inputs) const override;
  base::Result<std::unique_ptr<engine::Transformer>> prepare(
      const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const override;

  // totalOperators, operatorsWithoutDiscordUsername, foundInGuild, notInGuild[{discordId,
  // address}]; guildWasAsked.
  base::Result<model::Value> describe_plan(const engine::PinContext& context,
                                           const engine::PinnedInputs& inputs) const override;
  base::Result<std::vector<engine::CheckResult>> check_before(stores::Store& store) const override;

 private:
  bool can_ask_guild() const;

  SharedSettings settings_;
  engine::MigrationInfo info_;
  std::vector<std::unique_ptr<engine::Action>> actions_;
};

}  // namespace whimbrel::packs::sparta
