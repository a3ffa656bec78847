#include "whimbrel/hooks/run_hooks.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

#include "whimbrel/engine/dry_run_store.hpp"
#include "whimbrel/engine/testing/run_bench.hpp"
#include "whimbrel/net/hmac.hpp"
#include "whimbrel/net/testing/http_server.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"

namespace whimbrel::hooks {
namespace {

using base::ErrorKind;
using engine::RunEvent;
using net::testing::HttpServer;
using net::testing::SeenRequest;
using net::testing::ServerAnswer;

constexpr const char* secret = "a shared secret";

class RunHooksTest : public ::testing::Test {
 protected:
  RunHooksTest()
      : folder_(std::filesystem::temp_directory_path() /
                ("whimbrel-run-hooks-" + std::to_string(std::random_device{}()))) {
    std::filesystem::create_directories(folder_ / "hooks");
    std::filesystem::permissions(folder_ / "hooks", std::filesystem::perms(0755));
    settings.folder = folder_ / "hooks";
    settings.limits.http.backoff_ms = 10;
    facts.run_id = "005-run";
    facts.migration_id = "005_split_name";
    facts.target = "memory:";
    facts.collection = "users";
    facts.counters.changed = 12;
  }
  ~RunHooksTest() override { std::filesystem::remove_all(folder_); }

  void put(const std::string& name, const std::string& script) {
    const auto path = folder_ / "hooks" / name;
    std::ofstream(path) << "#!/bin/sh\ncd " << folder_.string() << "\n" << script;
    std::filesystem::permissions(path, std::filesystem::perms(0755));
  }
  std::string read(const std::string& name) {
    std::ostringstream text;
    text << std::ifstream(folder_ / name).rdbuf();
    return text.str();
  }
  void add_webhook(const std::string& url, std::vector<RunEvent> events = {}) {
    settings.webhooks.push_back({url, std::move(events), base::Secret(secret)});
  }
  RunHooks hooks() {
    return {std::move(settings), base::posix_file_system(), base::system_clock(), cancellation};
  }

  HookSettings settings;
  engine::RunFacts facts;
  base::Cancellation cancellation;

 private:
  std::filesystem::path folder_;
};

TEST_F(RunHooksTest, gives_programs_the_facts_and_no_secret) {
  ASSERT_EQ(::setenv("WHIMBREL_PASSPHRASE", "hush", 1), 0);
  ASSERT_EQ(::setenv("HOOK_SECRET", "hush", 1), 0);
  settings.secret_variables = {"HOOK_SECRET"};
  put("after-up", "env | grep -E '^(WHIMBREL_|HOOK_)' | sort >facts; cat >input\n");
  RunHooks told = hooks();
  const auto status = told.on_event(RunEvent::after_up, facts);
  ::unsetenv("WHIMBREL_PASSPHRASE");
  ASSERT_TRUE(status) << status.error().describe();
  EXPECT_EQ(read("facts"),
            "WHIMBREL_BATCHES=0\nWHIMBREL_CHANGED=12\nWHIMBREL_COLLECTION=users\n"
            "WHIMBREL_CONFLICTS=0\nWHIMBREL_ERROR=\nWHIMBREL_EVENT=after-up\n"
            "WHIMBREL_MIGRATION=005_split_name\nWHIMBREL_QUARANTINED=0\n"
            "WHIMBREL_RUN_ID=005-run\nWHIMBREL_SCANNED=0\nWHIMBREL_SKIPPED=0\n"
            "WHIMBREL_TARGET=memory:\n");
  const auto input = nlohmann::json::parse(read("input"));
  EXPECT_EQ(input["event"], "after-up");
  EXPECT_EQ(input["counts"]["changed"], 12);
}

TEST_F(RunHooksTest, a_failing_program_refuses_before_and_changes_nothing_after) {
  put("before-up", "echo not on a Friday >&2; exit 1\n");
  put("after-up", "exit 1\n");
  RunHooks told = hooks();
  const auto refused = told.on_event(RunEvent::before_up, facts);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::refused);
  EXPECT_TRUE(
      refused.error().message().ends_with("/hooks/before-up exited with 1: not on a Friday"))
      << refused.error().message();
  EXPECT_FALSE(told.on_event(RunEvent::after_up, facts));
  EXPECT_TRUE(told.on_event(RunEvent::after_batch, facts));
}

TEST_F(RunHooksTest, kills_a_program_that_takes_too_long) {
  put("before-up", "sleep 30\n");
  settings.timeout_ms = 100;
  RunHooks told = hooks();
  EXPECT_EQ(told.on_event(RunEvent::before_up, facts).error().kind(), ErrorKind::refused);
}

TEST_F(RunHooksTest, signs_what_it_sends) {
  const HttpServer server([](const SeenRequest&, std::size_t) { return ServerAnswer{}; });
  add_webhook(server.url("/in?key=1"), {RunEvent::after_up});
  RunHooks told = hooks();
  EXPECT_TRUE(told.on_event(RunEvent::after_batch, facts));
  EXPECT_TRUE(told.on_event(RunEvent::after_up, facts));
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 1u);
  const SeenRequest& seen = requests.front();
  EXPECT_EQ(seen.header("X-Whimbrel-Signature"),
            "sha256=" + net::hmac_sha256_hex(secret, seen.body));
  EXPECT_EQ(seen.header("X-Whimbrel-Event"), "after-up");
  const auto body = nlohmann::json::parse(seen.body);
  EXPECT_EQ(body["delivery_id"], seen.header("X-Whimbrel-Delivery"));
  EXPECT_EQ(body["run_id"], "005-run");
  EXPECT_TRUE(body["sent_at"].get<std::string>().ends_with("Z"));
}

TEST_F(RunHooksTest, sends_again_under_the_same_id_until_it_is_taken) {
  const HttpServer server([](const SeenRequest&, std::size_t before) {
    return ServerAnswer{before < 2 ? 500 : 200, "", "", 0, -1};
  });
  add_webhook(server.url());
  RunHooks told = hooks();
  EXPECT_TRUE(told.on_event(RunEvent::after_up, facts));
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 3u);
  EXPECT_EQ(requests[0].header("X-Whimbrel-Delivery"), requests[2].header("X-Whimbrel-Delivery"));
  EXPECT_EQ(requests[0].body, requests[2].body);
}

TEST_F(RunHooksTest, a_service_that_is_down_or_slow_holds_no_run_up) {
  const HttpServer server([](const SeenRequest&, std::size_t) {
    return ServerAnswer{200, "", "", 400, -1};
  });
  add_webhook(server.url("/slow?token=hush"));
  settings.limits.http.timeout_ms = 50;
  settings.limits.http.tries_max = 2;
  settings.limits.flush_ms = 300;
  RunHooks told = hooks();
  const std::int64_t before_ns = base::system_clock().monotonic_ns();
  for (int i = 0; i < 2'000; ++i) EXPECT_TRUE(told.on_event(RunEvent::after_batch, facts));
  const auto ended = told.on_event(RunEvent::after_up, facts);
  EXPECT_LT(base::system_clock().monotonic_ns() - before_ns, std::int64_t{5'000'000'000});
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().kind(), ErrorKind::unavailable);
  EXPECT_EQ(ended.error().message().find("hush"), std::string::npos) << ended.error().message();
}

TEST_F(RunHooksTest, a_run_calls_them_and_a_dry_run_does_not) {
  put("before-up", "echo \"$WHIMBREL_EVENT\" >>log\n");
  put("after-batch", "echo \"$WHIMBREL_EVENT $WHIMBREL_CHANGED\" >>log\n");
  put("after-up", "echo \"$WHIMBREL_EVENT $WHIMBREL_MIGRATION\" >>log\n");
  stores::memory::MemoryStore store;
  ASSERT_TRUE(engine::testing::fill_things(store, 20));
  engine::testing::RunBench bench(store);
  bench.options.batch_items_max = 1'000;
  RunHooks told = hooks();
  const auto plan = bench.plan();
  ASSERT_TRUE(plan) << plan.error().describe();
  const auto up = [&](stores::Store& on) {
    const engine::RunEnvironment environment{on,         bench.clock, bench.cancellation,
                                             bench.hook, nullptr,     &told};
    return engine::run_up(environment, bench.migration, *plan, false, bench.options);
  };
  bench.options.dry_run = true;
  stores::memory::MemoryStore overlay;
  engine::DryRunStore dry(store, overlay);
  ASSERT_TRUE(up(dry));
  EXPECT_EQ(read("log"), "");
  bench.options.dry_run = false;
  const auto report = up(store);
  ASSERT_TRUE(report) << report.error().describe();
  EXPECT_EQ(read("log").substr(0, 10), "before-up\n");
  EXPECT_NE(read("log").find("after-batch "), std::string::npos);
  EXPECT_NE(read("log").find("after-up " + bench.migration.info().id), std::string::npos);
}

}  // namespace
}  // namespace whimbrel::hooks
