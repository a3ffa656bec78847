#include "whimbrel/engine/ledger/live_lease.hpp"

#include <fmt/format.h>

#include <functional>
#include <mutex>
#include <random>
#include <set>

namespace whimbrel::engine {
namespace {

struct Register {
  std::mutex mutex;
  std::set<std::string, std::less<>> ids;
};

// Never destroyed: a lease may be given back while the program ends.
Register& live() {
  static auto* const leases = new Register;
  return *leases;
}

std::string random_id() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}", random(), random());
}

}  // namespace

LiveLease::LiveLease() : id_(random_id()) {
  const std::lock_guard lock(live().mutex);
  live().ids.insert(id_);
}

LiveLease::~LiveLease() { end(); }

void LiveLease::end() {
  const std::lock_guard lock(live().mutex);
  live().ids.erase(id_);
}

bool LiveLease::is_held(std::string_view id) {
  const std::lock_guard lock(live().mutex);
  return live().ids.find(id) != live().ids.end();
}

}  // namespace whimbrel::engine
