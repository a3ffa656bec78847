#include "whimbrel/packs/sparta/operator_reference_pass.hpp"

#include <algorithm>
#include <utility>

#include "whimbrel/packs/sparta/field_paths.hpp"
#include "whimbrel/packs/sparta/inputs/address.hpp"
#include "whimbrel/packs/sparta/pinned_lists.hpp"
#include "whimbrel/packs/sparta/table_reader.hpp"

namespace whimbrel::packs::sparta {
namespace {

constexpr const char* discord_addresses_input = "addresses-by-discord-id";

class ReferByAddress final : public engine::Transformer {
 public:
  ReferByAddress(const model::ItemCodec& codec, TextLists addresses_of)
      : codec_(codec), addresses_of_(std::move(addresses_of)) {}

  void transform(const model::ItemView& item, engine::ChangeSink& sink) override {
    const auto found = addresses_of_.find(text_at(item, paths_.node_operator_id));
    if (found == addresses_of_.end()) return;
    const std::string* address = address_for(item, found->second);
    if (address == nullptr)
      return sink.reject("several operators have its nodeOperatorId as discordId");
    std::string encoded;
    if (const auto written = codec_.encode_value(model::Value(*address), encoded); !written)
      return sink.fail(written.error());
    sink.set(paths_.node_operator_id, sink.copy(encoded));
    sink.attribute(*address, 1);
  }

 private:
  const std::string* address_for(const model::ItemView& item,
                                 const std::vector<std::string>& addresses) const {
    if (addresses.size() == 1) return &addresses.front();
    const std::string own = comparable(text_at(item, paths_.validator_address));
    const auto found =
        std::find_if(addresses.begin(), addresses.end(),
                     [&](const std::string& address) { return comparable(address) == own; });
    return found == addresses.end() ? nullptr : &*found;
  }

  const ValidatorPaths& paths_ = ValidatorPaths::get();
  const model::ItemCodec& codec_;
  TextLists addresses_of_;
};

}  // namespace

base::Result<std::unique_ptr<engine::Transformer>> OperatorReferencePass::prepare(
    const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const {
  WHIMBREL_ASSIGN(auto addresses_of, read_lists(inputs, discord_addresses_input));
  return std::make_unique<ReferByAddress>(codec, std::move(addresses_of));
}

base::Status OperatorReferencePass::pin_operators(const engine::PinContext& context,
                                                  engine::PinnedInputs& inputs) const {
  const auto& paths = OperatorPaths::get();
  TextLists addresses_of;
  WHIMBREL_TRY(
      read_table(context, settings_->operators_by_address_table, [&](const model::ItemView& item) {
        if (std::string id = text_at(item, paths.discord_id); !id.empty())
          addresses_of[std::move(id)].push_back(text_at(item, paths.address));
      }));
  for (auto& [id, addresses] : addresses_of) std::sort(addresses.begin(), addresses.end());
  return pin_lists(discord_addresses_input, addresses_of, context.clock, inputs);
}

}  // namespace whimbrel::packs::sparta
