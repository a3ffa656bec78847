#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/engine/batch.hpp"
#include "whimbrel/engine/journal/journal_entry.hpp"
#include "whimbrel/engine/run_options.hpp"
#include "whimbrel/model/item_codec.hpp"

namespace whimbrel::engine {

// Plans how one item is taken back to its before-image, politely: what somebody changed since the
// run is handled as the policy says. One thread.
class ItemRestorer {
 public:
  enum class Verdict : std::uint8_t {
    planned,  // a write was added to the batch
    settled,  // it is as it was before the run already
    left,     // it stays as it is; reason() says why
  };

  ItemRestorer(const model::ItemCodec& codec, RollbackPolicy policy);

  // `current` is the item as it is (readable padding behind it), nullopt when there is none. The
  // entry's and the item's bytes must live as long as the batch. With policy merge, reason() may be
  // set also when a write was planned: some fields were left.
  Verdict plan_restore(const JournalEntry& entry, std::optional<std::string_view> current,
                       Batch& batch);

  const std::string& reason() const noexcept { return reason_; }

 private:
  Verdict restore_fields(const JournalEntry& entry, std::string_view current, Batch& batch);
  Verdict restore_erased(const JournalEntry& entry, std::optional<std::string_view> current,
                         Batch& batch);
  Verdict remove_inserted(const JournalEntry& entry, std::optional<std::string_view> current,
                          Batch& batch);
  Verdict leave(std::string reason);

  RollbackPolicy policy_;
  std::unique_ptr<model::ItemView> view_;
  std::string reason_;
  std::vector<model::Edit> edits_;
  std::vector<model::Edit> redo_;
  std::vector<model::FieldGuard> guards_;
  std::string after_;
};

// Whether the field at hand still is what the run wrote.
bool is_as_written(const FieldUndo& field, std::optional<model::RawValue> current);
// Whether the field of fields[index] is in the item what it was before the run; of a name that
// stood twice, what the first of them was.
bool is_as_before(std::span<const FieldUndo> fields, std::size_t index,
                  const model::ItemView& item);

}  // namespace whimbrel::engine
