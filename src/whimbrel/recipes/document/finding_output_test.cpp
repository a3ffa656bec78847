#include "whimbrel/recipes/document/finding_output.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/model/plain_json.hpp"

namespace whimbrel::recipes {
namespace {

using testing::HasSubstr;

Findings sample() {
  Findings findings;
  findings.error("unknown-key", {"a b,c:d.yaml", 7, 3}, "no key \"wher\": 100%",
                 "did you mean\nwhere?");
  findings.warn("no-limit", {"e.yaml", 0, 0}, "no limit", "add one");
  return findings;
}

TEST(FindingOutput, is_two_lines_a_finding_for_people) {
  EXPECT_EQ(findings_text(sample()),
            "a b,c:d.yaml:7:3: error: no key \"wher\": 100% (unknown-key)\n  did you mean\nwhere?\n"
            "e.yaml: warning: no limit (no-limit)\n  add one\n");
}

TEST(FindingOutput, escapes_what_ends_a_command_of_github) {
  EXPECT_EQ(
      findings_github(sample()),
      "::error file=a b%2Cc%3Ad.yaml,line=7,col=3,title=unknown-key::no key \"wher\": 100%25%0A"
      "did you mean%0Awhere?\n"
      "::warning file=e.yaml,title=no-limit::no limit%0Aadd one\n");
}

TEST(FindingOutput, is_json) {
  const auto json = model::read_plain_json(findings_json(sample())).value();
  EXPECT_EQ(*json.find("errors"), model::Value(1));
  EXPECT_EQ(*json.find("warnings"), model::Value(1));
  const auto& list = *json.find("findings")->get_if<model::List>();
  EXPECT_EQ(*list[0].find("line"), model::Value(7));
  EXPECT_EQ(*list[0].find("code"), model::Value("unknown-key"));
}

TEST(FindingOutput, is_sarif) {
  const auto json = model::read_plain_json(findings_sarif(sample(), "0.1.0")).value();
  EXPECT_EQ(*json.find("version"), model::Value("2.1.0"));
  const auto& run = json.find("runs")->get_if<model::List>()->front();
  const auto& results = *run.find("results")->get_if<model::List>();
  ASSERT_EQ(results.size(), 2u);
  const auto& place =
      *results[0].find("locations")->get_if<model::List>()->front().find("physicalLocation");
  EXPECT_EQ(*place.find("artifactLocation")->find("uri"), model::Value("a%20b%2Cc%3Ad.yaml"));
  EXPECT_EQ(*place.find("region")->find("startColumn"), model::Value(3));
  EXPECT_EQ(*results[1].find("level"), model::Value("warning"));
  const auto& rules = *run.find("tool")->find("driver")->find("rules")->get_if<model::List>();
  EXPECT_EQ(rules.size(), 2u);
}

TEST(Findings, become_one_error_that_counts_the_others) {
  Findings findings = sample();
  findings.error("x", {"z.yaml", 1, 1}, "second", "mend it");
  EXPECT_THAT(findings.to_error().message(), HasSubstr("a b,c:d.yaml:7:3: no key"));
  EXPECT_THAT(findings.to_error().message(), HasSubstr("and 1 more"));
}

TEST(Findings, are_sorted_by_place_and_each_once) {
  Findings findings;
  findings.error("b", {"f", 2, 1}, "m", "r");
  findings.error("a", {"f", 1, 1}, "m", "r");
  findings.error("b", {"f", 2, 1}, "m", "r");
  findings.sort();
  ASSERT_EQ(findings.all().size(), 2u);
  EXPECT_EQ(findings.errors(), 2u);
  EXPECT_EQ(findings.all()[0].code, "a");
}

}  // namespace
}  // namespace whimbrel::recipes
