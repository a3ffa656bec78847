#pragma once

#include <utility>

#include "whimbrel/engine/action.hpp"

namespace whimbrel::engine {

// Makes a collection where there is none. One that is there with the same key is fine; with another
// it is refused. Taking it back drops the collection if this run made it and nobody has put
// anything into it.
class CreateCollection final : public Action {
 public:
  explicit CreateCollection(stores::CollectionSpec spec) : spec_(std::move(spec)) {}

  std::string description() const override { return "create collection " + spec_.name; }
  base::Result<std::string> prepare(const ActionContext& context) const override;
  base::Result<bool> is_done(const ActionContext& context) const override;
  base::Status perform(const ActionContext& context) const override;
  bool works_in_dry_run() const override { return true; }
  base::Status undo(const ActionContext& context) const override;

 private:
  stores::CollectionSpec spec_;
};

}  // namespace whimbrel::engine
