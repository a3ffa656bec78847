#include <fmt/format.h>

#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/json_text.hpp"
#include "whimbrel/cli/target_access.hpp"
#include "whimbrel/cli/terminal/progress_bar.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/packs/wallet/wallet_check.hpp"
#include "whimbrel/packs/wallet/wallet_check_output.hpp"

namespace whimbrel::cli {
namespace {

constexpr VerbInfo check_wallet_info{
    "check wallet", "Data", "whether wallet balances and tokens are consistent",
    "Balances by user and mint, melted tokens that are unspent, secrets held twice, orphaned\n"
    "tokens, invalid amounts. Reads only. Exit code 1 when something is wrong.",
    "whimbrel check wallet --target sqlite:wallet.db"};

class CheckWalletVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return check_wallet_info; }

  void declare(OptionSet& options) override {
    options.value(limit_, "--limit", "N", "how many users are listed (100)");
    options.value(offset_, "--offset", "N", "how many users are passed over first (0)");
    options.settings({SettingId::target, SettingId::segments});
  }

  base::Result<Outcome> run(Invocation& call) override {
    packs::wallet::WalletCheckOptions options;
    WHIMBREL_ASSIGN(options.paging, packs::wallet::parse_paging(limit_, offset_));
    options.threads = static_cast<std::uint32_t>(call.settings().number_or(SettingId::segments, 2));
    WHIMBREL_ASSIGN(const auto target, TargetAccess::open(call, TargetUse::read));
    ProgressBar progress(call.terminal(), call.clock(), "token");
    WHIMBREL_ASSIGN(const auto report,
                    packs::wallet::check_wallet(
                        {target->store(), call.clock(), call.cancellation(), progress}, options));
    progress.finish();
    call.print(packs::wallet::to_text(report));
    Outcome outcome{json_text(packs::wallet::to_json(report))};
    if (!report.healthy())
      outcome.failure = base::Error(base::ErrorKind::invalid_data, "the wallet's data is not sound",
                                    "the findings above say what to do about each");
    return outcome;
  }

 private:
  std::optional<std::string> limit_;
  std::optional<std::string> offset_;
};

}  // namespace

std::unique_ptr<Verb> make_check_wallet_verb() { return std::make_unique<CheckWalletVerb>(); }

}  // namespace whimbrel::cli
