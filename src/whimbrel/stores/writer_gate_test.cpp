#include "whimbrel/stores/writer_gate.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace whimbrel::stores {
namespace {

TEST(WriterGate, lets_one_in_at_a_time) {
  WriterGate gate;
  std::atomic<int> inside{0};
  std::atomic<int> most{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int round = 0; round < 200; ++round) {
        ASSERT_TRUE(gate.enter(10'000));
        most = std::max(most.load(), ++inside);
        --inside;
        gate.leave();
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(most, 1);
}

TEST(WriterGate, gives_up_after_the_timeout) {
  WriterGate gate;
  ASSERT_TRUE(gate.enter(0));
  EXPECT_FALSE(gate.enter(1));
}

TEST(WriterGate, skips_those_who_gave_up) {
  WriterGate gate;
  ASSERT_TRUE(gate.enter(0));
  EXPECT_FALSE(gate.enter(0));
  EXPECT_FALSE(gate.enter(0));
  gate.leave();
  EXPECT_TRUE(gate.enter(0));
  EXPECT_FALSE(gate.enter(0));
  gate.leave();
  EXPECT_TRUE(gate.enter(0));
}

TEST(WriterGate, serves_in_the_order_of_arrival) {
  WriterGate gate;
  ASSERT_TRUE(gate.enter(0));
  std::vector<int> served;
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&, i] {
      ASSERT_TRUE(gate.enter(10'000));
      served.push_back(i);
      gate.leave();
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
  }
  gate.leave();
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(served, (std::vector{0, 1, 2}));
}

}  // namespace
}  // namespace whimbrel::stores
