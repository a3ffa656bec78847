#include "whimbrel/stores/dynamodb/write_pool.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

#include "whimbrel/stores/dynamodb/write_rounds.hpp"
#include "whimbrel/stores/write_group.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

// Where each group begins, and the end.
std::vector<std::size_t> group_starts(std::span<const ItemWrite> writes) {
  std::vector<std::size_t> starts;
  for (std::size_t at = 0; at < writes.size();) {
    starts.push_back(at);
    at += group_size(writes.subspan(at));
  }
  starts.push_back(writes.size());
  return starts;
}

// The groups of one call, or pieces of several, handed out one after the other until one fails.
class GroupQueue {
 public:
  explicit GroupQueue(std::vector<std::size_t> starts) : starts_(std::move(starts)) {}

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

template <typename Writer>
void work_off(GroupQueue& queue, Writer& writer, std::span<const ItemWrite> writes,
              std::span<WriteOutcome> outcomes) {
  while (const auto group = queue.next()) {
    auto done = writer.write(writes.subspan(group->first, group->second),
                             outcomes.subspan(group->first, group->second));
    if (!done) queue.fail(std::move(done).error());
  }
}

}  // namespace

base::Status WritePool::write(std::span<const ItemWrite> writes, std::span<WriteOutcome> outcomes) {
  const std::vector<std::size_t> starts = write_rounds(writes);
  for (std::size_t i = 0; i + 1 < starts.size(); ++i) {
    const std::size_t size = starts[i + 1] - starts[i];
    WHIMBREL_TRY(write_round(writes.subspan(starts[i], size), outcomes.subspan(starts[i], size)));
  }
  return {};
}

base::Status WritePool::write_round(std::span<const ItemWrite> writes,
                                    std::span<WriteOutcome> outcomes) {
  const bool transacts = context_.options.write_mode == WriteMode::transact;
  GroupQueue queue(transacts ? transaction_pieces(writes) : group_starts(writes));
  const std::size_t wanted =
      std::min<std::size_t>(queue.size(), std::max(context_.options.parallel_writes_max, 1u));
  while (writers_.size() < wanted) {
    writers_.push_back(std::make_unique<ItemWriter>(context_, catalogue_));
    transact_writers_.push_back(
        std::make_unique<TransactWriter>(context_, catalogue_, *writers_.back()));
  }
  const auto work = [&](std::size_t i) {
    if (transacts)
      work_off(queue, *transact_writers_[i], writes, outcomes);
    else
      work_off(queue, *writers_[i], writes, outcomes);
  };
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < wanted; ++i) threads.emplace_back(work, i);
  work(0);
  for (std::thread& thread : threads) thread.join();
  return queue.outcome();
}

}  // namespace whimbrel::stores::dynamodb
