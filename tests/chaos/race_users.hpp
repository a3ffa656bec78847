#pragma once

#include <atomic>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "whimbrel/stores/store.hpp"

namespace whimbrel::chaos {

using Json = nlohmann::json;

// A write of a user that the store said was applied.
struct UserWrite {
  enum class Kind : std::uint8_t { set_field, erase, insert };

  Kind kind = Kind::set_field;
  std::string field;                   // set_field
  std::optional<Json> expected_field;  // set_field: what it was; nullopt = absent
  Json value;                          // set_field: what it is now; insert, erase: the whole item
  // LiveUsers::phase when it was begun and when it was acknowledged.
  int phase_begun = 0;
  int phase_acknowledged = 0;
};

// Users who read an item, and then write what they decided, if it still is so. Of one item only one
// writes at a time, so that the order of its acknowledged writes is known; runners get no such
// courtesy. Any thread may act.
class LiveUsers {
 public:
  // Items 0 to items_count - 1 of collection "things" belong to them. `writes_max` an item.
  LiveUsers(int items_count, std::size_t writes_max);

  // Tries one write to one item, both chosen by `random`, through `session`.
  base::Status act(stores::Session& session, std::mt19937_64& random);

  const std::vector<UserWrite>& writes_to(int number) const { return items_[number].writes; }
  std::size_t writes_count() const;

  // What the runner is doing: set by the test, noted with each write.
  std::atomic<int> phase{0};

 private:
  struct Item {
    std::mutex mutex;
    std::vector<UserWrite> writes;
  };

  base::Status write_to(stores::Session& session, std::mt19937_64& random, int number, Item& item);
  base::Result<bool> set_field(stores::Session& session, std::mt19937_64& random,
                               std::string_view key, std::string_view text, UserWrite& write);

  std::vector<Item> items_;
  const std::size_t writes_max_;
  // Makes every value a user writes one of a kind.
  std::atomic<int> next_value_{0};
};

}  // namespace whimbrel::chaos
