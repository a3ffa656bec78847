#include "whimbrel/stores/dynamodb/write_rounds.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "whimbrel/stores/write_group.hpp"

namespace whimbrel::stores::dynamodb {

std::vector<std::size_t> write_rounds(std::span<const ItemWrite> writes) {
  std::vector<std::size_t> starts{0};
  std::set<std::pair<std::string_view, std::string_view>> items;
  for (std::size_t at = 0; at < writes.size();) {
    const auto group = writes.subspan(at, group_size(writes.subspan(at)));
    const bool meets_earlier = std::any_of(group.begin(), group.end(), [&](const ItemWrite& write) {
      return items.contains({write.collection, write.key});
    });
    if (meets_earlier) {
      starts.push_back(at);
      items.clear();
    }
    for (const ItemWrite& write : group) items.emplace(write.collection, write.key);
    at += group.size();
  }
  if (!writes.empty()) starts.push_back(writes.size());
  return starts;
}

}  // namespace whimbrel::stores::dynamodb
