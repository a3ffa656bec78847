#pragma once

#include <cstdint>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/base/sorted_runs.hpp"
#include "whimbrel/model/digest.hpp"
#include "whimbrel/packs/wallet/plain_records.hpp"

namespace whimbrel::packs::wallet {

// Finds which secrets live tokens hold more than once, and who holds them, in bounded memory: it
// sorts hashes, on disk when they are many, and never keeps a secret. Two secrets count as one when
// their 128-bit hashes agree, which among a billion secrets happens by chance less than once in
// 10^20 checks. One thread; merge several with absorb().
class SecretIndex {
 public:
  // `uses_in_memory_max` of 32 bytes each.
  explicit SecretIndex(std::size_t uses_in_memory_max = 128 * 1024)
      : uses_max_(uses_in_memory_max) {}

  // A live token of `owner` holds `secret`. no_space or io when hashes cannot be written out.
  base::Status add(const model::Fingerprint& secret, const model::Fingerprint& owner);

  // Takes another's uses over.
  base::Status absorb(SecretIndex& other);

  // Tells `on_duplicate(secret)` of each secret that is held more than once, also by one token
  // alone, and `on_holder(owner)` of each of its distinct owners; both answer a Status. Ends the
  // adding.
  template <typename OnDuplicate, typename OnHolder>
  base::Status find_duplicates(OnDuplicate on_duplicate, OnHolder on_holder);

 private:
  struct Use {
    model::Fingerprint secret;
    model::Fingerprint owner;
    friend auto operator<=>(const Use&, const Use&) = default;
  };
  struct UseTraits : PlainRecord<Use> {
    static bool less(const Use& a, const Use& b) { return a < b; }
    static bool combine(Use&, const Use&) { return false; }
  };

  base::Status spill() {
    return sort_into(runs_, uses_, [](const Use& use) { return use; });
  }

  std::size_t uses_max_;
  std::vector<Use> uses_;
  base::SortedRuns<UseTraits> runs_;
};

template <typename OnDuplicate, typename OnHolder>
base::Status SecretIndex::find_duplicates(OnDuplicate on_duplicate, OnHolder on_holder) {
  WHIMBREL_TRY(spill());
  WHIMBREL_ASSIGN(auto uses, runs_.merge());
  Use first;
  WHIMBREL_ASSIGN(bool more, uses.next(first));
  while (more) {
    Use use;
    Use last = first;
    bool duplicate = false;
    for (;;) {
      WHIMBREL_ASSIGN(more, uses.next(use));
      if (!more || use.secret != first.secret) break;
      if (!duplicate) {
        WHIMBREL_TRY(on_duplicate(first.secret));
        WHIMBREL_TRY(on_holder(first.owner));
      }
      duplicate = true;
      // Uses of one secret come in the order of owners.
      if (use.owner != last.owner) WHIMBREL_TRY(on_holder(use.owner));
      last = use;
    }
    first = use;
  }
  return {};
}

}  // namespace whimbrel::packs::wallet
