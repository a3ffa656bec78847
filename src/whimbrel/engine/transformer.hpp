#pragma once

#include <span>
#include <string_view>

#include "whimbrel/engine/change_sink.hpp"
#include "whimbrel/model/item_codec.hpp"

namespace whimbrel::engine {

// Decides what happens to one item. Made by Pass::prepare, one a thread.
class Transformer {
 public:
  virtual ~Transformer() = default;

  // Reads the item and tells the sink. A pure function of the item and the pinned inputs, because
  // it runs again in the preview, after a conflict, after a crash and in the verification. An item
  // that this very migration already changed must be left alone.
  virtual void transform(const model::ItemView& item, ChangeSink& sink) = 0;

  // The items (padding behind each) that transform() will be asked about next, in this order, for
  // one that gets its answers from another process and had better ask for many at once. May be
  // wrong: transform() gives the same without. What it points at lives until the next call.
  virtual void expect(std::span<const std::string_view> items) { static_cast<void>(items); }
};

}  // namespace whimbrel::engine
