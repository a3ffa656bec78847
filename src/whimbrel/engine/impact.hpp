#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/base/sorted_runs.hpp"

namespace whimbrel::engine {

// Sums stay exact past 64 bits.
__extension__ typedef __int128 AmountSum;
std::string to_string(AmountSum sum);

struct OwnerImpact {
  std::string owner;
  std::uint64_t items = 0;
  AmountSum amount = 0;
};

// Whom a migration concerns, and how much.
struct ImpactSummary {
  std::uint64_t items = 0;   // that would change
  std::uint64_t owners = 0;  // distinct, exact
  AmountSum amount = 0;      // total
  std::uint64_t items_without_owner = 0;
  std::uint64_t items_without_amount = 0;
  std::vector<OwnerImpact> top_owners;  // by items, then amount, then name
};

// Adds items up by owner in bounded memory: past owners_in_memory_max the table goes to a temporary
// file as a sorted run, and finish() merges the runs. One thread; merge several with absorb().
class ImpactAggregator {
 public:
  explicit ImpactAggregator(std::size_t owners_in_memory_max = 20'000,
                            std::size_t top_owners_max = 20);

  // no_space or io when a run cannot be written out.
  base::Status add(std::string_view owner, std::optional<std::int64_t> amount);
  void add_without_owner();

  // Takes another's counts over; `other` is empty afterwards.
  base::Status absorb(ImpactAggregator& other);

  // The totals. Ends the aggregation.
  base::Result<ImpactSummary> finish();

 private:
  struct Sum {
    std::uint64_t items = 0;
    AmountSum amount = 0;
  };
  struct ByOwner {
    using Record = OwnerImpact;
    static void append(const Record& record, std::string& out);
    static std::size_t parse(std::string_view bytes, Record& out);
    static bool less(const Record& a, const Record& b) { return a.owner < b.owner; }
    static bool combine(Record& into, const Record& from);
  };
  // Lets the table be asked with a string_view, without a string a lookup.
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };

  base::Status add_sum(std::string_view owner, const Sum& sum);
  base::Status spill();

  std::size_t owners_in_memory_max_;
  std::size_t top_owners_max_;
  std::unordered_map<std::string, Sum, Hash, std::equal_to<>> sums_;
  base::SortedRuns<ByOwner> runs_;
  std::uint64_t items_without_owner_ = 0;
  std::uint64_t items_without_amount_ = 0;
};

}  // namespace whimbrel::engine
