#pragma once

#include "whimbrel/recipes/change/basic_change.hpp"
#include "whimbrel/recipes/change/question.hpp"

namespace whimbrel::recipes {

// Makes of each item what somebody in another process answers about it.
class AnswerApplier final : public ChangeApplier {
 public:
  AnswerApplier(Question question, std::string_view name);

  void apply(DraftItem& draft) override;
  bool asks() const override { return true; }
  void foresee(DraftItem& draft) override { question_.note(draft); }
  void ask() override { question_.ask_noted(); }
  void forget() override { question_.forget(); }

 private:
  Question question_;
  std::string_view name_;
};

// What jq and programs have in common as changes: they may rest on anything that they see, and do
// anything with it.
class AnsweringChange : public BasicChange {
 public:
  AnsweringChange(std::string_view kind, const Node& node, SeenFields seen)
      : BasicChange(kind, node), seen_(std::move(seen)) {}

  bool repeatable() const override { return false; }
  std::vector<model::Path> reads() const override { return seen_.paths(); }
  bool reads_whole_item() const override { return seen_.is_everything(); }
  bool writes_any_field() const override { return true; }

 protected:
  const SeenFields& seen() const noexcept { return seen_; }

 private:
  SeenFields seen_;
};

}  // namespace whimbrel::recipes
