#include "whimbrel/recipes/change/question.hpp"

#include <fmt/format.h>

#include <utility>

#include "whimbrel/recipes/change/program_json.hpp"

namespace whimbrel::recipes {
namespace {

// The program's own refusal of an item: {"$reject": "why"}.
const std::string* refusal_in(const model::Value& answer) {
  const auto* object = answer.get_if<model::Object>();
  if (object == nullptr || object->size() != 1) return nullptr;
  const model::Value* reason = object->find("$reject");
  return reason == nullptr ? nullptr : reason->get_if<std::string>();
}

}  // namespace

Question::Question(std::unique_ptr<Asker> asker, std::string name, SeenFields seen)
    : asker_(std::move(asker)), name_(std::move(name)), seen_(std::move(seen)) {}

bool Question::write_line(DraftItem& draft) {
  const std::string_view item = draft.current().bytes();
  if (draft.is_decided()) return false;
  auto value = draft.codec().decode_item(item);
  if (!value) {
    draft.reject(value.error().describe());
    return false;
  }
  sent_ = seen_.of(*std::move(value));
  line_.clear();
  if (auto written = write_program_json(sent_, line_); !written) {
    draft.reject(fmt::format("{} cannot see this item: {}", name_, written.error().describe()));
    return false;
  }
  return true;
}

void Question::note(DraftItem& draft) {
  if (!write_line(draft)) return;
  const auto [place, is_new] = answers_.try_emplace(line_);
  if (is_new) noted_.push_back(&place->first);
}

void Question::ask_noted() {
  if (noted_.empty()) return;
  const std::vector<std::string_view> lines = [&] {
    std::vector<std::string_view> all;
    for (const std::string* line : noted_) all.emplace_back(*line);
    return all;
  }();
  auto answers = asker_->ask_many(lines);
  for (std::size_t i = 0; i < noted_.size(); ++i)
    answers_.find(*noted_[i])->second = std::move(answers[i]);
  noted_.clear();
}

void Question::forget() {
  noted_.clear();
  answers_.clear();
}

const base::Result<std::string>& Question::answer_line() {
  if (const auto known = answers_.find(line_); known != answers_.end()) return known->second;
  const std::string_view line = line_;
  single_answer_ = std::move(asker_->ask_many({&line, 1}).front());
  return single_answer_;
}

std::optional<Question::Answer> Question::ask_about(DraftItem& draft) {
  if (!write_line(draft)) return std::nullopt;
  const auto& line = answer_line();
  if (!line) {
    if (line.error().kind() == base::ErrorKind::invalid_data)
      draft.reject(line.error().describe());
    else
      draft.fail(line.error());
    return std::nullopt;
  }
  auto value = read_program_json(*line);
  if (!value) {
    draft.reject(fmt::format("what {} answers is no value: {}", name_, value.error().describe()));
    return std::nullopt;
  }
  if (const std::string* reason = refusal_in(*value)) {
    draft.reject(fmt::format("{} says: {}", name_, *reason));
    return std::nullopt;
  }
  return Answer{&sent_, *std::move(value)};
}

}  // namespace whimbrel::recipes
