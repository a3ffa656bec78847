#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/base/sorted_runs.hpp"
#include "whimbrel/engine/change_sink.hpp"
#include "whimbrel/engine/check.hpp"

namespace whimbrel::engine {

// Finds new items of a run that would get the same place, in bounded memory, before anything is
// written. One thread; merge several with absorb().
class InsertCollisions {
 public:
  // no_space or io when the places cannot be written out.
  base::Status add(const std::vector<NewItem>& inserts);
  base::Status absorb(InsertCollisions& other);

  bool empty() const noexcept { return places_.empty() && runs_.empty(); }

  // The answer, once everything was added: passed, or how many places are wanted twice and which
  // they are, for instance.
  base::Result<CheckResult> check();

 private:
  // A place as it stands in a temporary file, with how many items want it.
  struct Place {
    std::string name;  // collection, a zero byte, key
    std::uint64_t wanted = 1;
  };
  struct PlaceTraits {
    using Record = Place;
    static void append(const Place& place, std::string& out);
    static std::size_t parse(std::string_view bytes, Place& out);
    static bool less(const Place& a, const Place& b) { return a.name < b.name; }
    static bool combine(Place& into, const Place& from);
  };

  base::Status spill();

  std::vector<std::string> places_;
  std::size_t bytes_ = 0;
  base::SortedRuns<PlaceTraits> runs_;
};

}  // namespace whimbrel::engine
