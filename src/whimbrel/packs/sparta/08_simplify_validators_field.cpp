#include "whimbrel/packs/sparta/08_simplify_validators_field.hpp"

#include <utility>

#include "whimbrel/packs/sparta/definition_on.hpp"
#include "whimbrel/packs/sparta/field_paths.hpp"
#include "whimbrel/packs/sparta/orphans.hpp"
#include "whimbrel/packs/sparta/table_reader.hpp"
#include "whimbrel/packs/sparta/validator_list.hpp"

namespace whimbrel::packs::sparta {
namespace {

class SimplifyList final : public engine::Transformer {
 public:
  explicit SimplifyList(const model::ItemCodec& codec) : codec_(codec) {}

  void transform(const model::ItemView& item, engine::ChangeSink& sink) override {
    const auto raw = item.find(paths_.validators);
    if (!raw) return;
    const auto value = codec_.decode_value(*raw);
    const auto list = value ? read_validator_list(*value) : std::nullopt;
    if (!list) return sink.reject("its validators are no list of {validatorAddress}");
    if (list->form != ListForm::objects) return;
    std::string encoded;
    if (const auto written = codec_.encode_value(list_of_addresses(list->addresses), encoded);
        !written)
      return sink.fail(written.error());
    sink.set(paths_.validators, sink.copy(encoded));
    sink.attribute(text_at(item, paths_.address),
                   static_cast<std::int64_t>(list->addresses.size()));
  }

 private:
  const OperatorPaths& paths_ = OperatorPaths::get();
  const model::ItemCodec& codec_;
};

}  // namespace

SimplifyValidatorsField::SimplifyValidatorsField(SharedSettings settings)
    : settings_(settings), references_(std::move(settings)) {
  info_.id = "08_simplify_validators_field";
  info_.description = "Plain addresses in operators' lists and as validators' operator";
  info_.collection = settings_->operators_by_address_table;
  info_.definition = definition_on(
      "validators: [{validatorAddress}] becomes [address]; "
      "nodeOperatorId: the operator's discordId becomes its address",
      settings_->operators_by_address_table, settings_->validators_table);
  info_.item_noun = "item";
  info_.owner_noun = "operator";
  info_.amount_noun = "references";
}

base::Status SimplifyValidatorsField::pin_inputs(const engine::PinContext& context,
                                                 engine::PinnedInputs& inputs) const {
  return references_.pin_operators(context, inputs);
}

base::Result<std::unique_ptr<engine::Transformer>> SimplifyValidatorsField::prepare(
    const engine::PinnedInputs&, const model::ItemCodec& codec) const {
  return std::make_unique<SimplifyList>(codec);
}

base::Result<model::Value> SimplifyValidatorsField::describe_plan(
    const engine::PinContext& context, const engine::PinnedInputs&) const {
  WHIMBREL_ASSIGN(Orphans orphans, find_orphans(context, settings_->operators_by_address_table,
                                                settings_->validators_table));
  return model::Value(std::move(orphans).report());
}

}  // namespace whimbrel::packs::sparta
