#pragma once

#include <utility>

#include "whimbrel/engine/action.hpp"

namespace whimbrel::engine {

// Makes an index where there is none. One that is there and the same is fine; another of its name
// is refused. Taking it back drops it if this run made it, and nobody replaced it since.
class CreateIndex final : public Action {
 public:
  CreateIndex(std::string collection, stores::IndexSpec index)
      : collection_(std::move(collection)), index_(std::move(index)) {}

  std::string description() const override;
  base::Result<std::string> prepare(const ActionContext& context) const override;
  base::Result<bool> is_done(const ActionContext& context) const override;
  base::Status perform(const ActionContext& context) const override;
  bool works_in_dry_run() const override { return true; }
  base::Status undo(const ActionContext& context) const override;

 private:
  std::string collection_;
  stores::IndexSpec index_;
};

}  // namespace whimbrel::engine
