#include "close_dormant_accounts.hpp"

#include <string>
#include <utility>

namespace model = whimbrel::model;
namespace engine = whimbrel::engine;

namespace {

const model::Path state_field({"state"});
const model::Path closed_at_field({"closed_at"});
const model::Path last_used_field({"last_used"});

class Closer final : public engine::Transformer {
 public:
  Closer(std::string closed, std::string closed_at)
      : closed_(std::move(closed)), closed_at_(std::move(closed_at)) {}

  void transform(const model::ItemView& item, engine::ChangeSink& sink) override {
    const auto state = item.find(state_field);
    if (!state || item.string_of(*state) != "dormant") return;
    sink.set(state_field, closed_);
    sink.set(closed_at_field, closed_at_);
  }

 private:
  std::string closed_;
  std::string closed_at_;
};

}  // namespace

CloseDormantAccounts::CloseDormantAccounts() : guard_fields_{last_used_field} {
  info_.id = "001_close_dormant_accounts";
  info_.description = "Close dormant accounts";
  info_.collection = "accounts";
  info_.definition = "state = dormant: set state = closed, closed_at = run time";
  info_.item_noun = "account";
}

whimbrel::base::Result<std::unique_ptr<engine::Transformer>> CloseDormantAccounts::prepare(
    const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const {
  std::string closed, closed_at;
  WHIMBREL_TRY(codec.encode_value(model::Value("closed"), closed));
  WHIMBREL_TRY(codec.encode_value(model::Value(model::Date{inputs.run_time_ms}), closed_at));
  return std::make_unique<Closer>(std::move(closed), std::move(closed_at));
}
