#include "whimbrel/base/secret.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <ostream>
#include <string>
#include <type_traits>

namespace whimbrel::base {
namespace {

template <typename T>
concept Streamable = requires(std::ostream& out, const T& value) { out << value; };

static_assert(!fmt::is_formattable<Secret>::value);
static_assert(!Streamable<Secret>);
static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(!std::is_convertible_v<Secret, std::string_view>);

class SecretFile : public ::testing::Test {
 protected:
  Result<Secret> load(std::string_view content, std::uint32_t mode) {
    // Tests run side by side, each in a process of its own.
    const std::string path = ::testing::TempDir() + "whimbrel-secret-" + std::to_string(getpid());
    EXPECT_TRUE(write_file_durably(posix_file_system(), path, content, IfExists::replace, mode));
    auto secret = secret_from_file(posix_file_system(), path);
    EXPECT_TRUE(posix_file_system().remove(path));
    return secret;
  }
};

TEST(Secret, take_wipes_the_text_it_came_from) {
  std::string text = "correct horse battery staple, long enough to be on the heap";
  const char* const bytes = text.data();
  const Secret secret = Secret::take(std::move(text));
  EXPECT_EQ(bytes[0], '\0');
  EXPECT_EQ(secret.reveal(), "correct horse battery staple, long enough to be on the heap");
}

TEST(Secret, moves_and_leaves_nothing_behind) {
  Secret first{std::string_view("one")};
  Secret second = std::move(first);
  EXPECT_TRUE(first.empty());
  EXPECT_EQ(second.reveal(), "one");
  second = Secret(std::string_view("two"));
  EXPECT_EQ(second.reveal(), "two");
}

TEST(Secret, comes_from_the_environment) {
  ::setenv("WHIMBREL_SECRET_TEST", "from the environment", 1);
  EXPECT_EQ(secret_from_environment("WHIMBREL_SECRET_TEST")->reveal(), "from the environment");
  ::setenv("WHIMBREL_SECRET_TEST", "", 1);
  EXPECT_EQ(secret_from_environment("WHIMBREL_SECRET_TEST").error().kind(), ErrorKind::usage);
  ::unsetenv("WHIMBREL_SECRET_TEST");
  EXPECT_EQ(secret_from_environment("WHIMBREL_SECRET_TEST").error().kind(), ErrorKind::not_found);
}

TEST_F(SecretFile, gives_its_first_line) {
  EXPECT_EQ(load("pass phrase\n", 0600)->reveal(), "pass phrase");
  EXPECT_EQ(load("pass phrase\r\n", 0400)->reveal(), "pass phrase");
  EXPECT_EQ(load("pass phrase", 0600)->reveal(), "pass phrase");
}

TEST_F(SecretFile, readable_by_others_is_refused_with_the_command_that_mends_it) {
  for (const std::uint32_t mode : {0644u, 0640u, 0660u, 0700u}) {
    const auto secret = load("pass", mode);
    ASSERT_FALSE(secret) << mode;
    EXPECT_EQ(secret.error().kind(), ErrorKind::permission);
    EXPECT_NE(secret.error().remedy().find("chmod 600"), std::string::npos);
    EXPECT_EQ(secret.error().describe().find("pass "), std::string::npos);
  }
}

TEST_F(SecretFile, empty_or_longer_than_a_secret_is_a_usage_error) {
  for (const std::string& content :
       {std::string(), std::string("\n"), std::string("a\nb\n"),
        std::string(Secret::bytes_max + 1, 'x'), std::string(Secret::bytes_max + 100, 'x')}) {
    const auto secret = load(content, 0600);
    ASSERT_FALSE(secret) << content.size();
    EXPECT_EQ(secret.error().kind(), ErrorKind::usage);
  }
  EXPECT_EQ(load(std::string(Secret::bytes_max, 'x'), 0600)->size(), Secret::bytes_max);
}

}  // namespace
}  // namespace whimbrel::base
