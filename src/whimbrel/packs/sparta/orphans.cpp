#include "whimbrel/packs/sparta/orphans.hpp"

#include <map>
#include <utility>
#include <vector>

#include "whimbrel/packs/sparta/field_paths.hpp"
#include "whimbrel/packs/sparta/inputs/address.hpp"
#include "whimbrel/packs/sparta/table_reader.hpp"

namespace whimbrel::packs::sparta {
namespace {

using model::Object;
using model::Value;

struct SeenOperator {
  std::string discord_id;
  std::string address;
  bool has_validator = false;
};

class OrphanSearch {
 public:
  void add_operator(const model::ItemView& item) {
    const auto& paths = OperatorPaths::get();
    operators_.push_back({text_at(item, paths.discord_id), text_at(item, paths.address)});
    const std::size_t number = operators_.size() - 1;
    by_id_.emplace(operators_.back().discord_id, number);
    by_id_.emplace(comparable(operators_.back().address), number);
  }

  void add_validator(const model::ItemView& item) {
    const auto& paths = ValidatorPaths::get();
    ++found_.validators;
    std::string id = text_at(item, paths.node_operator_id);
    const auto owner = id.empty() ? by_id_.end() : by_id_.find(comparable(id));
    if (owner != by_id_.end())
      operators_[owner->second].has_validator = true;
    else
      found_.validators_without_operator.add(
          Object{{"validatorAddress", Value(text_at(item, paths.validator_address))},
                 {"nodeOperatorId", Value(std::move(id))}});
  }

  Orphans finish() && {
    found_.operators = operators_.size();
    for (SeenOperator& seen : operators_)
      if (!seen.has_validator)
        found_.operators_without_validators.add(
            Object{{"discordId", Value(std::move(seen.discord_id))},
                   {"address", Value(std::move(seen.address))}});
    return std::move(found_);
  }

 private:
  std::vector<SeenOperator> operators_;
  std::map<std::string, std::size_t> by_id_;
  Orphans found_;
};

}  // namespace

Object Orphans::report() && {
  Object report{{"totalOperators", Value(static_cast<std::int64_t>(operators))},
                {"totalValidators", Value(static_cast<std::int64_t>(validators))}};
  std::move(operators_without_validators).append_to(report, "operatorsWithoutValidators");
  std::move(validators_without_operator).append_to(report, "validatorsWithoutOperator");
  return report;
}

base::Result<Orphans> find_orphans(const engine::PinContext& context,
                                   const std::string& operators_table,
                                   const std::string& validators_table,
                                   const std::function<void(const model::ItemView& item)>& look) {
  OrphanSearch search;
  WHIMBREL_TRY(read_table(context, operators_table, [&](const model::ItemView& item) {
    search.add_operator(item);
    if (look) look(item);
  }));
  WHIMBREL_TRY(read_table_if_there(
      context, validators_table, [&](const model::ItemView& item) { search.add_validator(item); }));
  return std::move(search).finish();
}

}  // namespace whimbrel::packs::sparta
