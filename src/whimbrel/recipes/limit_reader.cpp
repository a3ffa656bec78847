#include "whimbrel/recipes/limit_reader.hpp"

#include <charconv>
#include <limits>

#include "whimbrel/recipes/document/node_reader.hpp"

namespace whimbrel::recipes {
namespace {

std::optional<double> share_in(const Node& node) {
  std::string_view text = node.text();
  if (!node.is_scalar() || text.empty() || text.back() != '%') return std::nullopt;
  text.remove_suffix(1);
  double percent = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), percent);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  if (!(percent >= 0 && percent <= 100)) return std::nullopt;
  return percent / 100;
}

std::optional<std::uint64_t> items_in(const Node& node) {
  const std::string& text = node.text();
  std::uint64_t items = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), items);
  if (!node.is_scalar() || read.ec != std::errc() || read.ptr != text.data() + text.size() ||
      text.empty())
    return std::nullopt;
  return items;
}

void refuse(const Node& node, Findings& findings) {
  findings.error("wrong-type", node.place(),
                 "a limit must be a number of items or a share of the collection",
                 "write limit: 1000, limit: 20% or limit: { items: 1000, share: 20% }");
}

// A number of items or a share.
std::optional<engine::BlastRadius> read_bound(const Node& node, Findings& findings) {
  engine::BlastRadius limit;
  limit.items_max = items_in(node);
  limit.share_max = share_in(node);
  if (limit.items_max || limit.share_max) return limit;
  refuse(node, findings);
  return std::nullopt;
}

}  // namespace

std::optional<engine::BlastRadius> read_limit(const Node& node, Findings& findings) {
  if (!node.is_map()) return read_bound(node, findings);
  const MapReader map(node, "limit", {"affected", "items", "share"}, findings);
  const Node* affected = map.find("affected");
  const Node* items = map.find("items");
  const Node* share = map.find("share");
  if (affected != nullptr && (items != nullptr || share != nullptr)) {
    findings.error("contradiction", affected->place(),
                   "a limit has either \"affected\" or \"items\" and \"share\"",
                   "keep one of the two forms");
    return std::nullopt;
  }
  if (affected != nullptr) return read_limit(*affected, findings);
  engine::BlastRadius limit;
  if (items != nullptr && !(limit.items_max = items_in(*items))) refuse(*items, findings);
  if (share != nullptr && !(limit.share_max = share_in(*share))) refuse(*share, findings);
  if (items == nullptr && share == nullptr) refuse(node, findings);
  return limit;
}

}  // namespace whimbrel::recipes
