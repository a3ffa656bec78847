#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/model/arena.hpp"
#include "whimbrel/model/edit.hpp"

namespace whimbrel::engine {

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

  // A copy of bytes made on the fly that lives until clear().
  model::RawValue copy(std::string_view bytes) { return arena_.copy(bytes); }

  void clear() {
    edits_.clear();
    arena_.clear();
    rejection_.reset();
    erase_ = false;
    attributed_ = false;
    amount_.reset();
  }

  bool wants_change() const noexcept { return erase_ || !edits_.empty(); }
  bool wants_erase() const noexcept { return erase_; }
  const std::vector<model::Edit>& edits() const noexcept { return edits_; }
  const std::optional<std::string>& rejection() const noexcept { return rejection_; }
  bool attributed() const noexcept { return attributed_; }
  std::string_view owner() const noexcept { return owner_; }
  std::optional<std::int64_t> amount() const noexcept { return amount_; }

 private:
  std::vector<model::Edit> edits_;
  model::Arena arena_;
  std::optional<std::string> rejection_;
  std::string_view owner_;
  std::optional<std::int64_t> amount_;
  bool erase_ = false;
  bool attributed_ = false;
};

}  // namespace whimbrel::engine
