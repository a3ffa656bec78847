#pragma once

#include <memory>
#include <string>
#include <vector>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/recipes/action/action_compiler.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::recipes::testing {

// Keeps what operators are told.
class ToldProgress final : public engine::ProgressSink {
 public:
  void on_progress(const engine::Progress&) override {}
  void on_message(std::string_view message) override { messages.emplace_back(message); }
  std::vector<std::string> messages;
};

// One action on a store, done and taken back as the engine does it, in a folder of its own.
class ActionBench {
 public:
  // `yaml` is one action: "create_collection: { name: people }".
  ActionBench(stores::Store& store, const std::string& yaml);
  ~ActionBench();
  ActionBench(const ActionBench&) = delete;
  ActionBench& operator=(const ActionBench&) = delete;

  const RecipeAction& action() const { return *action_; }
  bool compiled() const { return action_ != nullptr; }
  // "bad-value: 'FETCH' is no HTTP method", one a line.
  std::string findings() const;

  base::Result<bool> is_done() { return action_->is_done(context_); }
  // prepare() and perform(), unless it is done.
  base::Status perform();
  base::Status undo() { return action_->undo(context_); }

  const std::string& folder() const { return folder_; }
  engine::ActionContext& context() { return context_; }
  const std::vector<std::string>& told() const { return progress_.messages; }

 private:
  std::string folder_;
  base::ManualClock clock_;
  base::Cancellation cancellation_;
  ToldProgress progress_;
  engine::ActionContext context_;
  Findings findings_;
  std::unique_ptr<RecipeAction> action_;
};

// A folder of this test's own, empty.
std::string make_test_folder();

}  // namespace whimbrel::recipes::testing
