#include "whimbrel/packs/sparta/07_populate_operators_validators_field.hpp"

#include <algorithm>
#include <utility>

#include "whimbrel/packs/sparta/definition_on.hpp"
#include "whimbrel/packs/sparta/field_paths.hpp"
#include "whimbrel/packs/sparta/inputs/address.hpp"
#include "whimbrel/packs/sparta/orphans.hpp"
#include "whimbrel/packs/sparta/pinned_lists.hpp"
#include "whimbrel/packs/sparta/table_reader.hpp"
#include "whimbrel/packs/sparta/validator_list.hpp"

namespace whimbrel::packs::sparta {
namespace {

using model::Object;
using model::Value;

constexpr const char* validators_input = "validators-by-operator";

class FillValidators final : public engine::Transformer {
 public:
  FillValidators(const model::ItemCodec& codec, TextLists validators_of)
      : codec_(codec), validators_of_(std::move(validators_of)) {}

  void transform(const model::ItemView& item, engine::ChangeSink& sink) override {
    const auto found = validators_of_.find(text_at(item, paths_.discord_id));
    if (found == validators_of_.end()) return;
    if (const auto raw = item.find(paths_.validators)) {
      const auto there = codec_.decode_value(*raw);
      const auto list = there ? read_validator_list(*there) : std::nullopt;
      if (list && list->form == ListForm::addresses)
        return sink.reject(
            "its validators are plain addresses already, as migration 08 makes them");
      if (list && same_validators(list->addresses, found->second)) return;
    }
    std::string encoded;
    if (const auto written = codec_.encode_value(list_of_objects(found->second), encoded); !written)
      return sink.fail(written.error());
    sink.set(paths_.validators, sink.copy(encoded));
    sink.attribute(text_at(item, paths_.address), static_cast<std::int64_t>(found->second.size()));
  }

 private:
  const OperatorPaths& paths_ = OperatorPaths::get();
  const model::ItemCodec& codec_;
  TextLists validators_of_;
};

}  // namespace

PopulateOperatorsValidatorsField::PopulateOperatorsValidatorsField(SharedSettings settings)
    : settings_(std::move(settings)), guard_field_(OperatorPaths::get().discord_id) {
  info_.id = "07_populate_operators_validators_field";
  info_.description = "Fill each operator's list of validators";
  info_.collection = settings_->operators_by_address_table;
  info_.definition = definition_on(
      "validators = [{validatorAddress}] of those whose nodeOperatorId is the discordId",
      settings_->operators_by_address_table, settings_->validators_table);
  info_.item_noun = "operator";
  info_.owner_noun = "operator";
  info_.amount_noun = "validators";
}

base::Status PopulateOperatorsValidatorsField::pin_inputs(const engine::PinContext& context,
                                                          engine::PinnedInputs& inputs) const {
  const auto& paths = ValidatorPaths::get();
  TextLists validators_of;
  WHIMBREL_TRY(read_table(context, settings_->validators_table, [&](const model::ItemView& item) {
    if (std::string id = text_at(item, paths.node_operator_id); !id.empty())
      validators_of[std::move(id)].push_back(text_at(item, paths.validator_address));
  }));
  for (auto& [id, addresses] : validators_of) std::sort(addresses.begin(), addresses.end());
  return pin_lists(validators_input, validators_of, context.clock, inputs);
}

base::Result<std::unique_ptr<engine::Transformer>> PopulateOperatorsValidatorsField::prepare(
    const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const {
  WHIMBREL_ASSIGN(auto validators_of, read_lists(inputs, validators_input));
  return std::make_unique<FillValidators>(codec, std::move(validators_of));
}

base::Result<Value> PopulateOperatorsValidatorsField::describe_plan(
    const engine::PinContext& context, const engine::PinnedInputs&) const {
  WHIMBREL_ASSIGN(Orphans orphans, find_orphans(context, settings_->operators_by_address_table,
                                                settings_->validators_table));
  return Value(std::move(orphans).report());
}

}  // namespace whimbrel::packs::sparta
