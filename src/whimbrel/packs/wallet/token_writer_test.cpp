#include "whimbrel/packs/wallet/token_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "whimbrel/packs/wallet/token_counts.hpp"
#include "whimbrel/packs/wallet/token_store_test.hpp"

namespace whimbrel::packs::wallet {
namespace {

using testing::HasSubstr;

TokenGeneratorOptions options_for(std::uint64_t count) {
  TokenGeneratorOptions options;
  options.count = count;
  options.melted_unspent_share = 0.3;
  return options;
}

TEST(TokenWriter, fills_the_collection_with_what_the_generator_makes) {
  TokenStore setup;
  const auto written = generate_tokens(setup.environment, options_for(12'345)).value();
  EXPECT_EQ(written.items, 12'345u);

  TokenGenerator generator(options_for(12'345));
  std::map<std::string, std::string> expected;
  std::string key, item;
  std::uint64_t bytes = 0;
  while (generator.next(key, item)) {
    expected.emplace(key, item);
    bytes += item.size();
  }
  EXPECT_EQ(read_collection(setup.store, tokens_collection), expected);
  EXPECT_EQ(written.bytes, bytes);
  const auto counts = count_tokens(setup.environment).value();
  EXPECT_EQ(counts.tokens, 12'345u);
  EXPECT_EQ(counts.problematic, written.melted_unspent);
  EXPECT_EQ(counts.problematic + counts.melted_spent + counts.melted_pending + counts.melted_failed,
            counts.melted);
}

TEST(TokenWriter, gives_every_item_the_key_that_its_store_would_read_from_it) {
  TokenStore generated, loaded;
  ASSERT_TRUE(generate_tokens(generated.environment, options_for(500)));
  const auto items = read_collection(generated.store, tokens_collection);
  std::vector<std::string> texts;
  for (const auto& [key, text] : items) texts.push_back(text);
  fill_collection(loaded.store, tokens_collection, texts);
  EXPECT_EQ(read_collection(loaded.store, tokens_collection), items);
}

TEST(TokenWriter, refuses_to_write_over_tokens_that_are_there) {
  TokenStore setup;
  ASSERT_TRUE(generate_tokens(setup.environment, options_for(100)));
  const auto before = read_collection(setup.store, tokens_collection);
  const auto again = generate_tokens(setup.environment, options_for(100));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind(), base::ErrorKind::refused);
  EXPECT_THAT(again.error().message(), HasSubstr("is there already"));
  EXPECT_THAT(again.error().remedy(), HasSubstr("--seed"));
  EXPECT_EQ(read_collection(setup.store, tokens_collection), before);
}

TEST(TokenWriter, refuses_a_share_that_is_none) {
  TokenStore setup;
  for (const double share : {-0.1, 1.1, std::numeric_limits<double>::quiet_NaN()}) {
    auto options = options_for(10);
    options.melted_unspent_share = share;
    const auto written = generate_tokens(setup.environment, options);
    ASSERT_FALSE(written) << share;
    EXPECT_EQ(written.error().kind(), base::ErrorKind::usage);
  }
}

TEST(TokenWriter, keeps_within_what_one_call_of_the_store_takes) {
  stores::memory::MemoryOptions store_options;
  store_options.write_items_max = 25;
  store_options.transactions = false;
  stores::memory::MemoryStore store(store_options);
  base::ManualClock clock;
  base::Cancellation cancellation;
  const engine::RunEnvironment environment{store, clock, cancellation, engine::silent_progress()};
  const auto written = generate_tokens(environment, options_for(101));
  ASSERT_TRUE(written) << written.error().describe();
  EXPECT_EQ(written->items, 101u);

  TokenStore in_large_batches;
  ASSERT_TRUE(generate_tokens(in_large_batches.environment, options_for(101)));
  EXPECT_EQ(read_collection(store, tokens_collection),
            read_collection(in_large_batches.store, tokens_collection));
}

TEST(TokenWriter, of_no_tokens_makes_the_empty_collection) {
  TokenStore setup;
  const auto written = generate_tokens(setup.environment, options_for(0));
  ASSERT_TRUE(written) << written.error().describe();
  EXPECT_EQ(written->items, 0u);
  EXPECT_TRUE(setup.store.collection(tokens_collection));
}

// A second passes between any two looks at it, so that no progress goes untold.
class TickingClock final : public base::Clock {
 public:
  base::UnixMillis now_ms() const override { return ticks_ * 1'000; }
  std::int64_t monotonic_ns() const override { return ++ticks_ * 1'000'000'000; }
  void sleep_ms(std::int64_t) const override {}

 private:
  mutable std::int64_t ticks_ = 0;
};

// Asks to stop as soon as something was written.
class StopAfterFirst final : public engine::ProgressSink {
 public:
  explicit StopAfterFirst(base::Cancellation& cancellation) : cancellation_(cancellation) {}
  void on_progress(const engine::Progress& progress) override {
    if (progress.done > 0) cancellation_.request();
  }
  void on_message(std::string_view) override {}

 private:
  base::Cancellation& cancellation_;
};

TEST(TokenWriter, stops_between_two_batches_and_keeps_those_that_are_written) {
  stores::memory::MemoryOptions store_options;
  store_options.write_items_max = 25;
  stores::memory::MemoryStore store(store_options);
  TickingClock clock;
  base::Cancellation cancellation;
  StopAfterFirst progress(cancellation);
  const engine::RunEnvironment environment{store, clock, cancellation, progress};
  const auto written = generate_tokens(environment, options_for(1'000));
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind(), base::ErrorKind::cancelled);
  EXPECT_EQ(read_collection(store, tokens_collection).size(), 25u);
}

TEST(TokenWriter, stops_before_the_first_batch_when_asked_to) {
  TokenStore setup;
  setup.cancellation.request();
  const auto written = generate_tokens(setup.environment, options_for(10));
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind(), base::ErrorKind::cancelled);
  EXPECT_TRUE(read_collection(setup.store, tokens_collection).empty());
}

}  // namespace
}  // namespace whimbrel::packs::wallet
