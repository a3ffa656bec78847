#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/base/sorted_runs.hpp"
#include "whimbrel/model/digest.hpp"
#include "whimbrel/packs/wallet/plain_records.hpp"

namespace whimbrel::packs::wallet {

// Counts how often each owner was named, in bounded memory, and answers in the order of owners. One
// thread.
class HolderCounts {
 public:
  explicit HolderCounts(std::size_t names_in_memory_max = 64 * 1024)
      : names_max_(names_in_memory_max) {}

  // no_space or io when the names cannot be written out.
  base::Status add(const model::Fingerprint& owner);

  // Ends the adding; before the first count_of().
  base::Status sort();

  // Owners must be asked for in ascending order.
  base::Result<std::uint64_t> count_of(const model::Fingerprint& owner);

 private:
  struct Count {
    model::Fingerprint owner;
    std::uint64_t times = 0;
  };
  struct CountTraits : PlainRecord<Count> {
    static bool less(const Count& a, const Count& b) { return a.owner < b.owner; }
    static bool combine(Count& into, const Count& from);
  };
  using Runs = base::SortedRuns<CountTraits>;

  base::Status spill();

  std::size_t names_max_;
  std::vector<model::Fingerprint> names_;
  Runs runs_;
  std::unique_ptr<Runs::Merge> merge_;
  Count ahead_;
  bool has_ahead_ = false;
};

}  // namespace whimbrel::packs::wallet
