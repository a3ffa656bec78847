#include "whimbrel/stores/writer_gate.hpp"

#include <algorithm>

namespace whimbrel::stores {

bool WriterGate::enter(std::int64_t timeout_ms) {
  std::unique_lock lock(mutex_);
  const std::uint64_t ticket = next_ticket_++;
  if (turn_changed_.wait_for(lock, std::chrono::milliseconds(timeout_ms),
                             [&] { return serving_ == ticket; }))
    return true;
  abandoned_.push_back(ticket);
  return false;
}

void WriterGate::leave() {
  {
    const std::lock_guard lock(mutex_);
    ++serving_;
    skip_abandoned();
  }
  turn_changed_.notify_all();
}

void WriterGate::skip_abandoned() {
  while (true) {
    const auto found = std::find(abandoned_.begin(), abandoned_.end(), serving_);
    if (found == abandoned_.end()) return;
    abandoned_.erase(found);
    ++serving_;
  }
}

}  // namespace whimbrel::stores
