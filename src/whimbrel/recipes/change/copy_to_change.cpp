#include "whimbrel/recipes/change/copy_to_change.hpp"

#include <utility>

#include "whimbrel/recipes/change/basic_change.hpp"
#include "whimbrel/recipes/change/keyed_copy.hpp"

namespace whimbrel::recipes {
namespace {

class CopyToApplier final : public ChangeApplier {
 public:
  CopyToApplier(const std::string& collection, std::unique_ptr<KeyedCopier> copier)
      : collection_(collection), copier_(std::move(copier)) {}

  void apply(DraftItem& draft) override {
    if (const auto copy = copier_->copy(draft)) draft.insert(collection_, copy->key, copy->item);
  }

  bool asks() const override { return copier_->question() != nullptr; }
  void foresee(DraftItem& draft) override { copier_->question()->note(draft); }
  void ask() override { copier_->question()->ask_noted(); }
  void forget() override {
    if (Question* question = copier_->question()) question->forget();
  }

 private:
  const std::string& collection_;
  std::unique_ptr<KeyedCopier> copier_;
};

class CopyToChange final : public BasicChange {
 public:
  CopyToChange(const Node& node, KeyedCopy copy)
      : BasicChange("copy_to", node), copy_(std::move(copy)) {}

  // It would want the copy again.
  bool repeatable() const override { return false; }
  bool reads_whole_item() const override { return true; }
  std::vector<std::string> inserts_into() const override { return {copy_.collection()}; }

  void lint(const LintContext&, Findings& findings) const override {
    copy_.lint(place(), findings);
  }

  base::Status pin(const engine::PinContext& context, engine::PinnedInputs& inputs) const override {
    return copy_.pin(context, inputs);
  }
  base::Result<std::unique_ptr<ChangeApplier>> prepare(
      const PrepareContext& context) const override {
    WHIMBREL_ASSIGN(auto copier, copy_.prepare(context));
    return std::make_unique<CopyToApplier>(copy_.collection(), std::move(copier));
  }

 private:
  KeyedCopy copy_;
};

}  // namespace

std::unique_ptr<Change> compile_copy_to(const Node& node, const CompileContext& context,
                                        Findings& findings) {
  auto copy = KeyedCopy::compile(node, "copy_to", context, findings);
  if (!copy) return nullptr;
  return std::make_unique<CopyToChange>(node, *std::move(copy));
}

}  // namespace whimbrel::recipes
