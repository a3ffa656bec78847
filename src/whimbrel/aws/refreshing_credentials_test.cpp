#include "whimbrel/aws/refreshing_credentials.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "whimbrel/aws/default_credentials.hpp"
#include "whimbrel/aws/testing/aws_bench.hpp"

namespace whimbrel::aws {
namespace {

using base::ErrorKind;

constexpr std::int64_t minute_ms = 60'000;

// What a source made of this script does, told from outside while a provider owns the source.
struct Script {
  base::ManualClock& clock;
  bool has_some = true;
  bool fails = false;
  std::int64_t lasts_ms = 60 * minute_ms;
  int loads = 0;
};

class ScriptedSource final : public CredentialsSource {
 public:
  explicit ScriptedSource(Script& script) : script_(script) {}

  std::string place() const override { return "the script"; }
  base::Result<std::optional<Credentials>> load() override {
    ++script_.loads;
    if (script_.fails) return base::fail(ErrorKind::unavailable, "it is down");
    if (!script_.has_some) return std::nullopt;
    Credentials made;
    made.access_key_id = "KEY" + std::to_string(script_.loads);
    made.expires_at_ms = script_.clock.now_ms() + script_.lasts_ms;
    return made;
  }

 private:
  Script& script_;
};

struct ProviderBench {
  base::ManualClock clock;
  Script first{clock};
  Script second{clock};
  RefreshingCredentials provider{sources(), clock};

  std::vector<std::unique_ptr<CredentialsSource>> sources() {
    std::vector<std::unique_ptr<CredentialsSource>> made;
    made.push_back(std::make_unique<ScriptedSource>(first));
    made.push_back(std::make_unique<ScriptedSource>(second));
    return made;
  }
  std::string key() { return provider.current().value()->access_key_id; }
};

TEST(RefreshingCredentials, asks_the_first_place_that_has_some_and_asks_once) {
  ProviderBench bench;
  bench.first.has_some = false;
  EXPECT_EQ(bench.key(), "KEY1");
  EXPECT_EQ(bench.key(), "KEY1");
  EXPECT_EQ(bench.first.loads, 1);
  EXPECT_EQ(bench.second.loads, 1);
}

TEST(RefreshingCredentials, takes_no_other_place_when_one_is_set_up_and_fails) {
  ProviderBench bench;
  bench.first.fails = true;
  EXPECT_EQ(bench.provider.current().error().kind(), ErrorKind::unavailable);
  EXPECT_EQ(bench.second.loads, 0);
}

TEST(RefreshingCredentials, names_every_place_when_none_has_any) {
  ProviderBench bench;
  bench.first.has_some = bench.second.has_some = false;
  const auto found = bench.provider.current();
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind(), ErrorKind::permission);
  EXPECT_NE(found.error().message().find("the script; the script"), std::string::npos);
}

TEST(RefreshingCredentials, refreshes_before_the_end_and_keeps_what_it_has_while_that_fails) {
  ProviderBench bench;
  EXPECT_EQ(bench.key(), "KEY1");
  bench.clock.sleep_ms(54 * minute_ms);
  EXPECT_EQ(bench.key(), "KEY1");
  bench.clock.sleep_ms(2 * minute_ms);
  bench.first.fails = true;
  EXPECT_EQ(bench.key(), "KEY1");
  EXPECT_EQ(bench.key(), "KEY1");
  EXPECT_EQ(bench.first.loads, 2) << "asked again at once after a failure";
  bench.clock.sleep_ms(minute_ms);
  bench.first.fails = false;
  EXPECT_EQ(bench.key(), "KEY3");
}

TEST(RefreshingCredentials, says_why_when_they_ran_out_and_there_are_no_others) {
  ProviderBench bench;
  EXPECT_EQ(bench.key(), "KEY1");
  bench.first.fails = true;
  bench.clock.sleep_ms(60 * minute_ms);
  EXPECT_EQ(bench.provider.current().error().kind(), ErrorKind::unavailable);
  EXPECT_EQ(bench.second.loads, 0);
}

TEST(RefreshingCredentials, asks_anew_when_the_service_rejected_those_it_gave) {
  ProviderBench bench;
  const CredentialsPtr rejected = bench.provider.current().value();
  bench.provider.renew(rejected);
  EXPECT_EQ(bench.key(), "KEY2");
  bench.provider.renew(rejected);
  EXPECT_EQ(bench.key(), "KEY2") << "somebody had renewed them already";
}

TEST(RefreshingCredentials, serves_many_threads_and_asks_once) {
  ProviderBench bench;
  std::atomic<int> served = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      for (int j = 0; j < 100; ++j)
        if (bench.provider.current().value()->access_key_id == "KEY1") ++served;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(served, 800);
  EXPECT_EQ(bench.first.loads, 1);
}

TEST(DefaultCredentials, puts_the_environment_before_a_profile_unless_a_person_told_the_profile) {
  testing::AwsBench bench;
  bench.write_credentials("[work]\naws_access_key_id = W\naws_secret_access_key = w\n");
  bench.variables["AWS_PROFILE"] = "work";
  EXPECT_EQ(default_credentials(bench.surroundings)->current().value()->access_key_id, "W");
  bench.variables["AWS_ACCESS_KEY_ID"] = "E";
  bench.variables["AWS_SECRET_ACCESS_KEY"] = "e";
  EXPECT_EQ(default_credentials(bench.surroundings)->current().value()->access_key_id, "E");
  EXPECT_EQ(default_credentials(bench.surroundings, "work")->current().value()->access_key_id, "W");
}

TEST(DefaultCredentials, names_every_place_when_there_are_none) {
  testing::AwsBench bench;
  bench.variables["AWS_EC2_METADATA_DISABLED"] = "true";
  const auto found = default_credentials(bench.surroundings)->current();
  ASSERT_FALSE(found);
  for (const char* place :
       {"AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE", "profile 'default'", "ECS", "EC2"})
    EXPECT_NE(found.error().message().find(place), std::string::npos) << place;
}

}  // namespace
}  // namespace whimbrel::aws
