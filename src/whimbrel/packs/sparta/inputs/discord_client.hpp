#pragma once

#include <map>
#include <set>
#include <string>

#include "whimbrel/base/secret.hpp"
#include "whimbrel/packs/sparta/inputs/json_service.hpp"

namespace whimbrel::packs::sparta {

// Reads a guild's members from Discord. Not synchronised.
class DiscordClient {
 public:
  // `url` is the API's, with its version. `bot_token` outlives it, like clock and cancellation.
  DiscordClient(std::string url, const base::Secret& bot_token, net::HttpOptions options,
                const base::Clock& clock, const base::Cancellation& cancellation);

  // User names by user id, of those of `user_ids` who are in the guild. Asks for pages of members
  // until it has met them all. invalid_data when an answer is not of the expected shape, or the
  // guild has no member, because the bot itself is one; permission and not_found as they are told;
  // else as JsonService::ask.
  base::Result<std::map<std::string, std::string>> usernames(const std::string& guild_id,
                                                             const std::set<std::string>& user_ids);

 private:
  base::Result<model::Value> members_after(const std::string& guild_id, const std::string& user_id);

  std::string url_;
  const base::Secret& bot_token_;
  JsonService service_;
};

}  // namespace whimbrel::packs::sparta
