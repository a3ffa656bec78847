#include "whimbrel/packs/sparta/inputs/discord_client.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "whimbrel/net/testing/http_server.hpp"

namespace whimbrel::packs::sparta {
namespace {

using net::testing::HttpServer;
using net::testing::SeenRequest;
using net::testing::ServerAnswer;

// A guild of members 1 to `count`, in pages as Discord gives them.
ServerAnswer members_page(const SeenRequest& request, int count) {
  const int after = std::stoi(request.target.substr(request.target.rfind('=') + 1));
  std::string body = "[";
  for (int id = after + 1; id <= count && id <= after + 1'000; ++id)
    body += fmt::format(R"({}{{"user":{{"id":"{}","username":"user{}"}}}})",
                        body.size() > 1 ? "," : "", id, id);
  return {200, body + "]"};
}

class Guild : public ::testing::Test {
 protected:
  auto usernames(const HttpServer& server, const std::set<std::string>& ids) {
    DiscordClient client(server.url(""), token_, {}, clock_, cancellation_);
    return client.usernames("42", ids);
  }

  base::Secret token_{"secret"};
  base::ManualClock clock_;
  base::Cancellation cancellation_;
};

TEST_F(Guild, is_read_page_after_page_until_everybody_is_met) {
  const HttpServer server(
      [](const SeenRequest& request, std::size_t) { return members_page(request, 2'500); });
  const auto found = usernames(server, {"7", "1700"});
  ASSERT_TRUE(found) << found.error().describe();
  EXPECT_EQ(*found, (std::map<std::string, std::string>{{"7", "user7"}, {"1700", "user1700"}}));
  EXPECT_EQ(server.requests().size(), 2u);
}

TEST_F(Guild, is_read_to_its_end_for_somebody_who_is_not_in_it) {
  const HttpServer server(
      [](const SeenRequest& request, std::size_t) { return members_page(request, 2'000); });
  const auto found = usernames(server, {"9999"});
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->empty());
  EXPECT_EQ(server.requests().size(), 3u) << "the last page is full, so there may be another";
}

TEST_F(Guild, is_not_asked_about_nobody) {
  const HttpServer server([](const SeenRequest&, std::size_t) { return ServerAnswer{}; });
  EXPECT_TRUE(usernames(server, {}));
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(Guild, must_be_named_by_an_id) {
  DiscordClient client("http://127.0.0.1:1", token_, {}, clock_, cancellation_);
  const auto found = client.usernames("my guild/../x", {"7"});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind(), base::ErrorKind::usage);
}

}  // namespace
}  // namespace whimbrel::packs::sparta
