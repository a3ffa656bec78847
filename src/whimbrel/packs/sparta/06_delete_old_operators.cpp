#include "whimbrel/packs/sparta/06_delete_old_operators.hpp"

#include <map>
#include <utility>

#include "whimbrel/model/digest.hpp"
#include "whimbrel/packs/sparta/definition_on.hpp"
#include "whimbrel/packs/sparta/field_paths.hpp"
#include "whimbrel/packs/sparta/operator_copy.hpp"
#include "whimbrel/packs/sparta/pinned_lists.hpp"
#include "whimbrel/packs/sparta/row_list.hpp"
#include "whimbrel/packs/sparta/table_reader.hpp"

namespace whimbrel::packs::sparta {
namespace {

using model::Object;
using model::Value;

// By discordId: the address of the equal row.
constexpr const char* copied_input = "copied-operators";

struct NewRow {
  std::string address;
  model::Fingerprint content;
};

class DeleteCopied final : public engine::Transformer {
 public:
  DeleteCopied(OperatorCopier copier, std::string table, TextLists copied)
      : copier_(std::move(copier)), table_(std::move(table)), copied_(std::move(copied)) {}

  void transform(const model::ItemView& item, engine::ChangeSink& sink) override {
    const std::string id = text_at(item, OperatorPaths::get().discord_id);
    const auto found = copied_.find(id);
    if (found == copied_.end()) return;
    const auto copied = copier_.copy(item, found->second.front());
    if (!copied) return sink.reject(copied.error().describe());
    // Removed only together with a new row that is this: put there already, or put back.
    sink.erase();
    sink.insert(table_, copied->key, copied->bytes);
    sink.attribute(id, std::nullopt);
  }

 private:
  OperatorCopier copier_;
  std::string table_;
  TextLists copied_;
};

}  // namespace

DeleteOldOperators::DeleteOldOperators(SharedSettings settings) : settings_(std::move(settings)) {
  info_.id = "06_delete_old_operators";
  info_.description = "Delete the operators by discordId that were copied to the table by address";
  info_.collection = settings_->node_operators_table;
  info_.definition =
      definition_on("delete operators whose copy by address is there and equal",
                    settings_->node_operators_table, settings_->operators_by_address_table);
  info_.item_noun = "operator";
  info_.owner_noun = "operator";
  info_.depends_on = {"06_add_wallet_to_operators"};
  info_.inserts_into = {settings_->operators_by_address_table};
  info_.test_items = 5;
}

base::Status DeleteOldOperators::pin_inputs(const engine::PinContext& context,
                                            engine::PinnedInputs& inputs) const {
  const auto& paths = OperatorPaths::get();
  std::multimap<std::string, NewRow> new_rows;
  WHIMBREL_TRY(
      read_table(context, settings_->operators_by_address_table, [&](const model::ItemView& item) {
        new_rows.emplace(text_at(item, paths.discord_id),
                         NewRow{text_at(item, paths.address), model::fingerprint_of(item.bytes())});
      }));
  OperatorCopier copier(context.store.codec(), *settings_);
  TextLists copied;
  WHIMBREL_TRY(
      read_table(context, settings_->node_operators_table, [&](const model::ItemView& item) {
        const std::string id = text_at(item, paths.discord_id);
        const auto [first, last] = new_rows.equal_range(id);
        for (auto row = first; row != last; ++row) {
          const auto copy = copier.copy(item, row->second.address);
          if (copy && model::fingerprint_of(copy->bytes) == row->second.content)
            copied[id] = {row->second.address};
        }
      }));
  return pin_lists(copied_input, copied, context.clock, inputs);
}

base::Result<std::unique_ptr<engine::Transformer>> DeleteOldOperators::prepare(
    const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const {
  WHIMBREL_ASSIGN(TextLists copied, read_lists(inputs, copied_input));
  return std::make_unique<DeleteCopied>(OperatorCopier(codec, *settings_),
                                        settings_->operators_by_address_table, std::move(copied));
}

base::Result<Value> DeleteOldOperators::describe_plan(const engine::PinContext& context,
                                                      const engine::PinnedInputs& inputs) const {
  WHIMBREL_ASSIGN(const TextLists copied, read_lists(inputs, copied_input));
  std::int64_t existing = 0;
  RowList kept;
  WHIMBREL_TRY(
      read_table(context, settings_->node_operators_table, [&](const model::ItemView& item) {
        ++existing;
        const std::string id = text_at(item, OperatorPaths::get().discord_id);
        if (!copied.contains(id))
          kept.add({{"discordId", Value(id)},
                    {"reason", Value("no equal row in " + settings_->operators_by_address_table)}});
      }));
  Object report{{"existingOperators", Value(existing)},
                {"operatorsDeleted", Value(static_cast<std::int64_t>(copied.size()))}};
  std::move(kept).append_to(report, "kept");
  return Value(std::move(report));
}

}  // namespace whimbrel::packs::sparta
