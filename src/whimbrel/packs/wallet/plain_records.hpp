#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "whimbrel/base/result.hpp"

namespace whimbrel::packs::wallet {

// The half of base::SortedRuns' traits that is the same for every record without pointers or
// padding: its bytes are what memory holds.
template <typename T>
struct PlainRecord {
  static_assert(std::has_unique_object_representations_v<T>);
  using Record = T;

  static void append(const T& record, std::string& out) {
    out.append(reinterpret_cast<const char*>(&record), sizeof record);
  }
  static std::size_t parse(std::string_view bytes, T& out) {
    if (bytes.size() < sizeof out) return 0;
    std::memcpy(&out, bytes.data(), sizeof out);
    return sizeof out;
  }
};

// Sorts `elements`, adds them to `runs` as records that `to_record` makes of them, and empties the
// vector. Nothing happens when there are none.
template <typename Element, typename Runs, typename ToRecord>
base::Status sort_into(Runs& runs, std::vector<Element>& elements, ToRecord to_record) {
  if (elements.empty()) return {};
  std::sort(elements.begin(), elements.end());
  auto next = elements.begin();
  WHIMBREL_TRY(runs.add_run([&](typename Runs::Record& record) -> base::Result<bool> {
    if (next == elements.end()) return false;
    record = to_record(*next++);
    return true;
  }));
  elements.clear();
  return {};
}

}  // namespace whimbrel::packs::wallet
