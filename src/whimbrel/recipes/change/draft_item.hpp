#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/error.hpp"
#include "whimbrel/engine/change_sink.hpp"
#include "whimbrel/model/arena.hpp"
#include "whimbrel/model/edit.hpp"
#include "whimbrel/model/item_codec.hpp"

namespace whimbrel::recipes {

// An item as the changes of a recipe have made it so far: the item as read and a short list of
// edits that never overlap. Each change sees what those before it did. Constant edits of different
// fields cost no tree and, once warmed up, no allocation; one inside or around a field that was
// edited before makes the item once in a scratch buffer.
//
// A field that is removed and set again keeps its place. One thread; reused item after item.
class DraftItem {
 public:
  // `codec` must outlive it.
  explicit DraftItem(const model::ItemCodec& codec);

  // Starts with another item. `item` must stay loaded until finish().
  void begin(const model::ItemView& item);

  // The value at `path`, changes included; lives until the next call that is not const.
  std::optional<model::RawValue> find(const model::Path& path);

  // For what a raw value says: string_of, integer_of, date_ms_of, is_null.
  const model::ItemView& reader() const noexcept { return *item_; }
  const model::ItemCodec& codec() const noexcept { return codec_; }

  // The item as read.
  const model::ItemView& original() const noexcept { return *item_; }
  // The whole item, changes included; lives as find()'s answer does.
  const model::ItemView& current();

  // Gives the field this value (copied), its parents too when they are missing. `path` must live as
  // long as this object; path() makes one that does. The item is rejected when the path leads
  // through something that is no container.
  void set(const model::Path& path, model::RawValue raw);
  // Absent already changes nothing.
  void unset(const model::Path& path);

  // A copy of bytes that lives until the next begin().
  model::RawValue copy(std::string_view bytes) { return arena_.copy(bytes); }

  // The same path for as long as this object lives. Null when there are more different ones than
  // memory should go for.
  const model::Path* keep_path(const model::Path& path);

  // Removes the whole item.
  void erase() { erased_ = true; }
  // Also puts a new item; all is copied.
  void insert(std::string_view collection, std::string_view key, std::string_view item);
  // Why the item cannot be changed; the first reason stays.
  void reject(std::string reason);
  // Why the whole run must stop; the first one stays.
  void fail(base::Error error);

  // Nothing is left to do for further changes: it is erased or rejected, or the run must stop.
  bool is_decided() const noexcept { return erased_ || rejection_ || failure_; }
  const std::optional<std::string>& rejection() const noexcept { return rejection_; }
  const std::optional<base::Error>& failure() const noexcept { return failure_; }

  // Tells the sink what has become of the item; an edit that would leave the field's bytes as they
  // are is left out.
  void finish(engine::ChangeSink& sink);

 private:
  enum class Overlap : std::uint8_t { none, same, inside, around };

  static Overlap overlap_of(const model::Path& path, const model::Path& edited);
  void change(const model::Edit& edit);
  bool change_same(const model::Edit& edit);
  void change_overlapping(const model::Edit& edit);
  const model::Path& outermost_affected(const model::Edit& edit) const;
  bool has_container(const model::Path& path) const;
  void replace_edits(const model::Path& path, std::optional<model::RawValue> value);
  bool splice(const model::ItemView& base, std::span<const model::Edit> edits, std::string& after,
              model::ItemView& result);

  const model::ItemCodec& codec_;
  const model::ItemView* item_ = nullptr;
  std::vector<model::Edit> edits_;
  model::Arena arena_;
  std::vector<engine::NewItem> inserts_;
  std::optional<std::string> rejection_;
  std::optional<base::Error> failure_;
  bool erased_ = false;

  // The item with edits_ applied, when somebody needs it whole.
  bool current_made_ = false;
  std::string current_bytes_;
  std::unique_ptr<model::ItemView> current_view_;
  std::string next_bytes_;
  std::unique_ptr<model::ItemView> next_view_;
  std::vector<model::Edit> inverse_;
  model::Arena inverse_arena_;

  std::set<model::Path> kept_paths_;
};

}  // namespace whimbrel::recipes
