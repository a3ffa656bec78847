#include "whimbrel/base/log.hpp"

#include <gtest/gtest.h>

#include <string>

namespace whimbrel::base {
namespace {

class Log : public ::testing::Test {
 protected:
  void configure(LogLevel level, LogFormat format) {
    configure_log(level, format, [this](std::string_view line) { lines_ += line; });
  }
  ~Log() override { configure_log(LogLevel::warning, LogFormat::plain); }

  std::string lines_;
};

TEST_F(Log, writes_nothing_below_its_level) {
  configure(LogLevel::warning, LogFormat::plain);
  log(LogLevel::info, "quiet");
  EXPECT_EQ(lines_, "");
  EXPECT_FALSE(log_enabled(LogLevel::info));
  EXPECT_TRUE(log_enabled(LogLevel::error));
}

TEST_F(Log, writes_nothing_at_all_when_off) {
  configure(LogLevel::off, LogFormat::plain);
  log(LogLevel::error, "lost");
  EXPECT_FALSE(log_enabled(LogLevel::off));
  EXPECT_EQ(lines_, "");
}

TEST_F(Log, writes_plain_lines_with_quoted_values) {
  configure(LogLevel::debug, LogFormat::plain);
  log(LogLevel::info, "lease renewed", {{"late_ms", "900"}, {"by", "a \"b\"\nc"}});
  EXPECT_EQ(lines_.substr(24), " info lease renewed late_ms=900 by=\"a \\\"b\\\"\\u000ac\"\n");
}

TEST_F(Log, writes_one_json_object_a_line) {
  configure(LogLevel::debug, LogFormat::json);
  log(LogLevel::error, "it said \"no\"\n", {{"code", "7"}});
  EXPECT_EQ(lines_.substr(0, 9), "{\"time\":\"");
  EXPECT_EQ(lines_.substr(33),
            "\",\"level\":\"error\",\"message\":\"it said \\\"no\\\"\\u000a\",\"code\":\"7\"}\n");
}

TEST_F(Log, does_not_take_data_for_a_format) {
  configure(LogLevel::debug, LogFormat::plain);
  log(LogLevel::info, "100 %v {} %l");
  EXPECT_EQ(lines_.substr(24), " info 100 %v {} %l\n");
}

TEST(LogNames, are_read_or_refused_by_name) {
  EXPECT_EQ(log_level_from("warning").value(), LogLevel::warning);
  EXPECT_EQ(log_format_from("json").value(), LogFormat::json);
  const auto level = log_level_from("verbose");
  ASSERT_FALSE(level);
  EXPECT_EQ(level.error().kind(), ErrorKind::usage);
  EXPECT_EQ(level.error().message(), "'verbose' is no log level");
  EXPECT_FALSE(log_format_from("xml"));
}

}  // namespace
}  // namespace whimbrel::base
