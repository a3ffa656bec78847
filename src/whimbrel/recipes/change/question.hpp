#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/value.hpp"
#include "whimbrel/recipes/change/asker.hpp"
#include "whimbrel/recipes/change/draft_item.hpp"
#include "whimbrel/recipes/change/seen_fields.hpp"

namespace whimbrel::recipes {

// The same question about many items. One thread.
class Question {
 public:
  // `name` stands in reasons: "jq", "./split.py".
  Question(std::unique_ptr<Asker> asker, std::string name, SeenFields seen);

  // What was sent and what came back, with the types of what was sent where they fit.
  struct Answer {
    const model::Value* sent = nullptr;
    model::Value value;
  };

  // The answer about the draft as it is now. nullopt when there is none, and then the draft is
  // rejected (the item's fault, or {"$reject": "why"}) or the run fails (the program's).
  std::optional<Answer> ask_about(DraftItem& draft);

  // Asks about many drafts in one go: note each, then ask. Answers stay until forget().
  void note(DraftItem& draft);
  void ask_noted();
  void forget();

  const SeenFields& seen() const noexcept { return seen_; }

 private:
  bool write_line(DraftItem& draft);
  const base::Result<std::string>& answer_line();

  std::unique_ptr<Asker> asker_;
  std::string name_;
  SeenFields seen_;
  model::Value sent_;
  std::string line_;
  std::unordered_map<std::string, base::Result<std::string>> answers_;
  std::vector<const std::string*> noted_;
  base::Result<std::string> single_answer_;
};

}  // namespace whimbrel::recipes
