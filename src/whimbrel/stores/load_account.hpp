#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "whimbrel/base/result.hpp"

namespace whimbrel::stores {

// What calls cost, in the units that the store's operator bills, and in money.
struct LoadCost {
  double read_units = 0;
  double write_units = 0;
  double money = 0;
};

// What the sessions of a store have cost so far, and how they were held back.
struct LoadUsed {
  struct Units {
    double read = 0;
    double written = 0;
  };

  Units items;    // their indexes with them
  Units records;  // whimbrel's own: ledger, journal, audit
  double money = 0;
  std::uint64_t requests = 0;
  std::uint64_t throttled = 0;  // of these, refused because it was too much
  // Of all threads together, by reason: {"throttled", 1200}.
  std::vector<std::pair<std::string, std::int64_t>> waited_ms;
};

// What a run is going to do.
struct PlannedLoad {
  // What reading everything once cost, measured, and how often the run will.
  double read_units_once = 0;
  std::uint32_t readings = 0;
  // By collection: how many items are written, and write_units_of() of them in sum.
  struct Writes {
    std::uint64_t items = 0;
    double units = 0;
  };
  std::map<std::string, Writes, std::less<>> writes;
};

// What it is going to cost.
struct Forecast {
  // One way to write, of those that there are.
  struct Mode {
    std::string name;  // "guarded"
    bool is_chosen = false;
    LoadCost cost;
    std::int64_t duration_ms = 0;
  };

  std::string unit;      // "capacity unit"
  std::string currency;  // "USD"
  std::vector<Mode> modes;
  // What the figures rest on, for people: prices, indexes, limits.
  std::vector<std::string> basis;

  // Null when nothing was forecast.
  const Mode* chosen() const noexcept {
    for (const Mode& mode : modes)
      if (mode.is_chosen) return &mode;
    return nullptr;
  }
};

// Tells what is paid for using a store: for stores that bill by use, or refuse more than a rate.
// Thread-safe.
class LoadAccount {
 public:
  virtual ~LoadAccount() = default;

  virtual LoadUsed used() const = 0;
  // What writing this item once counts, in its collection alone.
  virtual double write_units_of(std::string_view item) const = 0;
  // A collection that is not there counts as the store would make it.
  virtual base::Result<Forecast> forecast(const PlannedLoad& planned) = 0;
};

}  // namespace whimbrel::stores
