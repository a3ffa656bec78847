#include "whimbrel/packs/sparta/inputs/discord_client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace whimbrel::packs::sparta {
namespace {

using base::ErrorKind;

// What Discord gives at most.
constexpr std::size_t members_a_page = 1'000;
constexpr std::size_t member_pages_max = 10'000;
// Discord turns clients away that do not say who they are.
constexpr const char* user_agent = "DiscordBot (https://github.com/whimbrel/whimbrel, 0.1)";

bool is_snowflake(std::string_view id) {
  return !id.empty() && id.size() <= 20 &&
         std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Ids are numbers without leading zeros.
bool comes_after(std::string_view id, std::string_view other) {
  return id.size() != other.size() ? id.size() > other.size() : id > other;
}

// What the service said, in Discord's own terms.
base::Error explained_for_discord(base::Error error) {
  if (error.kind() == ErrorKind::permission)
    return {
        error.kind(), error.message(),
        "look whether BOT_TOKEN is the bot's, and whether the bot has the Server Members intent "
        "(Developer Portal, Bot); nothing was changed"};
  if (error.kind() == ErrorKind::not_found)
    return {error.kind(), error.message(),
            "look whether GUILD_ID is right and the bot is in that guild; nothing was changed"};
  return error;
}

struct Member {
  std::string id;
  std::string username;
};

base::Result<Member> read_member(const ReplyNode& node) {
  WHIMBREL_ASSIGN(const ReplyNode user, node.field("user"));
  WHIMBREL_ASSIGN(const ReplyNode id, user.field("id"));
  WHIMBREL_ASSIGN(const ReplyNode username, user.field("username"));
  Member member;
  WHIMBREL_ASSIGN(member.id, id.text());
  WHIMBREL_ASSIGN(member.username, username.text());
  if (!is_snowflake(member.id)) return tl::unexpected(id.wrong("is no id"));
  if (member.username.empty()) return tl::unexpected(username.wrong("is empty"));
  return member;
}

}  // namespace

DiscordClient::DiscordClient(std::string url, const base::Secret& bot_token,
                             net::HttpOptions options, const base::Clock& clock,
                             const base::Cancellation& cancellation)
    : url_(std::move(url)),
      bot_token_(bot_token),
      service_("DISCORD_API_URL", std::move(options), clock, cancellation) {}

base::Result<model::Value> DiscordClient::members_after(const std::string& guild_id,
                                                        const std::string& user_id) {
  net::HttpRequest request;
  request.url = fmt::format("{}/guilds/{}/members?limit={}&after={}", url_, guild_id,
                            members_a_page, user_id);
  request.headers = {{"Authorization", "Bot " + std::string(bot_token_.reveal())},
                     {"User-Agent", user_agent},
                     {"Accept", "application/json"}};
  auto answer = service_.ask(request);
  if (!answer) return tl::unexpected(explained_for_discord(std::move(answer).error()));
  return answer;
}

base::Result<std::map<std::string, std::string>> DiscordClient::usernames(
    const std::string& guild_id, const std::set<std::string>& user_ids) {
  if (!is_snowflake(guild_id))
    return base::fail(ErrorKind::usage, fmt::format("GUILD_ID is '{}', which is no id", guild_id),
                      "set it to the number that Discord's \"Copy Server ID\" gives");
  std::map<std::string, std::string> found;
  std::string last_id = "0";
  for (std::size_t pages = 0; pages < member_pages_max; ++pages) {
    if (found.size() == user_ids.size()) return found;
    WHIMBREL_ASSIGN(const model::Value answer, members_after(guild_id, last_id));
    const ReplyNode page(answer, service_.source());
    WHIMBREL_ASSIGN(const auto elements, page.elements());
    if (elements.empty() && pages == 0)
      return tl::unexpected(page.wrong("is empty, although the bot itself is a member"));
    for (const ReplyNode& element : elements) {
      WHIMBREL_ASSIGN(Member member, read_member(element));
      if (!comes_after(member.id, last_id))
        return tl::unexpected(element.wrong("is not in the order of ids"));
      last_id = member.id;
      if (user_ids.contains(member.id)) found.emplace(std::move(member.id), member.username);
    }
    if (elements.size() < members_a_page) return found;
  }
  return base::fail(
      ErrorKind::refused,
      fmt::format("guild {} has more than {} members", guild_id, members_a_page * member_pages_max),
      "look whether GUILD_ID is right; nothing was changed");
}

}  // namespace whimbrel::packs::sparta
