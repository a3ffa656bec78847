#include "whimbrel/stores/dynamodb/write_pool.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <set>
#include <string_view>
#include <thread>
#include <utility>

#include "whimbrel/stores/write_group.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

// The groups of one call, handed out one after the other until one fails.
class GroupQueue {
 public:
  explicit GroupQueue(std::span<const ItemWrite> writes) {
    for (std::size_t at = 0; at < writes.size();) {
      starts_.push_back(at);
      at += group_size(writes.subspan(at));
    }
    starts_.push_back(writes.size());
  }

  std::size_t size() const noexcept { return starts_.size() - 1; }

  // Where the next group begins and how long it is; nullopt when there is none.
  std::optional<std::pair<std::size_t, std::size_t>> next() {
    const std::size_t index = next_++;
    if (failed_ || index >= size()) return std::nullopt;
    return std::pair(starts_[index], starts_[index + 1] - starts_[index]);
  }

  void fail(base::Error error) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = std::move(error);
    failed_ = true;
  }

  // Once no thread works on it any more.
  base::Status outcome() {
    if (error_) return tl::unexpected(*std::move(error_));
    return {};
  }

 private:
  std::vector<std::size_t> starts_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> failed_{false};
  std::mutex mutex_;
  std::optional<base::Error> error_;
};

// How many writes from the first on are of items that no group before theirs writes: those need not
// wait for each other.
std::size_t apart_from_each_other(std::span<const ItemWrite> writes) {
  std::set<std::pair<std::string_view, std::string_view>> written;
  for (std::size_t at = 0; at < writes.size();) {
    const auto group = writes.subspan(at, group_size(writes.subspan(at)));
    for (const ItemWrite& write : group)
      if (written.contains({write.collection, write.key})) return at;
    for (const ItemWrite& write : group) written.emplace(write.collection, write.key);
    at += group.size();
  }
  return writes.size();
}

void work_off(GroupQueue& queue, ItemWriter& writer, std::span<const ItemWrite> writes,
              std::span<WriteOutcome> outcomes) {
  while (const auto group = queue.next()) {
    auto done = writer.write(writes.subspan(group->first, group->second),
                             outcomes.subspan(group->first, group->second));
    if (!done) queue.fail(std::move(done).error());
  }
}

}  // namespace

base::Status WritePool::write(std::span<const ItemWrite> writes, std::span<WriteOutcome> outcomes) {
  while (!writes.empty()) {
    const std::size_t count = apart_from_each_other(writes);
    WHIMBREL_TRY(write_at_once(writes.first(count), outcomes.first(count)));
    writes = writes.subspan(count);
    outcomes = outcomes.subspan(count);
  }
  return {};
}

base::Status WritePool::write_at_once(std::span<const ItemWrite> writes,
                                      std::span<WriteOutcome> outcomes) {
  GroupQueue queue(writes);
  const std::size_t wanted =
      std::min<std::size_t>(queue.size(), std::max(context_.options.parallel_writes_max, 1u));
  while (writers_.size() < wanted)
    writers_.push_back(std::make_unique<ItemWriter>(context_, catalogue_));
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < wanted; ++i)
    threads.emplace_back([&, i] { work_off(queue, *writers_[i], writes, outcomes); });
  work_off(queue, *writers_.front(), writes, outcomes);
  for (std::thread& thread : threads) thread.join();
  return queue.outcome();
}

}  // namespace whimbrel::stores::dynamodb
