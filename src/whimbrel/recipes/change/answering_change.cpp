#include "whimbrel/recipes/change/answering_change.hpp"

#include <utility>

#include "whimbrel/recipes/change/answered_item.hpp"
#include "whimbrel/recipes/change/program_json.hpp"

namespace whimbrel::recipes {

AnswerApplier::AnswerApplier(Question question, std::string_view name)
    : question_(std::move(question)), name_(name) {}

void AnswerApplier::apply(DraftItem& draft) {
  auto answer = question_.ask_about(draft);
  if (!answer) return;
  const model::Value typed = with_types_of(std::move(answer->value), answer->sent);
  take_answered_item(*answer->sent, typed, question_.seen(), name_, draft);
}

}  // namespace whimbrel::recipes
