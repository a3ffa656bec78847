#include "whimbrel/packs/sparta/05_populate_validator_history.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "whimbrel/packs/sparta/definition_on.hpp"
#include "whimbrel/packs/sparta/field_paths.hpp"
#include "whimbrel/packs/sparta/inputs/l2_client.hpp"
#include "whimbrel/packs/sparta/inputs/pinned_document.hpp"
#include "whimbrel/packs/sparta/item_maker.hpp"
#include "whimbrel/packs/sparta/table_reader.hpp"
#include "whimbrel/packs/sparta/tables.hpp"
#include "whimbrel/packs/sparta/validator_history_document.hpp"

namespace whimbrel::packs::sparta {
namespace {

using model::Object;
using model::Value;

constexpr const char* history_input = "validator-history";
constexpr std::size_t test_validators = 2;

// The smallest integer, as other writers of JSON spell it: the slot is part of the key.
Value slot_value(std::uint64_t slot) {
  constexpr auto small_max = static_cast<std::uint64_t>(std::numeric_limits<std::int32_t>::max());
  if (slot <= small_max) return Value(static_cast<std::int32_t>(slot));
  return Value(static_cast<std::int64_t>(slot));
}

// Gives the entries of one validator after the other. Keys of one validator begin alike, so that
// the order of the validators is that of the keys; within one, slots are in the order of their
// text.
class HistoryGenerator final : public engine::ItemGenerator {
 public:
  HistoryGenerator(ItemMaker maker, NetworkHistory history, base::UnixMillis run_time_ms)
      : maker_(std::move(maker)), history_(std::move(history)), run_time_ms_(run_time_ms) {}

  base::Result<bool> next(const std::optional<std::string>& after, std::size_t items_max,
                          stores::Page& page) override {
    std::size_t validator = after ? validator_of(*after) : 0;
    for (; validator < history_.validators.size(); ++validator) {
      WHIMBREL_TRY(make_items_of(validator));
      auto item = made_.begin();
      if (after)
        item = std::upper_bound(
            made_.begin(), made_.end(), *after,
            [](const std::string& key, const MadeItem& made) { return key < made.key; });
      for (; item != made_.end(); ++item) {
        if (items_max-- == 0) return false;
        page.append(item->key, item->bytes);
      }
    }
    return true;
  }

 private:
  // The first validator that may have keys greater than this one.
  std::size_t validator_of(const std::string& key) const {
    const auto& validators = history_.validators;
    const auto found = std::partition_point(
        validators.begin(), validators.end(),
        [&](const ValidatorStats& one) { return R"([")" + one.address + "\"-" < key; });
    return static_cast<std::size_t>(found - validators.begin());
  }

  base::Status make_items_of(std::size_t validator) {
    if (made_of_ == validator) return {};
    made_.clear();
    const ValidatorStats& stats = history_.validators[validator];
    for (const SlotRecord& record : stats.history) {
      const base::UnixMillis timestamp =
          history_.slot_times ? history_.slot_times->time_ms(record.slot) : run_time_ms_;
      WHIMBREL_ASSIGN(MadeItem item, maker_.make(Value(Object{
                                         {"validatorAddress", Value(stats.address)},
                                         {"slot", slot_value(record.slot)},
                                         {"status", Value(record.status)},
                                         {"timestamp", Value(timestamp)},
                                     })));
      made_.push_back(std::move(item));
    }
    std::sort(made_.begin(), made_.end(),
              [](const MadeItem& a, const MadeItem& b) { return a.key < b.key; });
    made_of_ = validator;
    return {};
  }

  ItemMaker maker_;
  NetworkHistory history_;
  base::UnixMillis run_time_ms_;
  std::vector<MadeItem> made_;  // of one validator, by key
  std::optional<std::size_t> made_of_;
};

class TellValidator final : public engine::Transformer {
 public:
  void transform(const model::ItemView& item, engine::ChangeSink& sink) override {
    sink.attribute(text_at(item, HistoryPaths::get().validator_address), std::nullopt);
  }
};

}  // namespace

PopulateValidatorHistory::PopulateValidatorHistory(SharedSettings settings)
    : settings_(std::move(settings)) {
  info_.id = "05_populate_validator_history";
  info_.description = "Fill the validator history from an Aztec node's statistics";
  info_.collection = settings_->validator_history_table;
  info_.definition = definition_on(
      "put {validatorAddress, slot, status, timestamp} of the node's statistics where missing",
      settings_->validator_history_table);
  info_.item_noun = "entry";
  info_.owner_noun = "validator";
  // As many as two validators may have.
  info_.test_items = 10'000;
}

base::Status PopulateValidatorHistory::pin_inputs(const engine::PinContext& context,
                                                  engine::PinnedInputs& inputs) const {
  L2Client node(settings_->aztec_rpc_url, service_options(), context.clock, context.cancellation);
  WHIMBREL_ASSIGN(NetworkHistory history, node.history());
  if (context.test_mode && history.validators.size() > test_validators)
    history.validators.resize(test_validators);
  WHIMBREL_ASSIGN(const Value document, history_to_document(history));
  return pin_document(history_input, document, context.clock, inputs);
}

base::Result<std::unique_ptr<engine::Transformer>> PopulateValidatorHistory::prepare(
    const engine::PinnedInputs&, const model::ItemCodec&) const {
  return std::make_unique<TellValidator>();
}

base::Result<std::unique_ptr<engine::ItemGenerator>> PopulateValidatorHistory::generate(
    const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const {
  WHIMBREL_ASSIGN(const Value document, read_document(inputs, history_input));
  WHIMBREL_ASSIGN(NetworkHistory history, history_from_document(document));
  return std::make_unique<HistoryGenerator>(
      ItemMaker(codec, validator_history(*settings_).spec.key_fields), std::move(history),
      inputs.run_time_ms);
}

base::Result<Value> PopulateValidatorHistory::describe_plan(
    const engine::PinContext&, const engine::PinnedInputs& inputs) const {
  WHIMBREL_ASSIGN(const Value document, read_document(inputs, history_input));
  WHIMBREL_ASSIGN(const NetworkHistory history, history_from_document(document));
  std::int64_t entries = 0;
  std::int64_t without = 0;
  for (const ValidatorStats& validator : history.validators) {
    entries += static_cast<std::int64_t>(validator.history.size());
    if (validator.history.empty()) ++without;
  }
  Object report{{"totalValidators", Value(static_cast<std::int64_t>(history.validators.size()))},
                {"validatorsWithoutHistory", Value(without)},
                {"totalEntries", Value(entries)},
                {"repeatedEntries", Value(static_cast<std::int64_t>(history.repeated_entries))}};
  if (history.last_processed_slot)
    report.append("lastProcessedSlot", static_cast<std::int64_t>(*history.last_processed_slot));
  report.append("timestampsFrom", std::string(history.slot_times ? "slots" : "run"));
  return Value(std::move(report));
}

}  // namespace whimbrel::packs::sparta
