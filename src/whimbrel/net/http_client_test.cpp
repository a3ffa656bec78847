#include "whimbrel/net/http_client.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "whimbrel/net/testing/http_server.hpp"

namespace whimbrel::net {
namespace {

using base::ErrorKind;
using testing::HttpServer;
using testing::SeenRequest;
using testing::ServerAnswer;

// A client whose waits pass at once on its own clock.
struct ClientBench {
  base::ManualClock clock;
  base::Cancellation cancellation;
  HttpOptions options;

  base::Result<HttpResponse> send(const HttpRequest& request) {
    HttpClient client(options, clock, cancellation);
    return client.send(request);
  }
  std::int64_t waited_ms() const { return clock.monotonic_ns() / 1'000'000; }
};

HttpServer::Handler always(ServerAnswer answer) {
  return [answer](const SeenRequest&, std::size_t) { return answer; };
}

// Fails `count` times, then answers well.
HttpServer::Handler failing(std::size_t count, ServerAnswer failure) {
  return [=](const SeenRequest&, std::size_t before) {
    return before < count ? failure : ServerAnswer{200, "fine", "", 0, -1};
  };
}

TEST(HttpClient, sends_method_headers_and_body_and_gives_the_answer) {
  const HttpServer server(always({201, "made", "X-Answer: yes \r\n", 0, -1}));
  ClientBench bench;
  const auto answer = bench.send(
      {"POST", server.url("/jobs?a=1"), {{"X-Token", "t"}, {"X-Empty", ""}}, "the body"});
  ASSERT_TRUE(answer) << answer.error().describe();
  EXPECT_EQ(answer->status, 201);
  EXPECT_TRUE(answer->is_success());
  EXPECT_EQ(answer->body, "made");
  ASSERT_NE(answer->find_header("x-answer"), nullptr);
  EXPECT_EQ(*answer->find_header("x-answer"), "yes");
  EXPECT_EQ(answer->find_header("x-other"), nullptr);
  const SeenRequest seen = server.requests().at(0);
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.target, "/jobs?a=1");
  EXPECT_EQ(seen.body, "the body");
  EXPECT_EQ(seen.header("X-Token"), "t");
  EXPECT_NE(seen.headers.find("X-Empty:"), std::string::npos);
}

TEST(HttpClient, knows_every_method) {
  const HttpServer server(always({200, "body", "", 0, -1}));
  ClientBench bench;
  for (const char* method : {"GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
    const auto answer = bench.send({method, server.url(), {}, ""});
    ASSERT_TRUE(answer) << method << answer.error().describe();
    EXPECT_EQ(answer->body, std::string_view(method) == "HEAD" ? "" : "body");
    EXPECT_EQ(server.requests().back().method, method);
  }
}

TEST(HttpClient, tries_again_while_the_server_is_busy) {
  for (const int status : {429, 503}) {
    const HttpServer server(failing(2, {status, "busy", "", 0, -1}));
    ClientBench bench;
    const auto answer = bench.send({"POST", server.url(), {}, "x"});
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(server.requests().size(), 3u);
    EXPECT_GE(bench.waited_ms(), 250 + 500);
  }
}

TEST(HttpClient, honours_when_the_server_says_to_come_back) {
  const HttpServer server(failing(1, {503, "", "Retry-After: 7\r\n", 0, -1}));
  ClientBench bench;
  ASSERT_TRUE(bench.send({"GET", server.url(), {}, ""}));
  EXPECT_GE(bench.waited_ms(), 7'000);
  EXPECT_LT(bench.waited_ms(), 7'100);

  const HttpServer patient(failing(1, {503, "", "Retry-After: 3600\r\n", 0, -1}));
  ClientBench other;
  ASSERT_TRUE(other.send({"GET", patient.url(), {}, ""}));
  EXPECT_LE(other.waited_ms(), 20'050);
}

TEST(HttpClient, tries_again_what_may_be_done_twice_and_nothing_else) {
  const HttpServer server(failing(1, {500, "broken", "", 0, -1}));
  ClientBench bench;
  EXPECT_EQ(bench.send({"GET", server.url(), {}, ""})->status, 200);

  const HttpServer once(failing(1, {500, "broken", "", 0, -1}));
  EXPECT_EQ(bench.send({"POST", once.url(), {}, "x"})->status, 500);
  EXPECT_EQ(once.requests().size(), 1u);

  const HttpServer marked(failing(1, {500, "broken", "", 0, -1}));
  EXPECT_EQ(bench.send({"POST", marked.url(), {}, "x", true})->status, 200);

  const HttpServer missing(always({404, "", "", 0, -1}));
  EXPECT_EQ(bench.send({"GET", missing.url(), {}, ""})->status, 404);
  EXPECT_EQ(missing.requests().size(), 1u);
}

TEST(HttpClient, gives_the_last_answer_when_none_is_good) {
  const HttpServer server(always({503, "still busy", "", 0, -1}));
  ClientBench bench;
  const auto answer = bench.send({"GET", server.url(), {}, ""});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 503);
  EXPECT_EQ(server.requests().size(), 4u);
}

TEST(HttpClient, tries_again_when_the_connection_is_cut) {
  const HttpServer server(failing(2, {200, "a longer body that is cut", "", 0, 60}));
  ClientBench bench;
  const auto answer = bench.send({"GET", server.url(), {}, ""});
  ASSERT_TRUE(answer) << answer.error().describe();
  EXPECT_EQ(answer->body, "fine");
}

// The first request is answered well on a connection that is kept; the second arrives on it, is
// done, and gets no answer before the connection breaks. curl by itself would send it again.
HttpServer::Handler breaking_a_kept_connection() {
  return [](const SeenRequest&, std::size_t before) {
    if (before == 0) return ServerAnswer{200, "kept", "", 0, -1, true};
    return before == 1 ? ServerAnswer{200, "done", "", 0, 0}
                       : ServerAnswer{200, "again", "", 0, -1};
  };
}

TEST(HttpClient, sends_nothing_twice_that_may_do_harm_when_a_kept_connection_breaks) {
  const HttpServer server(breaking_a_kept_connection());
  const ClientBench bench;
  HttpClient client(bench.options, bench.clock, bench.cancellation);
  ASSERT_EQ(client.send({"POST", server.url(), {}, "1"})->body, "kept");
  const auto answer = client.send({"POST", server.url(), {}, "2"});
  ASSERT_FALSE(answer) << answer->body;
  EXPECT_EQ(answer.error().kind(), ErrorKind::unavailable);
  EXPECT_TRUE(client.last_try_was_sent());
  EXPECT_EQ(server.requests().size(), 2u);
}

TEST(HttpClient, sends_again_what_may_be_when_a_kept_connection_breaks) {
  const HttpServer server(breaking_a_kept_connection());
  const ClientBench bench;
  HttpClient client(bench.options, bench.clock, bench.cancellation);
  ASSERT_EQ(client.send({"POST", server.url(), {}, "1", true})->body, "kept");
  const auto answer = client.send({"POST", server.url(), {}, "2", true});
  ASSERT_TRUE(answer) << answer.error().describe();
  EXPECT_EQ(answer->body, "again");
}

TEST(HttpClient, knows_that_nothing_was_sent_without_a_connection) {
  int port = 0;
  { port = HttpServer(always({})).port(); }
  const ClientBench bench;
  HttpClient client(bench.options, bench.clock, bench.cancellation);
  EXPECT_FALSE(client.send({"POST", "http://127.0.0.1:" + std::to_string(port), {}, "1"}));
  EXPECT_FALSE(client.last_try_was_sent());
}

TEST(HttpClient, hears_out_what_may_not_be_cut_off) {
  const HttpServer server(always({200, "late", "", 300, -1}));
  ClientBench bench;
  HttpRequest request{"POST", server.url(), {}, "x"};
  request.may_be_cut_off = false;
  std::thread stopper([&] {
    base::system_clock().sleep_ms(50);
    bench.cancellation.request();
  });
  const auto answer = bench.send(request);
  stopper.join();
  ASSERT_TRUE(answer) << answer.error().describe();
  EXPECT_EQ(answer->body, "late");
}

TEST(HttpClient, says_without_secrets_what_it_could_not_reach) {
  int port = 0;
  { port = HttpServer(always({})).port(); }
  ClientBench bench;
  bench.options.tries_max = 1;
  const std::string host = "127.0.0.1:" + std::to_string(port);
  const auto answer =
      bench.send({"GET", "http://user:pass@" + host + "/jobs?token=hush", {{"X-Key", "k"}}, ""});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind(), ErrorKind::unavailable);
  EXPECT_EQ(answer.error().message(), "GET http://" + host + "/jobs?…: Couldn't connect to server");
}

TEST(HttpClient, waits_no_longer_than_told) {
  const HttpServer server(always({200, "late", "", 1'000, -1}));
  ClientBench bench;
  bench.options.timeout_ms = 100;
  bench.options.tries_max = 1;
  const auto answer = bench.send({"GET", server.url(), {}, ""});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind(), ErrorKind::unavailable);
}

TEST(HttpClient, takes_no_larger_answer_than_told) {
  const HttpServer server(always({200, std::string(100'000, 'x'), "", 0, -1}));
  ClientBench bench;
  bench.options.body_bytes_max = 1'000;
  const auto answer = bench.send({"GET", server.url(), {}, ""});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind(), ErrorKind::refused);
}

TEST(HttpClient, follows_redirections_only_when_told) {
  const HttpServer server([](const SeenRequest& request, std::size_t) {
    if (request.target == "/new") return ServerAnswer{200, "here", "X-Last: 1\r\n", 0, -1};
    return ServerAnswer{302, "", "Location: /new\r\nX-First: 1\r\n", 0, -1};
  });
  ClientBench bench;
  EXPECT_EQ(bench.send({"GET", server.url(), {}, ""})->status, 302);
  bench.options.redirects_max = 1;
  const auto answer = bench.send({"GET", server.url(), {}, ""});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "here");
  EXPECT_EQ(answer->find_header("X-First"), nullptr);
}

TEST(HttpClient, stops_when_it_is_asked_to) {
  const HttpServer server(always({200, "late", "", 3'000, -1}));
  ClientBench bench;
  std::thread stopper([&] {
    base::system_clock().sleep_ms(50);
    bench.cancellation.request();
  });
  const std::int64_t before_ns = base::system_clock().monotonic_ns();
  const auto answer = bench.send({"GET", server.url(), {}, ""});
  stopper.join();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind(), ErrorKind::cancelled);
  EXPECT_LT(base::system_clock().monotonic_ns() - before_ns, std::int64_t{2'500'000'000});
}

TEST(HttpClient, refuses_what_is_no_url_or_would_smuggle_headers) {
  ClientBench bench;
  EXPECT_EQ(bench.send({"GET", "file:///etc/passwd", {}, ""}).error().kind(), ErrorKind::usage);
  EXPECT_EQ(bench.send({"GET", "http://", {}, ""}).error().kind(), ErrorKind::usage);
  EXPECT_EQ(bench.send({"GET", "http://127.0.0.1/", {{"X", "a\r\nY: b"}}, ""}).error().kind(),
            ErrorKind::usage);
}

TEST(ShownUrl, leaves_out_what_may_be_secret) {
  EXPECT_EQ(shown_url("https://api.example.org/v1/jobs"), "https://api.example.org/v1/jobs");
  EXPECT_EQ(shown_url("https://a:b@c@api.example.org/v1?key=1#x"), "https://api.example.org/v1?…");
  EXPECT_EQ(shown_url("https://api.example.org#part"), "https://api.example.org#…");
  EXPECT_EQ(shown_url("https://api.example.org/a@b"), "https://api.example.org/a@b");
}

}  // namespace
}  // namespace whimbrel::net
