#include "whimbrel/packs/sparta/sparta_settings.hpp"

#include <gtest/gtest.h>

#include <map>

namespace whimbrel::packs::sparta {
namespace {

SharedSettings settings_from(std::map<std::string, std::string> variables) {
  return read_sparta_settings([variables](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  });
}

TEST(SpartaSettings, are_those_of_a_development_machine_when_nothing_is_told) {
  const auto settings = settings_from({});
  EXPECT_EQ(settings->node_operators_table, "sparta-node-operators-dev");
  EXPECT_EQ(settings->api_url, "http://localhost:3000");
  EXPECT_TRUE(settings->api_key.empty());
  EXPECT_TRUE(settings->aztec_rpc_url.empty());
}

TEST(SpartaSettings, take_what_the_environment_tells) {
  const auto settings = settings_from({{"NODE_OPERATORS_TABLE_NAME", "operators"},
                                       {"NEW_NODE_OPERATORS_TABLE_NAME", "operators-2"},
                                       {"API_URL", "https://api.example.org/"},
                                       {"BACKEND_API_KEY", "key"},
                                       {"BOT_TOKEN", "token"},
                                       {"GUILD_ID", "7"}});
  EXPECT_EQ(settings->node_operators_table, "operators");
  EXPECT_EQ(settings->operators_by_address_table, "operators-2");
  EXPECT_EQ(settings->api_url, "https://api.example.org") << "paths go behind it";
  EXPECT_EQ(settings->api_key.reveal(), "key");
  EXPECT_EQ(settings->bot_token.reveal(), "token");
  EXPECT_EQ(settings->guild_id, "7");
}

TEST(SpartaSettings, take_an_empty_variable_for_none) {
  EXPECT_EQ(settings_from({{"API_URL", ""}})->api_url, "http://localhost:3000");
}

}  // namespace
}  // namespace whimbrel::packs::sparta
