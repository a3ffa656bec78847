#include "whimbrel/engine/ledger/lease.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>

#include "whimbrel/engine/journal/testing/store_kinds.hpp"
#include "whimbrel/engine/ledger/lease_record.hpp"
#include "whimbrel/engine/ledger/process_identity.hpp"
#include "whimbrel/stores/testing/fault_injecting_store.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;
using std::chrono::milliseconds;
using stores::Space;
using ::testing::HasSubstr;

constexpr std::int64_t ttl_ms = 30'000;

template <typename Condition>
bool comes_true(Condition condition) {
  for (int i = 0; i < 500; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(milliseconds(10));
  }
  return false;
}

class Leases : public testing::OnEachStore {
 protected:
  base::Result<std::unique_ptr<Lease>> acquire(std::string owner = "ana@build-7",
                                               std::string_view migration_id = "m") {
    return Lease::acquire(store(), clock_, migration_id, std::move(owner), ttl_ms);
  }

  // A holder on another machine, which is neither known to live nor to be dead.
  void put_foreign_lease(base::UnixMillis expires_ms, std::uint64_t token = 7) {
    const LeaseRecord lease{"bob@elsewhere pid 12", "other", expires_ms, ttl_ms, token};
    put(Space::ledger, "lease/m", to_json(lease), token);
  }

  base::Status write_with(const stores::Fence& fence) {
    stores::RecordWrite write;
    write.key = "run/1";
    write.value = "{}";
    return session().put_record(write, &fence);
  }

  std::optional<LeaseHolder> holder() {
    return lease_holder(session(), "m", clock_.now_ms()).value();
  }

  base::ManualClock clock_;
};

INSTANTIATE_TEST_SUITE_P(Store, Leases, testing::each_store(), testing::store_name);

TEST_P(Leases, the_first_holder_gets_a_fence_that_holds) {
  EXPECT_FALSE(holder());
  const auto lease = acquire().value();
  EXPECT_EQ(lease->fence().lease_key, "lease/m");
  EXPECT_EQ(lease->fence().token, 1u);
  EXPECT_TRUE(lease->check());
  EXPECT_TRUE(write_with(lease->fence()));
  ASSERT_TRUE(holder());
  EXPECT_EQ(holder()->owner, "ana@build-7");
  EXPECT_EQ(holder()->token, 1u);
  EXPECT_EQ(holder()->expires_ms, clock_.now_ms() + ttl_ms);
}

TEST_P(Leases, a_second_runner_is_told_who_holds_it_and_for_how_long) {
  const auto lease = acquire(describe_this_process("ana@build-7"));
  clock_.sleep_ms(9'500);
  const auto second = acquire("bob@build-8");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind(), ErrorKind::busy);
  EXPECT_EQ(second.error().message(),
            "ana@build-7 pid " + std::to_string(getpid()) + " holds it for 21 s more");
  EXPECT_FALSE(second.error().remedy().empty());
}

TEST_P(Leases, migrations_have_leases_of_their_own) {
  const auto one = acquire("ana", "m");
  const auto two = acquire("ana", "m2");
  EXPECT_TRUE(one);
  EXPECT_TRUE(two);
}

TEST_P(Leases, a_given_back_lease_is_taken_at_once_with_a_higher_token) {
  auto lease = acquire().value();
  const stores::Fence first = lease->fence();
  EXPECT_TRUE(lease->release());
  EXPECT_TRUE(lease->release());
  EXPECT_FALSE(holder());
  const auto second = acquire().value();
  EXPECT_EQ(second->fence().token, 2u);
  EXPECT_EQ(write_with(first).error().kind(), ErrorKind::lease_lost);
}

TEST_P(Leases, the_end_of_its_life_gives_it_back) {
  acquire().value().reset();
  EXPECT_FALSE(holder());
  EXPECT_TRUE(acquire());
}

TEST_P(Leases, one_that_ran_out_is_taken_over_and_its_fence_falls) {
  put_foreign_lease(clock_.now_ms() + 1'000);
  ASSERT_FALSE(acquire());
  clock_.sleep_ms(1'000);
  EXPECT_FALSE(holder());
  const auto lease = acquire().value();
  EXPECT_EQ(lease->fence().token, 8u);
  EXPECT_EQ(write_with({"lease/m", 7}).error().kind(), ErrorKind::lease_lost);
}

TEST_P(Leases, a_clock_that_jumps_ahead_lets_another_take_over_and_the_fence_decides) {
  const auto first = acquire("ana").value();
  clock_.set_ms(clock_.now_ms() + 3'600'000);
  const auto second = acquire("bob").value();
  EXPECT_TRUE(first->check()) << "its own clock did not jump";
  EXPECT_EQ(write_with(first->fence()).error().kind(), ErrorKind::lease_lost);
  EXPECT_TRUE(write_with(second->fence()));
  EXPECT_EQ(first->release().error().kind(), ErrorKind::lease_lost);
  EXPECT_TRUE(second->check());
  EXPECT_EQ(holder()->owner, "bob");
}

TEST_P(Leases, a_clock_that_jumps_back_does_not_let_two_hold_it) {
  const auto first = acquire("ana").value();
  clock_.set_ms(clock_.now_ms() - 1'000);
  EXPECT_EQ(acquire("bob").error().kind(), ErrorKind::busy);
  EXPECT_TRUE(first->check());
  EXPECT_TRUE(write_with(first->fence()));
}

TEST_P(Leases, an_expiry_that_no_clock_like_ours_set_is_watched_and_taken_if_nobody_renews) {
  put_foreign_lease(clock_.now_ms() + 365LL * 24 * 3'600 * 1'000);
  const auto started_ns = clock_.monotonic_ns();
  const auto lease = acquire();
  ASSERT_TRUE(lease) << lease.error().describe();
  EXPECT_EQ((*lease)->fence().token, 8u);
  EXPECT_GE(clock_.monotonic_ns() - started_ns, ttl_ms * 1'000'000) << "one time to live";
}

// Renews what it watches while the time to watch goes by.
class RenewingClock final : public base::Clock {
 public:
  RenewingClock(base::ManualClock& clock, std::function<void()> renew)
      : clock_(clock), renew_(std::move(renew)) {}
  base::UnixMillis now_ms() const override { return clock_.now_ms(); }
  std::int64_t monotonic_ns() const override { return clock_.monotonic_ns(); }
  void sleep_ms(std::int64_t duration_ms) const override {
    clock_.sleep_ms(duration_ms);
    renew_();
  }

 private:
  base::ManualClock& clock_;
  std::function<void()> renew_;
};

TEST_P(Leases, an_expiry_far_ahead_that_somebody_renews_is_respected) {
  const base::UnixMillis far_ms = clock_.now_ms() + 86'400'000;
  put_foreign_lease(far_ms);
  const RenewingClock clock(clock_, [&] { put_foreign_lease(far_ms + 10'000); });
  const auto lease = Lease::acquire(store(), clock, "m", "ana", ttl_ms);
  ASSERT_FALSE(lease);
  EXPECT_EQ(lease.error().kind(), ErrorKind::busy);
  EXPECT_EQ(get(Space::ledger, "lease/m").version, 7u);
}

TEST_P(Leases, is_lost_by_its_own_clock_when_it_could_not_be_renewed_in_time) {
  const auto lease = acquire().value();
  clock_.sleep_ms(ttl_ms - 1);
  EXPECT_TRUE(lease->check());
  clock_.sleep_ms(1);
  const auto lost = lease->check();
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().kind(), ErrorKind::lease_lost);
  EXPECT_THAT(lost.error().remedy(), HasSubstr("whimbrel resume"));
}

TEST_P(Leases, is_renewed_in_the_background_under_the_same_token) {
  const auto lease = Lease::acquire(store(), base::system_clock(), "m", "ana", 300).value();
  const LeaseRecord first = lease_from(get(Space::ledger, "lease/m")).value();
  EXPECT_TRUE(comes_true([&] {
    const auto now = lease_from(get(Space::ledger, "lease/m")).value();
    return now.token == first.token && now.expires_ms > first.expires_ms + 300;
  }));
  EXPECT_TRUE(lease->check());
  EXPECT_TRUE(write_with(lease->fence()));
}

TEST_P(Leases, learns_in_the_background_that_somebody_took_over) {
  const auto lease = Lease::acquire(store(), base::system_clock(), "m", "ana", 300).value();
  put_foreign_lease(base::system_clock().now_ms() + ttl_ms);
  EXPECT_TRUE(comes_true([&] { return !lease->check(); }));
  EXPECT_EQ(lease->release().error().kind(), ErrorKind::lease_lost);
  EXPECT_EQ(get(Space::ledger, "lease/m").version, 7u) << "the new holder's record stands";
}

TEST_P(Leases, ends_at_once_however_long_it_would_live) {
  const auto started = std::chrono::steady_clock::now();
  acquire().value().reset();
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(2));
}

TEST_P(Leases, only_one_of_many_takers_gets_it) {
  std::atomic<int> holders{0};
  std::vector<std::unique_ptr<Lease>> held(8);
  std::vector<std::thread> takers;
  for (std::size_t i = 0; i < held.size(); ++i)
    takers.emplace_back([&, i] {
      auto lease = acquire("taker " + std::to_string(i));
      if (lease) {
        ++holders;
        held[i] = *std::move(lease);
      } else {
        EXPECT_EQ(lease.error().kind(), ErrorKind::busy) << lease.error().describe();
      }
    });
  for (std::thread& taker : takers) taker.join();
  EXPECT_EQ(holders, 1);
}

TEST_P(Leases, a_record_that_cannot_be_read_is_named) {
  put(Space::ledger, "lease/m", R"({"owner":"ana"})");
  const auto lease = acquire();
  ASSERT_FALSE(lease);
  EXPECT_EQ(lease.error().kind(), ErrorKind::corrupt);
  EXPECT_EQ(lease.error().describe(), "ledger record lease/m: field lease_id is missing");
}

TEST_P(Leases, a_run_of_this_process_that_could_not_give_it_back_is_not_waited_for) {
  stores::testing::FaultInjector injector;
  stores::testing::FaultInjectingStore faulty(store(), injector);
  {
    const auto lease = Lease::acquire(faulty, clock_, "m", describe_this_process("ana"), ttl_ms);
    ASSERT_TRUE(lease);
    injector.kill_at(injector.boundaries_passed() + 1, stores::testing::FaultPoint::before_effect);
  }
  EXPECT_FALSE(lease_from(get(Space::ledger, "lease/m"))->given_back());
  EXPECT_FALSE(holder());
  const auto again = acquire();
  ASSERT_TRUE(again) << again.error().describe();
  EXPECT_EQ((*again)->fence().token, 2u);
}

TEST_P(Leases, a_killed_runner_of_this_machine_is_not_waited_for) {
  // The child leaves its own description, as a runner that was killed would.
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    const std::string words = describe_this_process("bob@build-7");
    _exit(write(pipe_ends[1], words.data(), words.size()) > 0 ? 0 : 1);
  }
  close(pipe_ends[1]);
  char words[1'000];
  const auto size = read(pipe_ends[0], words, sizeof words);
  close(pipe_ends[0]);
  ASSERT_GT(size, 0);
  waitpid(child, nullptr, 0);

  const LeaseRecord left{std::string(words, static_cast<std::size_t>(size)), "dead",
                         clock_.now_ms() + ttl_ms, ttl_ms, 4};
  put(Space::ledger, "lease/m", to_json(left), 4);
  EXPECT_FALSE(holder());
  const auto lease = acquire();
  ASSERT_TRUE(lease) << lease.error().describe();
  EXPECT_EQ((*lease)->fence().token, 5u);
}

}  // namespace
}  // namespace whimbrel::engine
