#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/pinned_inputs.hpp"
#include "whimbrel/engine/transformer.hpp"
#include "whimbrel/model/item_codec.hpp"
#include "whimbrel/stores/page.hpp"

namespace whimbrel::model {
class Filter;
}

namespace whimbrel::engine {

// Makes the items of a pass that puts items there instead of changing those that are. One thread.
class ItemGenerator {
 public:
  virtual ~ItemGenerator() = default;

  // Appends the next items, in key order without doubles, whose keys are greater than `after`
  // (nullopt: from the first), up to `items_max`. True when they are the last. The same for the
  // same pinned inputs, whenever and wherever it is asked.
  virtual base::Result<bool> next(const std::optional<std::string>& after, std::size_t items_max,
                                  stores::Page& page) = 0;
};

// One walk of a migration over one collection: what it reads, what it rests on, what it does to
// each item. Immutable; share between threads.
class Pass {
 public:
  virtual ~Pass() = default;

  // What it walks and changes.
  virtual const std::string& collection() const = 0;

  // The fields that the decision rests on, besides those it edits. A write applies only while they
  // are what was read.
  virtual std::span<const model::Path> guard_fields() const { return {}; }

  // Whether the decision rests on the item as a whole, as that of a program does: then a write
  // applies only while nothing of it changed.
  virtual bool guards_whole_item() const { return false; }

  // Items that this leaves out are never changed, so that a store with an index need not read them.
  // Null: every item may be.
  virtual const model::Filter* prefilter() const { return nullptr; }

  // Makes the transformer for items of this codec. unsupported when the codec cannot hold the new
  // values; invalid_data when a pinned input is not of the expected shape.
  virtual base::Result<std::unique_ptr<Transformer>> prepare(
      const PinnedInputs& inputs, const model::ItemCodec& codec) const = 0;

  // Not null for a pass that walks what this makes instead of the collection: each item is put
  // there if no item has its key, and left as it is, whatever it is, if one has. The transformer
  // says nothing about such an item but whom it concerns. Errors as prepare().
  virtual base::Result<std::unique_ptr<ItemGenerator>> generate(
      const PinnedInputs& inputs, const model::ItemCodec& codec) const {
    static_cast<void>(inputs);
    static_cast<void>(codec);
    return nullptr;
  }
};

}  // namespace whimbrel::engine
