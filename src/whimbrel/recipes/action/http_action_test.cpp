#include "whimbrel/recipes/action/http_action.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "whimbrel/net/testing/http_server.hpp"
#include "whimbrel/recipes/action/testing/action_bench.hpp"
#include "whimbrel/recipes/worker/testing/jq_program.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"

namespace whimbrel::recipes {
namespace {

using base::ErrorKind;
using net::testing::HttpServer;
using net::testing::SeenRequest;
using net::testing::ServerAnswer;
using testing::ActionBench;

// A service with one job: POST makes it, DELETE removes it, GET tells of it.
class JobService {
 public:
  std::string url() const { return server_.url("/job"); }
  std::vector<SeenRequest> requests() const { return server_.requests(); }

 private:
  ServerAnswer answer(const SeenRequest& request) {
    if (request.method == "POST") made_ = true;
    if (request.method == "DELETE") made_ = false;
    if (request.method == "GET" && !made_) return {404, "", "", 0, -1};
    return {200, made_ ? R"({"state":"made","size":3})" : "{}", "", 0, -1};
  }

  bool made_ = false;
  HttpServer server_{[this](const SeenRequest& request, std::size_t) { return answer(request); }};
};

class HttpAction : public ::testing::Test {
 protected:
  stores::memory::MemoryStore store_;
  JobService service_;
};

TEST_F(HttpAction, asks_does_and_takes_back) {
  ActionBench bench(store_, "http: { method: POST, url: \"" + service_.url() +
                                "\", body: { name: x, sizes: [1, 2] }, is_done: { url: \"" +
                                service_.url() + "\" }, undo: { method: DELETE, url: \"" +
                                service_.url() + "\" } }");
  EXPECT_EQ(bench.findings(), "");
  EXPECT_EQ(bench.action().description(), "POST " + service_.url());
  EXPECT_FALSE(bench.is_done().value());
  const auto performed = bench.perform();
  ASSERT_TRUE(performed) << performed.error().describe();
  EXPECT_TRUE(bench.is_done().value());
  const SeenRequest seen = service_.requests().at(2);
  EXPECT_EQ(seen.body, R"({"name":"x","sizes":[1,2]})");
  EXPECT_EQ(seen.header("Content-Type"), "application/json");
  EXPECT_EQ(seen.header("Idempotency-Key").size(), 32u);
  EXPECT_TRUE(bench.action().can_undo());
  ASSERT_TRUE(bench.undo());
  EXPECT_FALSE(bench.is_done().value());
}

TEST_F(HttpAction, holds_the_answer_against_text_and_jq) {
  const auto done = [&](const std::string& question) {
    ActionBench bench(store_, "http: { method: PUT, url: \"" + service_.url() +
                                  "\", is_done: { url: \"" + service_.url() + "\", " + question +
                                  " } }");
    EXPECT_EQ(bench.findings(), "");
    const auto is_done = bench.is_done();
    return is_done ? (*is_done ? "yes" : "no") : is_done.error().describe();
  };
  ASSERT_TRUE(ActionBench(store_, "http: { url: \"" + service_.url() + "\" }").perform());
  EXPECT_EQ(done("body_contains: made"), "yes");
  EXPECT_EQ(done("body_contains: gone"), "no");
  EXPECT_EQ(done("jq: .size == 3"), "yes");
  EXPECT_EQ(done("jq: .size > 3"), "no");
  EXPECT_EQ(done("status: 201"), "no");
  EXPECT_EQ(done("jq: .size.x"),
            "is_done of PUT " + service_.url() + ": jq: Cannot index number with string \"x\"");
}

TEST_F(HttpAction, fills_in_secrets_and_never_shows_them) {
  ASSERT_EQ(::setenv("WHIMBREL_TEST_TOKEN", "hush", 1), 0);
  ::unsetenv("WHIMBREL_TEST_NOT_SET");
  ActionBench bench(store_, "http: { url: \"" + service_.url() +
                                "?key=${WHIMBREL_TEST_TOKEN}\", headers: { Authorization: "
                                "\"Bearer ${WHIMBREL_TEST_TOKEN} $${X} ${-}\" }, body: { t: "
                                "\"${WHIMBREL_TEST_TOKEN}\" } }");
  ASSERT_TRUE(bench.perform());
  const SeenRequest seen = service_.requests().at(0);
  EXPECT_EQ(seen.header("Authorization"), "Bearer hush ${X} ${-}");
  EXPECT_EQ(seen.target, "/job?key=hush");
  EXPECT_EQ(seen.body, R"({"t":"hush"})");
  for (const std::string& shown :
       {bench.action().description(), bench.action().definition(), bench.findings()})
    EXPECT_EQ(shown.find("hush"), std::string::npos);

  ActionBench missing(store_, "http: { url: \"" + service_.url() +
                                  "\", headers: { X: \"${WHIMBREL_TEST_NOT_SET}\" } }");
  const auto performed = missing.perform();
  ASSERT_FALSE(performed);
  EXPECT_EQ(performed.error().describe(),
            "the environment variable WHIMBREL_TEST_NOT_SET is not set");
}

TEST_F(HttpAction, wants_the_status_that_is_expected) {
  const HttpServer server([](const SeenRequest&, std::size_t) {
    return ServerAnswer{409, "there already", "", 0, -1};
  });
  ActionBench strict(store_, "http: { url: \"" + server.url() + "\" }");
  const auto performed = strict.perform();
  ASSERT_FALSE(performed);
  EXPECT_EQ(performed.error().kind(), ErrorKind::refused);
  EXPECT_EQ(performed.error().describe(), "POST " + server.url() + " answered 409: there already");
  ActionBench lenient(store_, "http: { url: \"" + server.url() + "\", expect_status: [201, 409] }");
  EXPECT_TRUE(lenient.perform());
  EXPECT_FALSE(lenient.action().can_undo());
  EXPECT_EQ(lenient.findings(), "action-may-repeat: POST " + server.url() +
                                    " has no is_done: after a crash in the middle it is called "
                                    "again\n");
}

TEST_F(HttpAction, takes_a_service_that_is_down_for_no_answer) {
  const HttpServer server([](const SeenRequest&, std::size_t) {
    return ServerAnswer{500, "down", "", 0, -1};
  });
  ActionBench bench(store_, "http: { method: PUT, url: \"" + server.url() +
                                "\", is_done: { url: \"" + server.url() + "\" } }");
  EXPECT_EQ(bench.is_done().error().kind(), ErrorKind::unavailable);
}

}  // namespace
}  // namespace whimbrel::recipes
