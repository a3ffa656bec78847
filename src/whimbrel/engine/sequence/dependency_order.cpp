#include "whimbrel/engine/sequence/dependency_order.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

namespace whimbrel::engine {
namespace {

// Members as nodes, numbered in the order of their ids.
class DependencyGraph {
 public:
  explicit DependencyGraph(const std::vector<SequenceMember>& members) : members_(members) {
    for (std::size_t i = 0; i < members.size(); ++i) by_id_.push_back(i);
    std::sort(by_id_.begin(), by_id_.end(), [&](std::size_t a, std::size_t b) {
      return id_comes_before(members[a].id, members[b].id);
    });
    std::map<std::string_view, std::size_t> nodes;
    for (std::size_t node = 0; node < by_id_.size(); ++node) nodes.emplace(id_of(node), node);
    dependencies_.resize(members.size());
    for (std::size_t node = 0; node < by_id_.size(); ++node)
      for (const std::string& dependency : members[by_id_[node]].depends_on)
        if (const auto found = nodes.find(dependency); found != nodes.end())
          dependencies_[node].insert(found->second);
  }

  DependencyOrder sorted() {
    DependencyOrder result;
    for (auto next = next_free(); next; next = next_free()) {
      placed_.insert(*next);
      result.order.push_back(by_id_[*next]);
    }
    for (std::size_t node = 0; node < by_id_.size(); ++node)
      if (!placed_.contains(node)) result.order.push_back(by_id_[node]);
    result.circles = circles();
    return result;
  }

 private:
  const std::string& id_of(std::size_t node) const { return members_[by_id_[node]].id; }

  bool is_placed(std::size_t node) const { return placed_.contains(node); }

  std::optional<std::size_t> next_free() const {
    for (std::size_t node = 0; node < by_id_.size(); ++node)
      if (!is_placed(node) && std::all_of(dependencies_[node].begin(), dependencies_[node].end(),
                                          [&](std::size_t other) { return is_placed(other); }))
        return node;
    return std::nullopt;
  }

  // Whoever has no place depends on another one without, so following those ends in a circle.
  std::vector<std::vector<std::string>> circles() const {
    std::vector<std::vector<std::string>> found;
    std::set<std::size_t> seen = placed_;
    for (std::size_t start = 0; start < by_id_.size(); ++start) {
      std::vector<std::size_t> path;
      std::size_t node = start;
      while (seen.insert(node).second) {
        path.push_back(node);
        node = *std::find_if(dependencies_[node].begin(), dependencies_[node].end(),
                             [&](std::size_t other) { return !is_placed(other); });
      }
      const auto begin = std::find(path.begin(), path.end(), node);
      if (begin != path.end()) found.push_back(ids_of({begin, path.end()}));
    }
    return found;
  }

  // Begins with the smallest, so that one circle is always told in one way.
  std::vector<std::string> ids_of(std::vector<std::size_t> circle) const {
    std::rotate(circle.begin(), std::min_element(circle.begin(), circle.end()), circle.end());
    std::vector<std::string> ids;
    for (const std::size_t node : circle) ids.push_back(id_of(node));
    ids.push_back(ids.front());
    return ids;
  }

  const std::vector<SequenceMember>& members_;
  std::vector<std::size_t> by_id_;
  std::vector<std::set<std::size_t>> dependencies_;
  std::set<std::size_t> placed_;
};

}  // namespace

DependencyOrder order_by_dependency(const std::vector<SequenceMember>& members) {
  return DependencyGraph(members).sorted();
}

}  // namespace whimbrel::engine
