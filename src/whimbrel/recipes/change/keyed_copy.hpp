#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/recipes/change/change.hpp"
#include "whimbrel/recipes/change/draft_item.hpp"
#include "whimbrel/recipes/change/value_source.hpp"
#include "whimbrel/recipes/document/node.hpp"

namespace whimbrel::recipes {

class KeyedCopier;

// An item as changed so far, under another key or in another collection: `key` is same, or where
// the new one comes from; of a collection with a composed key that is a list of as many values.
// Immutable.
class KeyedCopy {
 public:
  // Reads `key` and `collection` of the step `kind`; absent: the same one. nullopt, and a finding,
  // when both are the same: the copy would be the item itself.
  static std::optional<KeyedCopy> compile(const Node& node, std::string_view kind,
                                          const CompileContext& context, Findings& findings);

  const std::string& collection() const noexcept { return collection_; }
  bool is_own_collection() const noexcept { return is_own_collection_; }
  // Null: the key stays.
  const ValueSource* key() const noexcept { return key_ ? &*key_ : nullptr; }

  // Warns when two items may get the same key.
  void lint(const Place& place, Findings& findings) const;

  // The key fields of the collection: from the store, or from the action that will make it.
  base::Status pin(const engine::PinContext& context, engine::PinnedInputs& inputs) const;
  base::Result<std::unique_ptr<KeyedCopier>> prepare(const PrepareContext& context) const;

 private:
  std::string collection_;
  bool is_own_collection_ = false;
  std::optional<ValueSource> key_;
  std::vector<model::Path> future_key_fields_;  // of a collection that is made before the run
};

// Makes the copies for one thread.
class KeyedCopier {
 public:
  KeyedCopier(std::vector<model::Path> key_fields, std::unique_ptr<ValueReader> key,
              const model::ItemCodec& codec);

  struct Copy {
    std::string_view key;
    std::string_view item;
  };
  // Both live until the next call. nullopt when there is none, and then the draft is decided.
  std::optional<Copy> copy(DraftItem& draft);

  // The key that the item as read has, by the same key fields; null when it lacks one.
  std::optional<model::Key> original_key(const DraftItem& draft) const;

  // Null: no other process is asked.
  Question* question() { return key_ == nullptr ? nullptr : key_->question(); }

 private:
  bool write_key_fields(DraftItem& draft);
  bool split_composed(model::RawValue raw, DraftItem& draft);

  std::vector<model::Path> key_fields_;
  std::unique_ptr<ValueReader> key_;
  std::unique_ptr<model::ItemView> view_;
  std::vector<std::string> key_values_;
  std::vector<model::Edit> edits_;
  std::vector<model::Edit> inverse_;
  model::Arena arena_;
  std::string item_;
  model::Key key_text_;
};

}  // namespace whimbrel::recipes
