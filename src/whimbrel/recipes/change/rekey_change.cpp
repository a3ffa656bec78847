#include "whimbrel/recipes/change/rekey_change.hpp"

#include <utility>

#include "whimbrel/recipes/change/basic_change.hpp"
#include "whimbrel/recipes/change/keyed_copy.hpp"

namespace whimbrel::recipes {
namespace {

class RekeyApplier final : public ChangeApplier {
 public:
  RekeyApplier(const KeyedCopy& target, std::unique_ptr<KeyedCopier> copier)
      : target_(target), copier_(std::move(copier)) {}

  void apply(DraftItem& draft) override {
    const auto copy = copier_->copy(draft);
    if (!copy) return;
    if (target_.is_own_collection()) {
      const auto key = copier_->original_key(draft);
      if (key && key->text == copy->key) return;
    }
    draft.insert(target_.collection(), copy->key, copy->item);
    draft.erase();
  }

  bool asks() const override { return copier_->question() != nullptr; }
  void foresee(DraftItem& draft) override { copier_->question()->note(draft); }
  void ask() override { copier_->question()->ask_noted(); }
  void forget() override {
    if (Question* question = copier_->question()) question->forget();
  }

 private:
  const KeyedCopy& target_;
  std::unique_ptr<KeyedCopier> copier_;
};

class RekeyChange final : public BasicChange {
 public:
  RekeyChange(const Node& node, KeyedCopy target)
      : BasicChange("rekey", node), target_(std::move(target)) {}

  // What stays in the collection is looked at again under its new key.
  bool repeatable() const override {
    return !target_.is_own_collection() || !target_.key()->asks();
  }
  bool reads_whole_item() const override { return true; }
  bool removes_item() const override { return true; }
  bool always_removes_item() const override { return !target_.is_own_collection(); }
  std::vector<std::string> inserts_into() const override { return {target_.collection()}; }

  void lint(const LintContext&, Findings& findings) const override {
    target_.lint(place(), findings);
  }

  base::Status pin(const engine::PinContext& context, engine::PinnedInputs& inputs) const override {
    return target_.pin(context, inputs);
  }
  base::Result<std::unique_ptr<ChangeApplier>> prepare(
      const PrepareContext& context) const override {
    WHIMBREL_ASSIGN(auto copier, target_.prepare(context));
    return std::make_unique<RekeyApplier>(target_, std::move(copier));
  }

 private:
  KeyedCopy target_;
};

}  // namespace

std::unique_ptr<Change> compile_rekey(const Node& node, const CompileContext& context,
                                      Findings& findings) {
  auto target = KeyedCopy::compile(node, "rekey", context, findings);
  if (!target) return nullptr;
  return std::make_unique<RekeyChange>(node, *std::move(target));
}

}  // namespace whimbrel::recipes
