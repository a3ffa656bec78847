#include "whimbrel/aws/profile_file.hpp"

#include <gtest/gtest.h>

#include "whimbrel/aws/profile_settings.hpp"
#include "whimbrel/aws/testing/aws_bench.hpp"

namespace whimbrel::aws {
namespace {

std::string setting(const Profiles& profiles, const char* profile, const char* name) {
  const auto found = profiles.find(profile);
  if (found == profiles.end()) return "no profile";
  const std::string* const value = found->second.find(name);
  return value == nullptr ? "not set" : *value;
}

TEST(ProfileFile, reads_profiles_comments_and_nested_settings_as_the_tools_of_aws) {
  Profiles profiles;
  read_profile_file(
      "# a comment = 1\n"
      "region = nowhere\n"
      "[default]\r\n"
      "region = eu-west-2\r\n"
      "[profile work]  ; the company's\n"
      "REGION=us-east-1 # a comment\n"
      "output = a#b\n"
      "s3 =\n"
      "  region = nested\n"
      "[profile \"two words\"]\n"
      "region = eu-west-3\n"
      "[sso-session work]\n"
      "region = other\n"
      "[profilework]\n"
      "region = other\n"
      "no setting at all",
      ProfileFileKind::config, profiles);
  EXPECT_EQ(profiles.size(), 3u);
  EXPECT_EQ(setting(profiles, "default", "region"), "eu-west-2");
  EXPECT_EQ(setting(profiles, "work", "region"), "us-east-1");
  EXPECT_EQ(setting(profiles, "work", "output"), "a#b");
  EXPECT_EQ(setting(profiles, "work", "s3"), "not set");
  EXPECT_EQ(setting(profiles, "two words", "region"), "eu-west-3");
}

TEST(ProfileFile, survives_any_text) {
  for (const char* text : {"", "[", "[]", "[profile", "=\n[default]\n=\n= =", "[default]\na"}) {
    Profiles profiles;
    read_profile_file(text, ProfileFileKind::config, profiles);
    read_profile_file(text, ProfileFileKind::credentials, profiles);
    EXPECT_LE(profiles.size(), 1u) << text;
  }
}

TEST(ProfileSettings, takes_the_credentials_file_above_the_config_file) {
  testing::AwsBench bench;
  bench.write_config("[profile work]\naws_access_key_id = old\nregion = eu-west-1\n");
  bench.write_credentials("[work]\naws_access_key_id = new\n");
  const auto profiles = load_profiles(bench.surroundings);
  ASSERT_TRUE(profiles);
  EXPECT_EQ(setting(*profiles, "work", "aws_access_key_id"), "new");
  EXPECT_EQ(setting(*profiles, "work", "region"), "eu-west-1");
}

TEST(ProfileSettings, finds_the_files_that_variables_name) {
  testing::AwsBench bench;
  bench.files.place("/home/me/c", "[default]\nregion = in-config\n");
  bench.files.place("/elsewhere", "[default]\naws_access_key_id = AKID\n");
  bench.variables["AWS_CONFIG_FILE"] = "~/c";
  bench.variables["AWS_SHARED_CREDENTIALS_FILE"] = "/elsewhere";
  const auto profiles = load_profiles(bench.surroundings);
  ASSERT_TRUE(profiles);
  EXPECT_EQ(setting(*profiles, "default", "region"), "in-config");
  EXPECT_EQ(setting(*profiles, "default", "aws_access_key_id"), "AKID");
}

TEST(FindRegion, asks_the_environment_and_then_the_profile) {
  testing::AwsBench bench;
  EXPECT_EQ(find_region(bench.surroundings).value(), "");
  bench.write_config("[default]\nregion = eu-west-1\n[profile work]\nregion = eu-west-3\n");
  EXPECT_EQ(find_region(bench.surroundings).value(), "eu-west-1");
  bench.variables["AWS_PROFILE"] = "work";
  EXPECT_EQ(find_region(bench.surroundings).value(), "eu-west-3");
  EXPECT_EQ(find_region(bench.surroundings, "default").value(), "eu-west-1");
  bench.variables["AWS_DEFAULT_REGION"] = "us-west-1";
  EXPECT_EQ(find_region(bench.surroundings).value(), "us-west-1");
  bench.variables["AWS_REGION"] = "us-west-2";
  EXPECT_EQ(find_region(bench.surroundings).value(), "us-west-2");
}

}  // namespace
}  // namespace whimbrel::aws
