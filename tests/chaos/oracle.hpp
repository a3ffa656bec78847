#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/chaos/oracle_contents.hpp"
#include "tests/chaos/oracle_items.hpp"

namespace whimbrel::chaos {

// What a process wrote, as the store saw it: keys in the order of the calls, and those among them
// of which the store said that they are durable.
struct WritesSeen {
  std::vector<std::string> attempted;
  std::set<std::string> acknowledged;
};

enum class Goal : std::uint8_t { applied, rolled_back };

// Judges what is in a store. Every judgement is empty, or says what is wrong.
class Oracle {
 public:
  Oracle(int items, bool store_has_transactions);

  const std::vector<SeedItem>& seed() const { return seed_; }
  std::size_t changed_items() const;

  // The end of a run: every item, every before-image once and true, the counters true.
  std::string judge_end(const Contents& contents, Goal goal) const;
  // What a crash on the way to `goal` left: no item is anything but as it was or as it shall be,
  // what was acknowledged is there, what was not attempted is not, and of all that is changed there
  // is a before-image.
  std::string judge_crash(const Contents& contents, Goal goal, const WritesSeen& writes) const;
  // The items as they were, byte for byte.
  std::string judge_original(const std::map<std::string, std::string>& items) const;

 private:
  std::string judge_items(const std::map<std::string, std::string>& items, bool applied) const;
  std::string judge_journal(const Contents& contents, const RunSeen& run) const;
  std::string judge_counters(const Contents& contents, const RunSeen& run, Goal goal) const;

  std::vector<SeedItem> seed_;
  bool transactions_;
};

}  // namespace whimbrel::chaos
