#include "whimbrel/engine/migration.hpp"

#include <fmt/format.h>

#include "whimbrel/engine/counted.hpp"
#include "whimbrel/model/digest.hpp"

namespace whimbrel::engine {
namespace {

constexpr std::uint64_t high_risk_items = 10'000;
constexpr std::uint64_t medium_risk_items = 1'000;
constexpr std::uint64_t medium_risk_owners = 1'000;

}  // namespace

RiskAssessment Migration::assess_risk(const ImpactSummary& impact) const {
  RiskAssessment risk;
  if (impact.items > high_risk_items) {
    risk.level = RiskLevel::high;
    risk.factors.push_back(counted(impact.items, info().item_noun) + " change");
    risk.mitigation.emplace_back(
        "run it when few users are active, and rehearse it on a copy first");
  } else if (impact.items > medium_risk_items) {
    risk.level = RiskLevel::medium;
    risk.factors.push_back(counted(impact.items, info().item_noun) + " change");
    risk.mitigation.emplace_back("try a small first batch with TEST_MODE=true");
  }
  if (impact.owners > medium_risk_owners) {
    if (risk.level == RiskLevel::low) risk.level = RiskLevel::medium;
    risk.factors.push_back(counted(impact.owners, info().owner_noun) + " are concerned");
    risk.mitigation.emplace_back("tell support before, so that questions meet an answer");
  }
  if (impact.items > 0)
    risk.mitigation.emplace_back("keep the backup until the result is confirmed");
  return risk;
}

std::vector<const Pass*> walked_passes(const Migration& migration) {
  std::vector<const Pass*> passes = migration.passes();
  std::erase_if(passes, [](const Pass* pass) { return pass->collection().empty(); });
  return passes;
}

std::string Migration::checksum() const {
  model::Sha256 hash;
  hash.update(info().id).update("\n").update(info().definition);
  return model::to_hex(hash.finish());
}

}  // namespace whimbrel::engine
