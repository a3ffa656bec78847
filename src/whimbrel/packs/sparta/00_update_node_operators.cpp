#include "whimbrel/packs/sparta/00_update_node_operators.hpp"

#include <set>
#include <utility>

#include "whimbrel/engine/actions/create_index.hpp"
#include "whimbrel/packs/sparta/definition_on.hpp"
#include "whimbrel/packs/sparta/field_paths.hpp"
#include "whimbrel/packs/sparta/inputs/discord_client.hpp"
#include "whimbrel/packs/sparta/pinned_lists.hpp"
#include "whimbrel/packs/sparta/row_list.hpp"
#include "whimbrel/packs/sparta/table_reader.hpp"
#include "whimbrel/packs/sparta/tables.hpp"

namespace whimbrel::packs::sparta {
namespace {

using model::Object;
using model::Value;

constexpr const char* usernames_input = "discord-usernames";

bool lacks_username(const model::ItemView& item) {
  return text_at(item, OperatorPaths::get().discord_username).empty();
}

class FillUsername final : public engine::Transformer {
 public:
  FillUsername(const model::ItemCodec& codec, TextLists usernames)
      : codec_(codec), usernames_(std::move(usernames)) {}

  void transform(const model::ItemView& item, engine::ChangeSink& sink) override {
    if (!lacks_username(item)) return;
    const auto found = usernames_.find(text_at(item, paths_.discord_id));
    if (found == usernames_.end()) return;
    std::string encoded;
    if (const auto written = codec_.encode_value(Value(found->second.front()), encoded); !written)
      return sink.fail(written.error());
    sink.set(paths_.discord_username, sink.copy(encoded));
    sink.attribute(found->first, std::nullopt);
  }

 private:
  const OperatorPaths& paths_ = OperatorPaths::get();
  const model::ItemCodec& codec_;
  TextLists usernames_;
};

}  // namespace

UpdateNodeOperators::UpdateNodeOperators(SharedSettings settings) : settings_(std::move(settings)) {
  info_.id = "00_update_node_operators";
  info_.description = "Index node operators and fill in missing Discord names";
  info_.collection = settings_->node_operators_table;
  info_.definition = definition_on(
      "index address and discordUsername; where discordUsername is missing, set the guild member's",
      settings_->node_operators_table);
  info_.item_noun = "operator";
  info_.owner_noun = "operator";
  for (stores::IndexSpec& index : node_operators(*settings_).indexes)
    actions_.push_back(
        std::make_unique<engine::CreateIndex>(settings_->node_operators_table, std::move(index)));
}

bool UpdateNodeOperators::can_ask_guild() const {
  return !settings_->bot_token.empty() && !settings_->guild_id.empty();
}

base::Status UpdateNodeOperators::pin_inputs(const engine::PinContext& context,
                                             engine::PinnedInputs& inputs) const {
  TextLists usernames;
  if (can_ask_guild()) {
    std::set<std::string> nameless;
    WHIMBREL_TRY(
        read_table(context, settings_->node_operators_table, [&](const model::ItemView& item) {
          if (lacks_username(item)) nameless.insert(text_at(item, OperatorPaths::get().discord_id));
        }));
    DiscordClient discord(settings_->discord_api_url, settings_->bot_token, service_options(),
                          context.clock, context.cancellation);
    WHIMBREL_ASSIGN(auto found, discord.usernames(settings_->guild_id, nameless));
    for (auto& [id, username] : found) usernames[id] = {std::move(username)};
  }
  return pin_lists(usernames_input, usernames, context.clock, inputs);
}

base::Result<std::unique_ptr<engine::Transformer>> UpdateNodeOperators::prepare(
    const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const {
  WHIMBREL_ASSIGN(auto usernames, read_lists(inputs, usernames_input));
  return std::make_unique<FillUsername>(codec, std::move(usernames));
}

base::Result<Value> UpdateNodeOperators::describe_plan(const engine::PinContext& context,
                                                       const engine::PinnedInputs& inputs) const {
  const auto& paths = OperatorPaths::get();
  WHIMBREL_ASSIGN(const TextLists usernames, read_lists(inputs, usernames_input));
  std::int64_t total = 0, nameless = 0, found = 0;
  RowList missing;
  WHIMBREL_TRY(
      read_table(context, settings_->node_operators_table, [&](const model::ItemView& item) {
        ++total;
        if (!lacks_username(item)) return;
        ++nameless;
        std::string id = text_at(item, paths.discord_id);
        if (usernames.contains(id))
          ++found;
        else
          missing.add(Object{{"discordId", Value(std::move(id))},
                             {"address", Value(text_at(item, paths.address))}});
      }));
  Object report{{"totalOperators", Value(total)},
                {"operatorsWithoutDiscordUsername", Value(nameless)},
                {"guildWasAsked", Value(can_ask_guild())},
                {"foundInGuild", Value(found)}};
  std::move(missing).append_to(report, "notInGuild");
  return Value(std::move(report));
}

base::Result<std::vector<engine::CheckResult>> UpdateNodeOperators::check_before(
    stores::Store&) const {
  engine::CheckResult check;
  check.name = "the guild can be asked";
  check.passed = can_ask_guild();
  check.only_warns = true;
  check.detail = check.passed ? "guild " + settings_->guild_id
                              : "BOT_TOKEN and GUILD_ID are not both set, so that nobody's Discord "
                                "name is filled in; only the indexes are made";
  return std::vector<engine::CheckResult>{std::move(check)};
}

}  // namespace whimbrel::packs::sparta
