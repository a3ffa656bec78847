#include "whimbrel/recipes/change/lookup_change.hpp"

#include <fmt/format.h>

#include <mutex>
#include <utility>

#include "whimbrel/model/digest.hpp"
#include "whimbrel/recipes/change/answered_item.hpp"
#include "whimbrel/recipes/change/basic_change.hpp"
#include "whimbrel/recipes/change/draft_item.hpp"
#include "whimbrel/recipes/change/field_table.hpp"
#include "whimbrel/recipes/change/join_table.hpp"
#include "whimbrel/recipes/change/joined_rows.hpp"
#include "whimbrel/recipes/change/lookup_source.hpp"
#include "whimbrel/recipes/change/shown_field.hpp"
#include "whimbrel/recipes/document/node_reader.hpp"

namespace whimbrel::recipes {
namespace {

enum class Missing : std::uint8_t { reject, skip, null };

// A field of the item and one of the row.
struct FieldPair {
  model::Path item;
  model::Path row;
};

struct LookupRule {
  LookupSource source;
  std::vector<FieldPair> match;
  std::vector<FieldPair> take;
  Missing missing = Missing::reject;
  bool hides_match = false;
};

class LookupApplier final : public ChangeApplier {
 public:
  LookupApplier(const LookupRule& rule, std::shared_ptr<const JoinTable> table)
      : rule_(rule), table_(std::move(table)) {}

  void apply(DraftItem& draft) override {
    const auto* values = write_key(draft) ? table_->find(key_) : nullptr;
    if (values == nullptr) {
      miss(draft);
      return;
    }
    for (const FieldPair& pair : rule_.take) {
      if (*values) draft.set(pair.item, **values);
      ++values;
    }
  }

 private:
  bool write_key(DraftItem& draft) {
    key_.clear();
    for (const FieldPair& pair : rule_.match) {
      const auto raw = draft.find(pair.item);
      const auto value = raw ? draft.codec().decode_value(*raw) : model::Value();
      if (!value || !append_join_key(*value, rule_.source.is_text_only(), key_)) return false;
    }
    return true;
  }

  void miss(DraftItem& draft) {
    if (rule_.missing == Missing::reject) {
      const model::Path& path = rule_.match.front().item;
      const auto raw = draft.find(path);
      draft.reject(raw ? fmt::format("{} has no row for {}", rule_.source.name(),
                                     shown_field(path, *raw, rule_.hides_match, draft))
                       : fmt::format("{} is absent, so nothing can be looked up in {}", path.text(),
                                     rule_.source.name()));
    } else if (rule_.missing == Missing::null) {
      for (const FieldPair& pair : rule_.take) set_value(draft, pair.item, model::Null());
    }
  }

  const LookupRule& rule_;
  std::shared_ptr<const JoinTable> table_;
  std::string key_;
};

class LookupChange final : public BasicChange {
 public:
  LookupChange(const Node& node, LookupRule rule, std::size_t step)
      : BasicChange("lookup", node),
        rule_(std::move(rule)),
        document_(fmt::format("rows of {} for step {}", rule_.source.name(), step)) {
    if (!rule_.source.file_digest().empty()) add_to_definition(" " + rule_.source.file_digest());
  }

  std::vector<model::Path> reads() const override {
    std::vector<model::Path> paths;
    for (const FieldPair& pair : rule_.match) paths.push_back(pair.item);
    return paths;
  }
  std::vector<model::Path> writes() const override {
    std::vector<model::Path> paths;
    for (const FieldPair& pair : rule_.take) paths.push_back(pair.item);
    return paths;
  }
  bool repeatable() const override {
    for (const FieldPair& match : rule_.match)
      for (const FieldPair& take : rule_.take)
        if (are_nested(match.item, take.item)) return false;
    return true;
  }

  base::Status pin(const engine::PinContext& context, engine::PinnedInputs& inputs) const override {
    std::vector<model::Path> match, take;
    for (const FieldPair& pair : rule_.match) match.push_back(pair.row);
    for (const FieldPair& pair : rule_.take) take.push_back(pair.row);
    JoinedRows rows(std::move(match), std::move(take));
    WHIMBREL_TRY(rule_.source.gather(context, rows));
    engine::PinnedDocument document;
    document.content = rows.text();
    document.sha256 = model::to_hex(model::sha256_of(document.content));
    document.fetched_ms = context.clock.now_ms();
    inputs.documents[document_] = std::move(document);
    return {};
  }

  base::Result<std::unique_ptr<ChangeApplier>> prepare(
      const PrepareContext& context) const override {
    const auto document = context.inputs.documents.find(document_);
    if (document == context.inputs.documents.end())
      return base::fail(base::ErrorKind::invalid_data,
                        fmt::format("the plan lacks the rows of {}", rule_.source.name()),
                        "make a new plan");
    WHIMBREL_ASSIGN(auto table, table_of(document->second, context.codec));
    return std::make_unique<LookupApplier>(rule_, std::move(table));
  }

 private:
  // One table for all threads of a run; it goes with the last of them.
  base::Result<std::shared_ptr<const JoinTable>> table_of(const engine::PinnedDocument& document,
                                                          const model::ItemCodec& codec) const {
    const std::lock_guard lock(mutex_);
    auto table = table_.lock();
    if (table != nullptr && table_digest_ == document.sha256 && table_codec_ == &codec)
      return table;
    WHIMBREL_ASSIGN(table, JoinTable::make(document.content, rule_.take.size(), codec));
    table_ = table;
    table_digest_ = document.sha256;
    table_codec_ = &codec;
    return table;
  }

  LookupRule rule_;
  std::string document_;
  mutable std::mutex mutex_;
  mutable std::weak_ptr<const JoinTable> table_;
  mutable std::string table_digest_;
  mutable const model::ItemCodec* table_codec_ = nullptr;
};

std::vector<FieldPair> read_pairs(const Node& node, std::string_view what, std::string_view example,
                                  Findings& findings) {
  std::vector<FieldPair> pairs;
  for (FieldRow& row : read_field_table(node, what, example, findings))
    if (auto path = read_path(*row.spec, fmt::format("a field of the row in {}", what), findings))
      pairs.push_back({std::move(row.path), *std::move(path)});
  return pairs;
}

Missing read_missing(const Node& node, Findings& findings) {
  if (node.is_null() || (node.is_scalar() && node.text() == "null")) return Missing::null;
  if (node.is_scalar() && node.text() == "skip") return Missing::skip;
  if (!node.is_scalar() || node.text() != "reject")
    wrong_choice(node, "missing of lookup", "reject, skip or null",
                 "write missing: skip to leave items without a row as they are", findings);
  return Missing::reject;
}

}  // namespace

std::unique_ptr<Change> compile_lookup(const Node& node, const CompileContext& context,
                                       Findings& findings) {
  const MapReader reader(node, "lookup", {"from", "match", "take", "missing"}, findings);
  if (!reader.is_map()) return nullptr;
  const Node* from = reader.require("from", "from: { collection: users }");
  const Node* match = reader.require("match", "match: { ownerId: _id }");
  const Node* take = reader.require("take", "take: { ownerName: name }");
  auto source = from == nullptr ? std::nullopt : LookupSource::compile(*from, context, findings);
  std::vector<FieldPair> matched, taken;
  if (match != nullptr)
    matched = read_pairs(*match, "match of lookup", "match: { ownerId: _id }", findings);
  if (take != nullptr)
    taken = read_pairs(*take, "take of lookup", "take: { ownerName: name }", findings);
  Missing missing = Missing::reject;
  if (const Node* word = reader.find("missing")) missing = read_missing(*word, findings);
  if (!source || matched.empty() || taken.empty()) return nullptr;
  const bool hidden = is_secret(matched.front().item, context.secrets);
  LookupRule rule{*std::move(source), std::move(matched), std::move(taken), missing, hidden};
  return std::make_unique<LookupChange>(node, std::move(rule), context.step);
}

}  // namespace whimbrel::recipes
