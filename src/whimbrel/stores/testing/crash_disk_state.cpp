#include "whimbrel/stores/testing/crash_disk_state.hpp"

#include <array>

namespace whimbrel::stores::testing {
namespace {

std::string_view name_of(DiskCall call) {
  static constexpr std::array<std::string_view, 6> names = {"create", "write",  "truncate",
                                                            "sync",   "remove", "read"};
  return names[static_cast<std::size_t>(call)];
}

}  // namespace

CrashDiskState::CrashDiskState(const DiskImage& image) {
  for (const auto& [path, content] : image) {
    auto node = std::make_shared<DiskNode>();
    node->file = DiskFile(content);
    names_.emplace(path, std::move(node));
  }
  durable_names_ = names_;
}

CallDecision CrashDiskState::pass(DiskCall call, std::string_view path) {
  if (killed) return {false, false, true, false};
  ++calls;
  if (call != DiskCall::read) {
    if (observer) observer(boundaries + 1);
    ++boundaries;
    if (kill && kill->boundary == boundaries) {
      killed = true;
      const bool half = kill->point == KillPoint::within && call == DiskCall::write;
      return {false, half, true, false};
    }
  }
  if (!failure || failure->call != calls) return {};
  const CallDecision decision = decide_failure(call, failure->fault);
  if (decision.fails) failed_call = std::string(name_of(call)) + ' ' + std::string(path);
  return decision;
}

CallDecision CrashDiskState::decide_failure(DiskCall call, IoFault fault) const {
  if (fault == IoFault::short_count) {
    if (call != DiskCall::write) return {};
    return {false, true, true, true};
  }
  if (fault == IoFault::no_space) {
    if (call != DiskCall::write && call != DiskCall::create) return {};
    return {false, true, true, true};
  }
  return {false, call == DiskCall::write, true, false};
}

NodePtr CrashDiskState::find(const std::string& path) const {
  const auto found = names_.find(path);
  return found == names_.end() ? nullptr : found->second;
}

NodePtr CrashDiskState::create(const std::string& path) {
  auto node = std::make_shared<DiskNode>();
  names_.insert_or_assign(path, node);
  return node;
}

void CrashDiskState::remove(const std::string& path, bool survives_power_loss) {
  names_.erase(path);
  if (survives_power_loss && !ignores_sync) durable_names_.erase(path);
}

void CrashDiskState::keep_name(const std::string& path, const NodePtr& node) {
  if (find(path) == node) durable_names_.insert_or_assign(path, node);
}

DiskImage CrashDiskState::as_it_is() const {
  DiskImage image;
  for (const auto& [path, node] : names_) image.emplace(path, node->file.visible());
  return image;
}

DiskImage CrashDiskState::after_power_loss(std::uint64_t seed) const {
  SeededNumbers numbers(seed);
  Names all = durable_names_;
  all.insert(names_.begin(), names_.end());
  DiskImage image;
  for (const auto& [path, either] : all) {
    const auto durable = durable_names_.find(path);
    const NodePtr before = durable == durable_names_.end() ? nullptr : durable->second;
    const NodePtr now = find(path);
    const NodePtr kept = before == now || numbers.next(2) == 0 ? now : before;
    if (kept != nullptr) image.emplace(path, kept->file.after_power_loss(numbers));
  }
  return image;
}

void CrashDiskState::restart() {
  // Files opened before keep the old nodes, with their locks and shared memory.
  std::map<NodePtr, NodePtr> renewed;
  for (Names* names : {&names_, &durable_names_})
    for (auto& [path, node] : *names) {
      NodePtr& fresh = renewed[node];
      if (fresh == nullptr) {
        fresh = std::make_shared<DiskNode>();
        fresh->file = node->file;
      }
      node = fresh;
    }
  ++epoch;
  boundaries = 0;
  calls = 0;
  killed = false;
  kill.reset();
  failure.reset();
  failed_call.clear();
}

void CrashDiskState::lose_power(std::uint64_t seed) {
  const DiskImage image = after_power_loss(seed);
  names_.clear();
  for (const auto& [path, content] : image) {
    auto node = std::make_shared<DiskNode>();
    node->file = DiskFile(content);
    names_.emplace(path, std::move(node));
  }
  durable_names_ = names_;
  restart();
}

}  // namespace whimbrel::stores::testing
