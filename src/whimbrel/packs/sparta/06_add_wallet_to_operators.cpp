#include "whimbrel/packs/sparta/06_add_wallet_to_operators.hpp"

#include <map>
#include <utility>

#include "whimbrel/engine/actions/create_collection.hpp"
#include "whimbrel/engine/actions/create_index.hpp"
#include "whimbrel/packs/sparta/definition_on.hpp"
#include "whimbrel/packs/sparta/field_paths.hpp"
#include "whimbrel/packs/sparta/inputs/api_client.hpp"
#include "whimbrel/packs/sparta/inputs/pinned_document.hpp"
#include "whimbrel/packs/sparta/operator_copy.hpp"
#include "whimbrel/packs/sparta/pinned_lists.hpp"
#include "whimbrel/packs/sparta/row_list.hpp"
#include "whimbrel/packs/sparta/table_reader.hpp"
#include "whimbrel/packs/sparta/tables.hpp"

namespace whimbrel::packs::sparta {
namespace {

using model::Object;
using model::Value;

// By operator: the address of its validator that attested last, and that slot.
constexpr const char* operator_addresses_input = "addresses-by-operator";
constexpr const char* counts_input = "validators-counted";

// Decimal numbers without leading zeros, of any length; empty is less than 0.
bool is_later(const std::string& slot, const std::string& than) {
  return slot.size() != than.size() ? slot.size() > than.size() : slot > than;
}

TextLists best_addresses(const std::vector<ApiValidator>& validators) {
  TextLists best;
  for (const ApiValidator& one : validators) {
    if (one.operator_id.empty()) continue;
    const auto [found, is_first] =
        best.try_emplace(one.operator_id, std::vector{one.address, one.last_attestation_slot});
    if (!is_first && is_later(one.last_attestation_slot, found->second[1]))
      found->second = {one.address, one.last_attestation_slot};
  }
  return best;
}

class CopyOperators final : public engine::Transformer {
 public:
  CopyOperators(OperatorCopier copier, std::string table, TextLists addresses)
      : copier_(std::move(copier)), table_(std::move(table)), addresses_(std::move(addresses)) {}

  void transform(const model::ItemView& item, engine::ChangeSink& sink) override {
    const std::string id = text_at(item, OperatorPaths::get().discord_id);
    const auto found = addresses_.find(id);
    if (found == addresses_.end()) return;
    const auto copied = copier_.copy(item, found->second.front());
    if (!copied) return sink.reject(copied.error().describe());
    sink.insert(table_, copied->key, copied->bytes);
    sink.attribute(id, std::nullopt);
  }

 private:
  OperatorCopier copier_;
  std::string table_;
  TextLists addresses_;
};

// What the plan tells of each operator.
struct OperatorRows {
  std::int64_t existing = 0;
  std::int64_t already = 0;
  RowList migrated, skipped, errors;
};

base::Result<OperatorRows> sort_operators(const engine::PinContext& context,
                                          const SpartaSettings& settings,
                                          const TextLists& addresses) {
  const auto& paths = OperatorPaths::get();
  std::map<std::string, std::string> id_at;  // by address, in the new table
  WHIMBREL_TRY(read_table_if_there(
      context, settings.operators_by_address_table, [&](const model::ItemView& item) {
        id_at.emplace(text_at(item, paths.address), text_at(item, paths.discord_id));
      }));
  OperatorRows rows;
  WHIMBREL_TRY(read_table(context, settings.node_operators_table, [&](const auto& item) {
    ++rows.existing;
    const std::string id = text_at(item, paths.discord_id);
    const auto found = addresses.find(id);
    if (found == addresses.end())
      return rows.skipped.add({{"discordId", Value(id)}, {"reason", Value("No validators found")}});
    const std::string& address = found->second[0];
    const auto there = id_at.find(address);
    if (there == id_at.end())
      return rows.migrated.add({{"discordId", Value(id)},
                                {"address", Value(address)},
                                {"lastAttestationSlot", Value(found->second[1])}});
    if (there->second == id) {
      ++rows.already;
      return;
    }
    rows.errors.add({{"discordId", Value(id)},
                     {"address", Value(address)},
                     {"error", Value("the address is the row of operator " + there->second)}});
  }));
  return rows;
}

}  // namespace

AddWalletToOperators::AddWalletToOperators(SharedSettings settings)
    : settings_(std::move(settings)) {
  info_.id = "06_add_wallet_to_operators";
  info_.description = "Copy operators to the table that keeps them by wallet address";
  info_.collection = settings_->node_operators_table;
  info_.definition =
      definition_on("copy operators, with the address of their validator that attested last",
                    settings_->node_operators_table, settings_->operators_by_address_table);
  info_.item_noun = "operator";
  info_.owner_noun = "operator";
  info_.inserts_into = {settings_->operators_by_address_table};
  info_.test_items = 5;
  Table table = operators_by_address(*settings_);
  actions_.push_back(std::make_unique<engine::CreateCollection>(table.spec));
  for (stores::IndexSpec& index : table.indexes)
    actions_.push_back(std::make_unique<engine::CreateIndex>(table.spec.name, std::move(index)));
}

base::Status AddWalletToOperators::pin_inputs(const engine::PinContext& context,
                                              engine::PinnedInputs& inputs) const {
  ApiClient api(settings_->api_url, settings_->api_key, service_options(), context.clock,
                context.cancellation);
  WHIMBREL_ASSIGN(const auto validators, api.validators());
  const TextLists addresses = best_addresses(validators);
  std::int64_t with_operators = 0;
  for (const ApiValidator& one : validators) with_operators += one.operator_id.empty() ? 0 : 1;
  WHIMBREL_TRY(pin_lists(operator_addresses_input, addresses, context.clock, inputs));
  return pin_document(
      counts_input,
      Value(Object{{"totalValidators", Value(static_cast<std::int64_t>(validators.size()))},
                   {"validatorsWithOperators", Value(with_operators)},
                   {"uniqueOperators", Value(static_cast<std::int64_t>(addresses.size()))}}),
      context.clock, inputs);
}

base::Result<std::unique_ptr<engine::Transformer>> AddWalletToOperators::prepare(
    const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const {
  WHIMBREL_ASSIGN(TextLists addresses, read_lists(inputs, operator_addresses_input));
  return std::make_unique<CopyOperators>(OperatorCopier(codec, *settings_),
                                         settings_->operators_by_address_table,
                                         std::move(addresses));
}

base::Result<Value> AddWalletToOperators::describe_plan(const engine::PinContext& context,
                                                        const engine::PinnedInputs& inputs) const {
  WHIMBREL_ASSIGN(Value counts, read_document(inputs, counts_input));
  WHIMBREL_ASSIGN(const TextLists addresses, read_lists(inputs, operator_addresses_input));
  WHIMBREL_ASSIGN(OperatorRows rows, sort_operators(context, *settings_, addresses));
  Object report = std::move(*counts.get_if<Object>());
  report.append("existingOperators", rows.existing);
  report.append("operatorsProcessed", rows.existing);
  report.append("operatorsMigrated", static_cast<std::int64_t>(rows.migrated.count()));
  report.append("operatorsSkippedNoAddress", static_cast<std::int64_t>(rows.skipped.count()));
  report.append("operatorsAlreadyMigrated", rows.already);
  std::move(rows.migrated).append_to(report, "migrated");
  std::move(rows.skipped).append_to(report, "skippedNoAddress");
  std::move(rows.errors).append_to(report, "errors");
  return Value(std::move(report));
}

}  // namespace whimbrel::packs::sparta
