#pragma once

#include "whimbrel/engine/transformer.hpp"

namespace whimbrel::packs::sparta {

// For migrations that are all actions, or only look.
class NoChange final : public engine::Transformer {
 public:
  void transform(const model::ItemView&, engine::ChangeSink&) override {}
};

}  // namespace whimbrel::packs::sparta
