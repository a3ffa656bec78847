#include <fmt/format.h>

#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/load_settings.hpp"
#include "whimbrel/cli/sequence_context.hpp"
#include "whimbrel/cli/sequence_output.hpp"
#include "whimbrel/cli/sequence_plan.hpp"
#include "whimbrel/cli/verbs.hpp"

namespace whimbrel::cli {
namespace {

constexpr VerbInfo plan_info{
    "plan", "Several migrations", "show the order of all migrations, and what pending ones change",
    "Built-in ones and recipes in the order of their dependencies, where each stands, and how "
    "many\n"
    "items each pending one would change behind those before it: what others build on is carried\n"
    "out on a scratch copy. Tells what does not fit: circles, gaps, changed files. Writes "
    "nothing.\n"
    "Exit code 3 when `up` would refuse.",
    "whimbrel plan --target sqlite:wallet.db\n"
    "whimbrel plan --to 012 --migrations db/migrations --target sqlite:wallet.db --json"};

class PlanVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return plan_info; }

  void declare(OptionSet& options) override {
    using Id = SettingId;
    options.value(last_, "--to", "MIGRATION", "up to and including this one");
    options.settings({Id::target, Id::migrations, Id::test_mode, Id::test_items, Id::max_affected,
                      Id::allow_affected, Id::batch_size, Id::segments});
    declare_load_settings(options);
  }

  base::Result<Outcome> run(Invocation& call) override {
    WHIMBREL_ASSIGN(const auto context, SequenceContext::open(call, TargetUse::read));
    WHIMBREL_ASSIGN(const std::string last_id, context->id_of(last_));
    std::vector<PlannedStep> planned;
    base::Status fits;
    if (const auto steps = context->sequence().up_to(last_id)) {
      WHIMBREL_ASSIGN(planned, plan_steps(call, *context, *steps));
      fits = refuse_unfit(planned);
    } else {
      fits = tl::unexpected(steps.error());
    }
    call.print(sequence_text(call, context->sequence(), planned));
    if (fits) call.print(next_step(*context, planned));
    Outcome outcome{json_text(sequence_json(context->sequence(), planned))};
    if (!fits) outcome.failure = fits.error();
    return outcome;
  }

 private:
  std::string next_step(const SequenceContext& context,
                        const std::vector<PlannedStep>& planned) const {
    if (planned.empty()) return "\nNothing is pending.\n";
    return fmt::format("\nNext: {} --confirm\n",
                       context.command(last_ ? "up --to " + *last_ : "up"));
  }

  std::optional<std::string> last_;
};

}  // namespace

std::unique_ptr<Verb> make_plan_verb() { return std::make_unique<PlanVerb>(); }

}  // namespace whimbrel::cli
