#include "whimbrel/engine/report/details_view.hpp"

#include <gtest/gtest.h>

#include "whimbrel/engine/report/report_fixture.hpp"
#include "whimbrel/engine/report/report_html.hpp"
#include "whimbrel/engine/report/report_json.hpp"
#include "whimbrel/engine/report/report_text.hpp"
#include "whimbrel/model/plain_json.hpp"

namespace whimbrel::engine {
namespace {

model::Value details_of(std::string_view json) { return model::read_plain_json(json).value(); }

TEST(DetailsView, turns_names_into_words) {
  EXPECT_EQ(words_of("totalValidatorsInDB"), "total validators in DB");
  EXPECT_EQ(words_of("discordId"), "discord id");
  EXPECT_EQ(words_of("APIUrl"), "APIUrl");
  EXPECT_EQ(words_of("errors"), "errors");
}

TEST(DetailsView, shows_values_as_facts_and_lists_as_tables) {
  const auto view = view_of_details(
      details_of(R"({"total":5,"asked":true,"none":[],"who":[{"id":"1","address":"0xa"},)"
                 R"({"id":"2","reason":{"a":1}}],"plain":["x","y"]})"));
  using Facts = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(view.facts, (Facts{{"total", "5"}, {"asked", "yes"}, {"none", "none"}}));
  ASSERT_EQ(view.tables.size(), 2u);
  EXPECT_EQ(view.tables[0].columns, (std::vector<std::string>{"id", "address", "reason"}));
  EXPECT_EQ(view.tables[0].rows[1], (std::vector<std::string>{"2", "", R"({"a":1})"}));
  EXPECT_EQ(view.tables[1].rows[1], std::vector<std::string>{"y"});
}

TEST(DetailsView, leaves_out_what_nobody_reads_to_the_end_and_says_so) {
  model::List rows;
  for (int i = 0; i < 25; ++i) rows.emplace_back(i);
  const auto view = view_of_details(model::Value(model::Object{{"rows", model::Value(rows)}}));
  EXPECT_EQ(view.tables[0].rows.size(), 20u);
  EXPECT_EQ(view.tables[0].rows_left_out, 5u);
}

TEST(DetailsView, stands_in_text_html_and_json) {
  Plan plan = testing::sample_plan();
  plan.details = details_of(R"({"totalValidatorsInDB":7,"slashedValidators":)"
                            R"([{"validatorAddress":"0xdead<b>\u001b[31m"}]})");
  plan.inputs.documents["chain"] = {"{}", "abc123", 1'748'000'000'000};
  const std::string text = preview_to_text(plan, {});
  EXPECT_NE(text.find("total validators in DB"), std::string::npos) << text;
  EXPECT_NE(text.find("0xdead<b>"), std::string::npos);
  EXPECT_NE(text.find("abc123"), std::string::npos);
  EXPECT_EQ(text.find('\x1b'), std::string::npos) << "data must not steer a terminal";
  const std::string page = preview_to_html(plan);
  EXPECT_NE(page.find("0xdead&lt;b&gt;"), std::string::npos);
  EXPECT_EQ(page.find("0xdead<b>"), std::string::npos);
  const std::string json = preview_to_json(plan);
  EXPECT_NE(json.find("\"totalValidatorsInDB\": 7"), std::string::npos);
}

TEST(DetailsView, is_nothing_for_a_migration_that_tells_nothing) {
  EXPECT_TRUE(view_of_details(model::Value(model::Object{})).facts.empty());
}

}  // namespace
}  // namespace whimbrel::engine
