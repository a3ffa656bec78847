#include "whimbrel/engine/transfer/bounded_queue.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

namespace whimbrel::engine {
namespace {

using namespace std::chrono_literals;

TEST(BoundedQueue, gives_values_in_the_order_they_came) {
  BoundedQueue<int> queue(3);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(queue.push(i));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(queue.pop(), i);
  EXPECT_EQ(queue.try_pop(), std::nullopt);
}

TEST(BoundedQueue, never_holds_more_than_its_capacity) {
  constexpr int capacity = 4;
  constexpr int values = 20'000;
  BoundedQueue<int> queue(capacity);
  std::atomic<int> pushed{0};
  std::thread producer([&] {
    for (int i = 0; i < values; ++i) {
      (void)queue.push(i);
      ++pushed;
    }
    queue.close();
  });
  int popped = 0;
  int ahead_max = 0;
  while (const auto value = queue.pop()) {
    EXPECT_EQ(*value, popped);
    ahead_max = std::max(ahead_max, pushed - popped);
    ++popped;
  }
  producer.join();
  EXPECT_EQ(popped, values);
  // `popped` counts one later than the queue does.
  EXPECT_LE(ahead_max, capacity + 1);
}

TEST(BoundedQueue, makes_a_full_queues_producer_wait) {
  BoundedQueue<int> queue(1);
  ASSERT_TRUE(queue.push(1));
  std::atomic<bool> pushed{false};
  std::thread producer([&] { pushed = queue.push(2); });
  std::this_thread::sleep_for(20ms);
  EXPECT_FALSE(pushed);
  EXPECT_EQ(queue.pop(), 1);
  producer.join();
  EXPECT_TRUE(pushed);
  EXPECT_EQ(queue.pop(), 2);
}

TEST(BoundedQueue, once_closed_gives_what_waits_and_takes_nothing) {
  BoundedQueue<std::unique_ptr<int>> queue(2);
  ASSERT_TRUE(queue.push(std::make_unique<int>(7)));
  queue.close();
  EXPECT_FALSE(queue.push(std::make_unique<int>(8)));
  const auto last = queue.pop();
  ASSERT_TRUE(last);
  EXPECT_EQ(**last, 7);
  EXPECT_FALSE(queue.pop());
}

TEST(BoundedQueue, closing_frees_who_waits_on_either_side) {
  BoundedQueue<int> full(1);
  BoundedQueue<int> empty(1);
  ASSERT_TRUE(full.push(1));
  bool taken = true;
  bool given = true;
  std::thread producer([&] { taken = full.push(2); });
  std::thread consumer([&] { given = empty.pop().has_value(); });
  std::this_thread::sleep_for(5ms);
  full.close();
  empty.close();
  producer.join();
  consumer.join();
  EXPECT_FALSE(taken);
  EXPECT_FALSE(given);
}

}  // namespace
}  // namespace whimbrel::engine
