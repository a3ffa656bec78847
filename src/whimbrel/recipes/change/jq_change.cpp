#include "whimbrel/recipes/change/jq_change.hpp"

#include <utility>

#include "whimbrel/recipes/change/answering_change.hpp"
#include "whimbrel/recipes/change/jq_source.hpp"

namespace whimbrel::recipes {
namespace {

class JqChange final : public AnsweringChange {
 public:
  JqChange(const Node& node, std::string expression, std::size_t index, SeenFields seen)
      : AnsweringChange("jq", node, std::move(seen)),
        expression_(std::move(expression)),
        index_(index) {}

  void lint(const LintContext&, Findings& findings) const override {
    lint_jq(expression_, place(), findings);
  }

  base::Result<std::unique_ptr<ChangeApplier>> prepare(
      const PrepareContext& context) const override {
    return std::make_unique<AnswerApplier>(
        Question(std::make_unique<JqAsker>(context.jq, index_), "jq", seen()), "jq");
  }

 private:
  std::string expression_;
  std::size_t index_;
};

}  // namespace

std::unique_ptr<Change> compile_jq(const Node& node, const CompileContext& context,
                                   Findings& findings) {
  auto expression = read_jq(node, "the step", findings);
  if (!expression) return nullptr;
  const std::size_t index = context.jq->add(*expression);
  return std::make_unique<JqChange>(node, *std::move(expression), index, SeenFields(context.reads));
}

}  // namespace whimbrel::recipes
