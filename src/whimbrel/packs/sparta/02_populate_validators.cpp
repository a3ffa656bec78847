#include "whimbrel/packs/sparta/02_populate_validators.hpp"

#include <set>
#include <utility>

#include "whimbrel/packs/sparta/definition_on.hpp"
#include "whimbrel/packs/sparta/field_paths.hpp"
#include "whimbrel/packs/sparta/inputs/address.hpp"
#include "whimbrel/packs/sparta/inputs/api_client.hpp"
#include "whimbrel/packs/sparta/inputs/pinned_document.hpp"
#include "whimbrel/packs/sparta/item_list_generator.hpp"
#include "whimbrel/packs/sparta/pinned_lists.hpp"
#include "whimbrel/packs/sparta/row_list.hpp"
#include "whimbrel/packs/sparta/table_reader.hpp"
#include "whimbrel/packs/sparta/tables.hpp"

namespace whimbrel::packs::sparta {
namespace {

using model::List;
using model::Object;
using model::Value;

constexpr const char* operators_input = "operators-by-address";
constexpr const char* chain_input = "validators-on-chain";
constexpr const char* chain_counts_input = "validators-counted";
// Names of the lists in chain_input.
constexpr const char* all_on_chain = "onChain";
constexpr const char* missing_in_table = "missing";

// The operator whose address it is; nullptr when there is none, or more than one.
const std::string* operator_of(const TextLists& operators, std::string_view address) {
  const auto found = operators.find(comparable(address));
  return found == operators.end() || found->second.size() != 1 ? nullptr : &found->second.front();
}

class AssignOperators final : public engine::Transformer {
 public:
  AssignOperators(const model::ItemCodec& codec, TextLists operators, std::string run_time)
      : codec_(codec), operators_(std::move(operators)), run_time_(std::move(run_time)) {}

  void transform(const model::ItemView& item, engine::ChangeSink& sink) override {
    const std::string* owner = operator_of(operators_, text_at(item, paths_.validator_address));
    if (owner == nullptr || text_at(item, paths_.node_operator_id) == *owner) return;
    std::string encoded;
    if (const auto written = codec_.encode_value(Value(*owner), encoded); !written)
      return sink.fail(written.error());
    sink.set(paths_.node_operator_id, sink.copy(encoded));
    sink.set(paths_.updated_at, run_time_);
    sink.attribute(*owner, std::nullopt);
  }

 private:
  const ValidatorPaths& paths_ = ValidatorPaths::get();
  const model::ItemCodec& codec_;
  TextLists operators_;
  std::string run_time_;
};

// Says only whose a validator is that is about to be put into the table.
class TellOwner final : public engine::Transformer {
 public:
  void transform(const model::ItemView& item, engine::ChangeSink& sink) override {
    if (const std::string owner = text_at(item, paths_.node_operator_id); !owner.empty())
      sink.attribute(owner, std::nullopt);
  }

 private:
  const ValidatorPaths& paths_ = ValidatorPaths::get();
};

Object new_validator(const std::string& address, const std::string* owner,
                     base::UnixMillis run_time_ms) {
  Object validator{{"validatorAddress", Value(address)}};
  if (owner != nullptr) validator.append("nodeOperatorId", *owner);
  validator.append("createdAt", run_time_ms);
  validator.append("updatedAt", run_time_ms);
  return validator;
}

}  // namespace

base::Result<std::unique_ptr<engine::Transformer>> MissingValidatorsPass::prepare(
    const engine::PinnedInputs&, const model::ItemCodec&) const {
  return std::make_unique<TellOwner>();
}

base::Result<std::unique_ptr<engine::ItemGenerator>> MissingValidatorsPass::generate(
    const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const {
  WHIMBREL_ASSIGN(const TextLists operators, read_lists(inputs, operators_input));
  WHIMBREL_ASSIGN(TextLists chain, read_lists(inputs, chain_input));
  ItemMaker maker(codec, validators(*settings_).spec.key_fields);
  std::vector<MadeItem> items;
  for (const std::string& address : chain[missing_in_table]) {
    WHIMBREL_ASSIGN(MadeItem item,
                    maker.make(Value(new_validator(address, operator_of(operators, address),
                                                   inputs.run_time_ms))));
    items.push_back(std::move(item));
  }
  return std::make_unique<ItemListGenerator>(std::move(items));
}

PopulateValidators::PopulateValidators(SharedSettings settings)
    : settings_(std::move(settings)),
      guard_field_(ValidatorPaths::get().validator_address),
      missing_(settings_) {
  info_.id = "02_populate_validators";
  info_.description = "Fill the validators table from the chain, each with its operator";
  info_.collection = settings_->validators_table;
  info_.definition = definition_on(
      "nodeOperatorId = the one operator whose wallet has the validator's address; put there what "
      "the chain has and the table lacks",
      settings_->validators_table);
  info_.item_noun = "validator";
  info_.owner_noun = "operator";
}

base::Status PopulateValidators::pin_inputs(const engine::PinContext& context,
                                            engine::PinnedInputs& inputs) const {
  ApiClient api(settings_->api_url, settings_->api_key, service_options(), context.clock,
                context.cancellation);
  WHIMBREL_ASSIGN(const auto operators, api.operators());
  WHIMBREL_ASSIGN(const auto on_chain, api.validators_on_chain());
  TextLists by_address;
  for (const ApiOperator& one : operators)
    if (!one.address.empty()) by_address[one.address].push_back(one.discord_id);
  std::set<std::string> in_table;
  std::int64_t rows = 0;
  WHIMBREL_TRY(read_table(context, settings_->validators_table, [&](const model::ItemView& item) {
    in_table.insert(comparable(text_at(item, ValidatorPaths::get().validator_address)));
    ++rows;
  }));
  TextLists chain{{all_on_chain, on_chain}, {missing_in_table, {}}};
  for (const std::string& address : on_chain)
    if (!in_table.contains(comparable(address))) chain[missing_in_table].push_back(address);
  const auto missing = static_cast<std::int64_t>(chain[missing_in_table].size());
  WHIMBREL_TRY(pin_lists(operators_input, by_address, context.clock, inputs));
  WHIMBREL_TRY(pin_lists(chain_input, chain, context.clock, inputs));
  return pin_document(
      chain_counts_input,
      Value(Object{{"totalOperators", Value(static_cast<std::int64_t>(operators.size()))},
                   {"totalValidatorsOnChain", Value(static_cast<std::int64_t>(on_chain.size()))},
                   {"totalValidatorsInDB", Value(rows)},
                   {"validatorsMissing", Value(missing)}}),
      context.clock, inputs);
}

base::Result<std::unique_ptr<engine::Transformer>> PopulateValidators::prepare(
    const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const {
  WHIMBREL_ASSIGN(TextLists operators, read_lists(inputs, operators_input));
  std::string run_time;
  WHIMBREL_TRY(codec.encode_value(Value(inputs.run_time_ms), run_time));
  return std::make_unique<AssignOperators>(codec, std::move(operators), std::move(run_time));
}

base::Result<Value> PopulateValidators::describe_plan(const engine::PinContext&,
                                                      const engine::PinnedInputs& inputs) const {
  WHIMBREL_ASSIGN(Value counts, read_document(inputs, chain_counts_input));
  WHIMBREL_ASSIGN(const TextLists operators, read_lists(inputs, operators_input));
  RowList errors;
  for (const auto& [address, ids] : operators) {
    if (ids.size() == 1) continue;
    List named;
    for (const std::string& id : ids) named.emplace_back(id);
    errors.add({{"address", Value(address)}, {"operators", Value(std::move(named))}});
  }
  Object report = std::move(*counts.get_if<Object>());
  std::move(errors).append_to(report, "errors");
  return Value(std::move(report));
}

}  // namespace whimbrel::packs::sparta
