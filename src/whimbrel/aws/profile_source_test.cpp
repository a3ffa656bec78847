#include "whimbrel/aws/profile_source.hpp"

#include <gtest/gtest.h>

#include "whimbrel/aws/testing/aws_bench.hpp"

// Roles are in sts_livetest.cpp, against a server.
namespace whimbrel::aws {
namespace {

using base::ErrorKind;

base::Result<std::optional<Credentials>> load(const testing::AwsBench& bench,
                                              const std::string& told = {}) {
  return ProfileSource(bench.surroundings, choose_profile(bench.surroundings, told), {}).load();
}

TEST(ProfileSource, has_nothing_without_files_or_keys) {
  testing::AwsBench bench;
  ASSERT_TRUE(load(bench));
  EXPECT_FALSE(load(bench)->has_value());
  bench.write_config("[default]\nregion = eu-west-2\n");
  ASSERT_TRUE(load(bench));
  EXPECT_FALSE(load(bench)->has_value());
}

TEST(ProfileSource, takes_the_profile_that_is_asked_for) {
  testing::AwsBench bench;
  bench.write_credentials(
      "[default]\naws_access_key_id = D\naws_secret_access_key = d\n"
      "[work]\naws_access_key_id = W\naws_secret_access_key = w\naws_session_token = t\n"
      "[home]\naws_access_key_id = H\naws_secret_access_key = h\n");
  EXPECT_EQ((*load(bench))->access_key_id, "D");
  bench.variables["AWS_PROFILE"] = "work";
  const auto work = load(bench);
  ASSERT_TRUE(work && *work);
  EXPECT_EQ((*work)->access_key_id, "W");
  EXPECT_EQ((*work)->secret_access_key.reveal(), "w");
  EXPECT_EQ((*work)->session_token.reveal(), "t");
  EXPECT_EQ((*work)->origin, "profile 'work'");
  EXPECT_EQ((*load(bench, "home"))->access_key_id, "H");
}

TEST(ProfileSource, says_when_a_wanted_profile_is_missing) {
  testing::AwsBench bench;
  bench.variables["AWS_PROFILE"] = "work";
  const auto found = load(bench);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind(), ErrorKind::not_found);
}

TEST(ProfileSource, says_what_is_wrong_with_a_profile_and_shows_no_secret) {
  const std::pair<const char*, ErrorKind> cases[] = {
      {"[default]\naws_secret_access_key = hush\n", ErrorKind::usage},
      {"[default]\nrole_arn = R\n", ErrorKind::usage},
      {"[default]\nrole_arn = R\nsource_profile = a\ncredential_source = Environment\n",
       ErrorKind::usage},
      {"[default]\nrole_arn = R\ncredential_source = Elsewhere\n", ErrorKind::usage},
      {"[default]\nrole_arn = R\nsource_profile = nobody\n", ErrorKind::not_found},
      {"[default]\nrole_arn = R\nsource_profile = a\n[a]\nrole_arn = S\nsource_profile = default\n",
       ErrorKind::usage},
      {"[default]\nrole_arn = R\nsource_profile = default\n", ErrorKind::usage},
      {"[default]\nrole_arn = R\ncredential_source = Environment\n", ErrorKind::usage},
      {"[default]\nrole_arn = R\nmfa_serial = M\nsource_profile = a\n", ErrorKind::unsupported},
      {"[default]\nsso_session = S\n", ErrorKind::unsupported},
      {"[default]\ncredential_process = P\n", ErrorKind::unsupported},
  };
  for (const auto& [text, kind] : cases) {
    testing::AwsBench bench;
    bench.write_credentials(text);
    const auto found = load(bench);
    ASSERT_FALSE(found) << text;
    EXPECT_EQ(found.error().kind(), kind) << text << found.error().describe();
    EXPECT_EQ(found.error().describe().find("hush"), std::string::npos);
  }
}

}  // namespace
}  // namespace whimbrel::aws
