#include "whimbrel/recipes/document/yaml.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace whimbrel::recipes {
namespace {

using testing::HasSubstr;

struct Reading {
  std::optional<Node> root;
  Findings findings;
};

Reading read(std::string_view text) {
  Reading reading;
  reading.root = parse_yaml("r.yaml", text, reading.findings);
  return reading;
}

// The one finding: "line:column code: message".
std::string only(const Reading& reading) {
  if (reading.findings.all().size() != 1)
    return std::to_string(reading.findings.all().size()) + " findings";
  const Finding& finding = reading.findings.all()[0];
  EXPECT_FALSE(finding.remedy.empty());
  return to_string(finding.place) + " " + finding.code + ": " + finding.message;
}

TEST(Yaml, knows_where_every_word_stands) {
  const auto reading = read("id: 005_a\nwhere: { é: 'x', ü: [1, 2] }\n");
  ASSERT_TRUE(reading.root);
  EXPECT_TRUE(reading.findings.empty());
  const Node& where = *reading.root->find("where");
  EXPECT_EQ(where.place(), (Place{"r.yaml", 2, 8}));
  EXPECT_EQ(where.find("ü")->items()[1].place(), (Place{"r.yaml", 2, 25}))
      << "columns count characters";
  EXPECT_TRUE(where.find("é")->quoted());
  EXPECT_FALSE(reading.root->find("id")->quoted());
  EXPECT_EQ(reading.root->find("none"), nullptr);
}

TEST(Yaml, reads_blocks_and_windows_line_ends) {
  const auto reading = read("a: |\r\n  one\r\n  two\r\nb: ~\r\n");
  ASSERT_TRUE(reading.root);
  EXPECT_EQ(reading.root->find("a")->text(), "one\ntwo\n");
  EXPECT_TRUE(reading.root->find("b")->is_null());
}

TEST(Yaml, reads_an_empty_file_as_nothing) {
  EXPECT_TRUE(read("").root->is_null());
  EXPECT_TRUE(read("# only a comment\n").root->is_null());
}

TEST(Yaml, finds_a_key_that_stands_twice_and_goes_on) {
  const auto reading = read("a: 1\nb: 2\na: 3\nc: 4\n");
  EXPECT_EQ(only(reading), "r.yaml:3:1 duplicate-key: \"a\" is there twice");
  EXPECT_THAT(reading.findings.all()[0].remedy, HasSubstr("line 1"));
  EXPECT_EQ(reading.root->find("a")->text(), "1");
  EXPECT_NE(reading.root->find("c"), nullptr);
}

TEST(Yaml, says_what_a_person_did_wrong) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"a:\n\t- b\n", "2:2 yaml: a tab indents this line"},
      {"a: [1, 2\nb: 3\n", "1:4 yaml: a list in brackets is not closed"},
      {"a: { jq: .x[0] }\n", "1:4 yaml: a map in braces is not closed, or a value in it needs"},
      {"a: \"x\n", "1:4 yaml: a quote is opened and never closed"},
      {"a: b: c\n", "1:5 yaml: a second \": \" stands in a value"},
      {"a: 1\nb\nc: 2\n", "3:2 yaml: this line is no name: value"},
      {"a: @x\n", "1:4 yaml: a value may not begin with this character"},
      {"a: }\n", "1:4 yaml: a bracket or brace closes what was never opened"},
      {"a: \"\\q\"\n", "1:7 yaml: \"…\" knows no such escape: q"},
      {"a: &x 1\n", "1:4 anchor: anchors (&name) are no part"},
      {"a: !!str 5\n", "1:4 tag: YAML's tags (!!name) are no part"},
      {"? [a]\n: b\n", "1:3 key-type: a name is a list"},
      {"a: 1\n---\nb: 2\n", "second-document: a second document begins here"},
      {"  a: 1\n b: 2\n", "2:2 second-document: this line is indented less"},
      {"a: \"\xff\"\n", "1:5 not-utf8: this is not UTF-8"},
      {std::string("a: \x01\n"), "1:4 control-character: a control character (code 1)"},
  };
  for (const auto& [text, expected] : cases) EXPECT_THAT(only(read(text)), HasSubstr(expected));
}

TEST(Yaml, is_bounded_in_size_and_depth) {
  EXPECT_THAT(only(read(std::string(yaml_bytes_max + 1, ' '))), HasSubstr("too-large"));
  EXPECT_THAT(only(read("a: " + std::string(100, '['))), HasSubstr("too-deep"));
  EXPECT_THAT(only(read("a: " + std::string(500'000, '['))), HasSubstr("too-deep"));
}

TEST(Yaml, reads_anything_without_failing_otherwise) {
  EXPECT_TRUE(rc::check([] {
    const auto text = *rc::gen::container<std::string>(
        rc::gen::elementOf(std::string("ab:-[]{}\"'|>#&*!%@`\\ \n\t,?~01.\xc3\xa9")));
    const auto reading = read(text);
    RC_ASSERT(reading.root.has_value() || reading.findings.has_errors());
    for (const Finding& finding : reading.findings.all()) {
      RC_ASSERT(!finding.message.empty());
      RC_ASSERT(!finding.remedy.empty());
    }
  }));
}

}  // namespace
}  // namespace whimbrel::recipes
