#include "whimbrel/packs/sparta/03_add_wasslashed_field.hpp"

#include <map>
#include <set>
#include <utility>

#include "whimbrel/engine/actions/create_collection.hpp"
#include "whimbrel/engine/actions/create_index.hpp"
#include "whimbrel/packs/sparta/definition_on.hpp"
#include "whimbrel/packs/sparta/field_paths.hpp"
#include "whimbrel/packs/sparta/inputs/address.hpp"
#include "whimbrel/packs/sparta/inputs/pinned_document.hpp"
#include "whimbrel/packs/sparta/item_maker.hpp"
#include "whimbrel/packs/sparta/slashing_survey.hpp"
#include "whimbrel/packs/sparta/table_reader.hpp"
#include "whimbrel/packs/sparta/tables.hpp"

namespace whimbrel::packs::sparta {
namespace {

using model::Value;

constexpr const char* slashing_input = "slashing";

std::string text_of(const Value& row, std::string_view name) {
  const Value* found = row.find(name);
  const auto* text = found == nullptr ? nullptr : found->get_if<std::string>();
  return text == nullptr ? std::string() : *text;
}

// The rows of a list in the pinned survey.
base::Result<model::List> pinned_rows(const engine::PinnedInputs& inputs, std::string_view name) {
  WHIMBREL_ASSIGN(const Value survey, read_document(inputs, slashing_input));
  const Value* found = survey.find(name);
  const auto* rows = found == nullptr ? nullptr : found->get_if<model::List>();
  if (rows == nullptr)
    return base::fail(base::ErrorKind::invalid_data,
                      "the plan's input slashing has no list " + std::string(name),
                      "make a new plan with `whimbrel preview --plan FILE`");
  return *rows;
}

class MoveSlashed final : public engine::Transformer {
 public:
  // `evidence` by address, as the table spells it.
  MoveSlashed(ItemMaker maker, std::string history_table,
              std::map<std::string, std::string> evidence, base::UnixMillis run_time_ms)
      : maker_(std::move(maker)),
        history_table_(std::move(history_table)),
        evidence_(std::move(evidence)),
        run_time_ms_(run_time_ms) {}

  void transform(const model::ItemView& item, engine::ChangeSink& sink) override {
    const std::string spelled = text_at(item, paths_.validator_address);
    const auto found = evidence_.find(spelled);
    if (found == evidence_.end()) return;
    const std::string address = comparable(spelled);
    std::vector<std::pair<model::Path, Value>> fields{{paths_.was_slashed, Value(true)},
                                                      {slashed_at_, Value(run_time_ms_)},
                                                      {evidence_path_, Value(found->second)}};
    if (address != spelled) {
      fields.emplace_back(paths_.validator_address, Value(address));
      fields.emplace_back(recorded_address_, Value(spelled));
    }
    const auto moved = maker_.copy(item, fields);
    if (!moved) return sink.reject(moved.error().describe());
    sink.erase();
    sink.insert(history_table_, moved->key, moved->bytes);
    if (const std::string owner = text_at(item, paths_.node_operator_id); !owner.empty())
      sink.attribute(owner, std::nullopt);
  }

 private:
  const ValidatorPaths& paths_ = ValidatorPaths::get();
  const model::Path slashed_at_{{"slashedAt"}};
  const model::Path evidence_path_{{"slashingEvidence"}};
  const model::Path recorded_address_{{"recordedAddress"}};
  ItemMaker maker_;
  std::string history_table_;
  std::map<std::string, std::string> evidence_;
  base::UnixMillis run_time_ms_;
};

class Disapprove final : public engine::Transformer {
 public:
  // Operators by discordId, or by address where they have none.
  Disapprove(const model::ItemCodec& codec, std::set<std::string> operators, std::string no,
             std::string run_time)
      : codec_(codec),
        operators_(std::move(operators)),
        no_(std::move(no)),
        run_time_(std::move(run_time)) {}

  void transform(const model::ItemView& item, engine::ChangeSink& sink) override {
    std::string name = text_at(item, paths_.discord_id);
    if (name.empty()) name = comparable(text_at(item, paths_.address));
    if (!operators_.contains(name) || is_disapproved(item)) return;
    sink.set(paths_.is_approved, no_);
    sink.set(paths_.updated_at, run_time_);
    sink.attribute(name, std::nullopt);
  }

 private:
  bool is_disapproved(const model::ItemView& item) const {
    const auto raw = item.find(paths_.is_approved);
    if (!raw || item.kind_of(*raw) != model::RawKind::boolean) return false;
    const auto value = codec_.decode_value(*raw);
    return value && *value == Value(false);
  }

  const OperatorPaths& paths_ = OperatorPaths::get();
  const model::ItemCodec& codec_;
  std::set<std::string> operators_;
  std::string no_;
  std::string run_time_;
};

}  // namespace

base::Result<std::unique_ptr<engine::Transformer>> DisapprovalPass::prepare(
    const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const {
  WHIMBREL_ASSIGN(const model::List rows, pinned_rows(inputs, "affectedOperators"));
  std::set<std::string> operators;
  for (const Value& row : rows) {
    const std::string id = text_of(row, "discordId");
    operators.insert(id.empty() ? comparable(text_of(row, "walletAddress")) : id);
  }
  std::string no, run_time;
  WHIMBREL_TRY(codec.encode_value(Value(false), no));
  WHIMBREL_TRY(codec.encode_value(Value(inputs.run_time_ms), run_time));
  return std::make_unique<Disapprove>(codec, std::move(operators), std::move(no),
                                      std::move(run_time));
}

AddWasslashedField::AddWasslashedField(SharedSettings settings)
    : settings_(std::move(settings)), disapproval_(settings_) {
  info_.id = "03_add_wasslashed_field";
  info_.description = "Move slashed validators to the slashing history, disapprove their operators";
  info_.collection = settings_->validators_table;
  info_.definition = definition_on(
      "validators that the chain's set lacks move to the history with wasSlashed, slashedAt and "
      "evidence; their operators' isApproved = false",
      settings_->validators_table, settings_->slashing_history_table);
  info_.item_noun = "validator";
  info_.owner_noun = "operator";
  info_.inserts_into = {settings_->slashing_history_table};
  info_.test_items = 1;
  Table history = slashing_history(*settings_);
  actions_.push_back(std::make_unique<engine::CreateCollection>(history.spec));
  for (stores::IndexSpec& index : history.indexes)
    actions_.push_back(std::make_unique<engine::CreateIndex>(history.spec.name, std::move(index)));
}

base::Status AddWasslashedField::pin_inputs(const engine::PinContext& context,
                                            engine::PinnedInputs& inputs) const {
  WHIMBREL_ASSIGN(const Value survey, survey_slashing(context, *settings_));
  return pin_document(slashing_input, survey, context.clock, inputs);
}

base::Result<std::unique_ptr<engine::Transformer>> AddWasslashedField::prepare(
    const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const {
  WHIMBREL_ASSIGN(const model::List rows, pinned_rows(inputs, "slashedValidators"));
  std::map<std::string, std::string> evidence;
  for (const Value& row : rows)
    evidence.emplace(text_of(row, "validatorAddress"), text_of(row, "evidence"));
  return std::make_unique<MoveSlashed>(
      ItemMaker(codec, slashing_history(*settings_).spec.key_fields),
      settings_->slashing_history_table, std::move(evidence), inputs.run_time_ms);
}

base::Result<Value> AddWasslashedField::describe_plan(const engine::PinContext&,
                                                      const engine::PinnedInputs& inputs) const {
  return read_document(inputs, slashing_input);
}

}  // namespace whimbrel::packs::sparta
