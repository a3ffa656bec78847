#include "whimbrel/packs/wallet/004_fix_melted_token_status.hpp"

#include <fmt/format.h>

#include "whimbrel/engine/counted.hpp"
#include "whimbrel/packs/wallet/prerequisites.hpp"
#include "whimbrel/packs/wallet/token_counts.hpp"
#include "whimbrel/packs/wallet/token_fields.hpp"

namespace whimbrel::packs::wallet {
namespace {

// The values to write are encoded once; an item costs two lookups, and most items only one.
class MarkSpent final : public engine::Transformer {
 public:
  MarkSpent(ExpectedText melted, ExpectedText unspent, std::string spent, std::string spent_at)
      : melted_(std::move(melted)),
        unspent_(std::move(unspent)),
        spent_(std::move(spent)),
        spent_at_(std::move(spent_at)) {}

  void transform(const model::ItemView& item, engine::ChangeSink& sink) override {
    if (!melted_.is_at(item, paths_.transaction_type) || !unspent_.is_at(item, paths_.status))
      return;
    sink.set(paths_.status, spent_);
    sink.set(paths_.spent_at, spent_at_);
    attribute(item, sink);
  }

 private:
  void attribute(const model::ItemView& item, engine::ChangeSink& sink) const {
    const auto owner_raw = item.find(paths_.npub);
    if (!owner_raw) return;
    const auto amount_raw = item.find(paths_.total_amount);
    const auto amount = amount_raw ? item.integer_of(*amount_raw) : std::nullopt;
    if (const auto owner = item.string_of(*owner_raw)) sink.attribute(*owner, amount);
  }

  const TokenPaths& paths_ = TokenPaths::get();
  ExpectedText melted_;
  ExpectedText unspent_;
  std::string spent_;
  std::string spent_at_;
};

engine::CheckResult check_selection_empty(const TokenCounts& counts) {
  std::string detail = fmt::format("{} of {} unspent", engine::count_text(counts.problematic),
                                   engine::counted(counts.melted, "melted token"));
  if (counts.problematic > 0)
    detail +=
        ": either they were set aside with a reason (see the report), or the service still writes "
        "them so; make sure that it runs with the fix, then run the migration again";
  return {"no melted token is unspent", counts.problematic == 0, std::move(detail)};
}

engine::CheckResult check_health(const TokenCounts& counts) {
  const double score = health_score(counts);
  return {"health score is 1", score == 1.0,
          fmt::format("{:.4g}; melted tokens: {} spent, {} pending, {} failed", score,
                      engine::count_text(counts.melted_spent),
                      engine::count_text(counts.melted_pending),
                      engine::count_text(counts.melted_failed))};
}

engine::CheckResult check_status_known(const TokenCounts& counts) {
  std::string detail = engine::count_text(counts.melted_without_status) + " without";
  if (counts.melted_without_status > 0)
    detail +=
        "; the migration leaves them, because nothing says whether they were paid: look them up "
        "with `whimbrel check wallet` and set their status by hand";
  return {"every melted token has a status", counts.melted_without_status == 0, std::move(detail),
          true};
}

}  // namespace

FixMeltedTokenStatus::FixMeltedTokenStatus() : guard_field_(TokenPaths::get().transaction_type) {
  info_.id = "004_fix_melted_token_status";
  info_.description = "Mark melted wallet tokens (Lightning payments) as spent";
  info_.collection = tokens_collection;
  info_.definition =
      "select transaction_type = \"melted\" and status = \"unspent\"; "
      "set status = \"spent\", spent_at = run time as a date";
  info_.item_noun = "token";
  info_.owner_noun = "user";
  info_.amount_noun = "sats";
  // A proof's secret, and what proves its use, is money to whoever reads it.
  info_.secret_fields = {"secret", "witness", "dleq", "p2pk_privkey"};
}

base::Result<std::unique_ptr<engine::Transformer>> FixMeltedTokenStatus::prepare(
    const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const {
  WHIMBREL_ASSIGN(auto melted, ExpectedText::make(codec, "melted"));
  WHIMBREL_ASSIGN(auto unspent, ExpectedText::make(codec, "unspent"));
  std::string spent, spent_at;
  WHIMBREL_TRY(codec.encode_value(model::Value("spent"), spent));
  WHIMBREL_TRY(codec.encode_value(model::Value(model::Date{inputs.run_time_ms}), spent_at));
  return std::make_unique<MarkSpent>(std::move(melted), std::move(unspent), std::move(spent),
                                     std::move(spent_at));
}

base::Result<std::vector<engine::CheckResult>> FixMeltedTokenStatus::check_before(
    stores::Store& store) const {
  return check_prerequisites(store);
}

base::Result<std::unique_ptr<engine::ItemObserver>> FixMeltedTokenStatus::make_observer(
    const model::ItemCodec& codec) const {
  WHIMBREL_ASSIGN(auto melted, ExpectedText::make(codec, "melted"));
  return std::make_unique<TokenCounter>(std::move(melted));
}

base::Result<std::vector<engine::CheckResult>> FixMeltedTokenStatus::check_after(
    stores::Store&, std::span<const std::unique_ptr<engine::ItemObserver>> observers) const {
  TokenCounts counts;
  for (const auto& observer : observers)
    counts += static_cast<const TokenCounter&>(*observer).counts();
  return std::vector<engine::CheckResult>{check_selection_empty(counts), check_health(counts),
                                          check_status_known(counts)};
}

}  // namespace whimbrel::packs::wallet
