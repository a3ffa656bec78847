#include "whimbrel/packs/wallet/holder_counts.hpp"

#include <utility>

namespace whimbrel::packs::wallet {

bool HolderCounts::CountTraits::combine(Count& into, const Count& from) {
  if (into.owner != from.owner) return false;
  into.times += from.times;
  return true;
}

base::Status HolderCounts::add(const model::Fingerprint& owner) {
  if (names_.size() >= names_max_) WHIMBREL_TRY(spill());
  names_.push_back(owner);
  return {};
}

base::Status HolderCounts::spill() {
  return sort_into(runs_, names_, [](const model::Fingerprint& owner) { return Count{owner, 1}; });
}

base::Status HolderCounts::sort() {
  WHIMBREL_TRY(spill());
  WHIMBREL_ASSIGN(auto merge, runs_.merge());
  merge_ = std::make_unique<Runs::Merge>(std::move(merge));
  WHIMBREL_ASSIGN(has_ahead_, merge_->next(ahead_));
  return {};
}

base::Result<std::uint64_t> HolderCounts::count_of(const model::Fingerprint& owner) {
  while (has_ahead_ && ahead_.owner < owner) {
    WHIMBREL_ASSIGN(has_ahead_, merge_->next(ahead_));
  }
  return has_ahead_ && ahead_.owner == owner ? ahead_.times : 0;
}

}  // namespace whimbrel::packs::wallet
