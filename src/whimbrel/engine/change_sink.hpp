#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/error.hpp"
#include "whimbrel/model/arena.hpp"
#include "whimbrel/model/edit.hpp"

namespace whimbrel::engine {

// An item that a transformation makes besides the one it looks at. Owns nothing.
struct NewItem {
  std::string_view collection;
  std::string_view key;
  std::string_view bytes;
};

// What a migration wants done with one item: filled by Transformer::transform, read by the engine,
// cleared between items. An untouched sink means "leave the item alone". One thread.
class ChangeSink {
 public:
  // Gives the field this value (bytes in the item's encoding). `path` must live as long as the
  // transformer; `raw` as long as the transformer too, or use copy().
  void set(const model::Path& path, model::RawValue raw) {
    edits_.push_back({model::Edit::Kind::set, &path, raw, 0});
  }
  void unset(const model::Path& path) {
    edits_.push_back({model::Edit::Kind::unset, &path, {}, 0});
  }
  // Removes the whole item. Edits are then ignored.
  void erase() { erase_ = true; }
  // The item should have been changed and cannot be: it is quarantined with this reason.
  void reject(std::string reason) { rejection_ = std::move(reason); }

  // Whom the change concerns and how much of the migration's amount it moves, for the impact that
  // the plan lists. An item without readable amount is counted apart.
  void attribute(std::string_view owner, std::optional<std::int64_t> amount) {
    owner_ = arena_.copy(owner);
    amount_ = amount;
    attributed_ = true;
  }

  // Also puts this new item (bytes in the store's encoding) where no item is. What a transformation
  // wants of one item happens together or not at all: the item itself changes only if every insert
  // found its place free, and the other way round. An item that is there already with the same
  // bytes counts as put. Name the collection in MigrationInfo::inserts_into.
  void insert(std::string_view collection, std::string_view key, std::string_view item) {
    inserts_.push_back({arena_.copy(collection), arena_.copy(key), arena_.copy(item)});
  }

  // The whole run must stop here: not this item is at fault but what the transformation works with,
  // such as a program that does not answer. The run can be resumed.
  void fail(base::Error error) { failure_ = std::move(error); }

  // A copy of bytes made on the fly that lives until clear().
  model::RawValue copy(std::string_view bytes) { return arena_.copy(bytes); }

  void clear() {
    edits_.clear();
    arena_.clear();
    rejection_.reset();
    failure_.reset();
    inserts_.clear();
    erase_ = false;
    attributed_ = false;
    amount_.reset();
  }

  bool wants_change() const noexcept { return erase_ || !edits_.empty() || !inserts_.empty(); }
  bool wants_erase() const noexcept { return erase_; }
  const std::vector<model::Edit>& edits() const noexcept { return edits_; }
  const std::vector<NewItem>& inserts() const noexcept { return inserts_; }
  const std::optional<base::Error>& failure() const noexcept { return failure_; }
  const std::optional<std::string>& rejection() const noexcept { return rejection_; }
  bool attributed() const noexcept { return attributed_; }
  std::string_view owner() const noexcept { return owner_; }
  std::optional<std::int64_t> amount() const noexcept { return amount_; }

 private:
  std::vector<model::Edit> edits_;
  model::Arena arena_;
  std::vector<NewItem> inserts_;
  std::optional<std::string> rejection_;
  std::optional<base::Error> failure_;
  std::string_view owner_;
  std::optional<std::int64_t> amount_;
  bool erase_ = false;
  bool attributed_ = false;
};

}  // namespace whimbrel::engine
