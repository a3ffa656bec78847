#include "whimbrel/cli/command_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/cli/failure.hpp"
#include "whimbrel/cli/json_text.hpp"

namespace whimbrel::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Words = std::vector<std::string>;

std::string verb_of(const Words& words) {
  const auto asked = read_verb(words);
  if (!asked) return "error: " + asked.error().describe();
  if (const auto* help = std::get_if<HelpAsked>(&*asked)) return "help: " + help->text;
  return std::string(std::get<VerbAsked>(*asked).verb->info().name);
}

std::string remedy_of(const Words& words) {
  const auto asked = read_verb(words);
  return asked ? "no error" : asked.error().remedy();
}

TEST(ReadVerb, takes_one_or_two_words_and_hands_on_the_rest) {
  const auto asked = read_verb({"backup", "create", "--collection", "tokens"});
  ASSERT_TRUE(asked);
  const auto& verb = std::get<VerbAsked>(*asked);
  EXPECT_EQ(verb.verb->info().name, "backup create");
  EXPECT_THAT(verb.arguments, ElementsAre("--collection", "tokens"));
  EXPECT_EQ(verb_of({"up", "004"}), "up");
  EXPECT_EQ(verb_of({"--version"}), "version");
}

TEST(ReadVerb, gives_help_of_the_program_a_group_and_a_verb) {
  for (const char* word : {"--help", "-h", "help"})
    EXPECT_THAT(verb_of({word}), HasSubstr("help: ")) << word;
  EXPECT_THAT(verb_of({"backup", "--help"}), HasSubstr("backup create"));
  const auto asked = read_verb({"help", "up"});
  ASSERT_TRUE(asked);
  EXPECT_THAT(std::get<VerbAsked>(*asked).arguments, ElementsAre("--help"));
}

TEST(ReadVerb, names_the_nearest_of_what_it_does_not_know) {
  EXPECT_EQ(verb_of({}), "error: no verb is given");
  EXPECT_EQ(verb_of({"stauts"}), "error: 'stauts' is no verb of whimbrel");
  EXPECT_EQ(remedy_of({"stauts"}), "did you mean status?");
  EXPECT_EQ(verb_of({"backup"}), "error: whimbrel backup: a second word is missing");
  EXPECT_EQ(remedy_of({"backup", "creat"}), "did you mean whimbrel backup create?");
  EXPECT_THAT(remedy_of({"backup", "zzzzzzzzz"}), HasSubstr("it has "));
  EXPECT_EQ(verb_of({"--json", "up"}), "error: '--json' stands where the verb must");
}

constexpr VerbInfo sample_info{"sample", "Data", "is a sample", "details", "whimbrel sample FILE"};

struct SampleArguments {
  SampleArguments() {
    options.positional(file, "FILE", "a file");
    options.flag(loud, "--loud", "be loud");
    options.value(output, "--output", "-o", "FILE", "where to");
    options.values(keys, "--key", "FIELD", "keys");
    options.number(count, "--count", "how many", 1, 10);
    options.settings({SettingId::dry_run});
  }

  // "ok", "help" or the error and its remedy.
  std::string read(Words words) {
    const auto help = read_arguments(sample_info, options, std::move(words));
    if (!help) return help.error().describe() + " | " + help.error().remedy();
    return *help ? "help" : "ok";
  }

  OptionSet options;
  std::string file;
  bool loud = false;
  std::optional<std::string> output;
  std::vector<std::string> keys;
  std::uint64_t count = 3;
};

TEST(ReadArguments, takes_every_kind_of_option) {
  SampleArguments sample;
  ASSERT_EQ(sample.read({"in.jsonl", "--loud", "-o", "out", "--key", "a", "--key=b", "--count", "7",
                         "--dry-run"}),
            "ok");
  EXPECT_EQ(sample.file, "in.jsonl");
  EXPECT_TRUE(sample.loud);
  EXPECT_EQ(sample.output, "out");
  EXPECT_THAT(sample.keys, ElementsAre("a", "b"));
  EXPECT_EQ(sample.count, 7u);
  EXPECT_EQ(sample.options.flags().at(SettingId::dry_run).text, "true");
}

TEST(ReadArguments, leaves_what_is_not_given_as_it_was) {
  SampleArguments sample;
  ASSERT_EQ(sample.read({"-"}), "ok");
  EXPECT_EQ(sample.file, "-");
  EXPECT_EQ(sample.output, std::nullopt);
  EXPECT_EQ(sample.count, 3u);
  EXPECT_TRUE(sample.options.flags().empty());
}

TEST(ReadArguments, gives_help_before_it_looks_for_faults) {
  EXPECT_EQ(SampleArguments().read({"--help"}), "help");
  EXPECT_EQ(SampleArguments().read({"--nonsense", "-h"}), "help");
}

TEST(ReadArguments, says_what_does_not_fit_and_what_to_write) {
  const auto expect = [](const Words& words, const char* what) {
    EXPECT_THAT(SampleArguments().read(words), HasSubstr(what));
  };
  expect({}, "FILE is missing | for example `whimbrel sample FILE`");
  expect({"a", "b"}, "'b' is one argument too many");
  expect({"a", "--lout"}, "'--lout' is no option of whimbrel sample | did you mean --loud?");
  expect({"a", "--output"}, "--output: a value is missing | write --output FILE");
  expect({"a", "--output", "--loud"}, "--output: a value is missing");
  expect({"a", "-o", "x", "--output", "y"}, "--output is given 2 times | keep one of them");
  expect({"a", "--output="}, "--output");
  expect({"a", "--loud=yes"}, "--loud takes no value | write --loud alone");
  expect({"a", "--count", "11"}, "--count");
  expect({"a", "--count", "-1"}, "--count");
  expect({"a", "--count", "1x"}, "--count");
  expect({"a", "--dry-run", "--no-dry-run"}, "--dry-run and --no-dry-run contradict each other");
}

base::Error sample_error() {
  base::Error error(base::ErrorKind::no_space, "the disk is \x1b[31mfull", "free some\nspace");
  error.with_context("inner").with_context("outer");
  return error;
}

TEST(Failure, for_people_has_three_lines_that_steer_no_terminal) {
  EXPECT_EQ(failure_to_text(sample_error(), "Nothing is lost.", {}),
            "error: outer: inner: the disk is \\u001b[31mfull\n"
            "  data: Nothing is lost.\n"
            "  next: free some\\u000aspace\n");
  EXPECT_EQ(failure_to_text({base::ErrorKind::io, "broken"}, "", {}), "error: broken\n");
}

TEST(Failure, for_programs_is_one_document) {
  const base::Error error = sample_error();
  const auto json = Json::parse(json_document("up", 1, "", &error, "Nothing is lost."));
  EXPECT_EQ(json["ok"], false);
  EXPECT_EQ(json["verb"], "up");
  EXPECT_EQ(json["exit_code"], 1);
  EXPECT_TRUE(json["result"].is_null());
  EXPECT_EQ(json["error"]["kind"], "no_space");
  EXPECT_EQ(json["error"]["message"], "the disk is \x1b[31mfull");
  EXPECT_EQ(json["error"]["context"], Json({"outer", "inner"}));
  EXPECT_EQ(json["error"]["data"], "Nothing is lost.");
  EXPECT_EQ(json["error"]["remedy"], "free some\nspace");
}

TEST(Failure, beside_a_result_keeps_both) {
  const base::Error error(base::ErrorKind::refused, "not confirmed");
  const auto json = Json::parse(json_document("up", 3, R"({"a":[1]})", &error, ""));
  EXPECT_EQ(json["result"], Json::parse(R"({"a":[1]})"));
  EXPECT_EQ(json["error"]["kind"], "refused");
}

TEST(Failure, that_is_none_says_ok_even_beside_bytes_that_are_no_text) {
  const std::string document = json_document("list", 0, "\"\xff\"", nullptr, "");
  const auto json = Json::parse(document);
  EXPECT_EQ(json["ok"], true);
  EXPECT_TRUE(json["error"].is_null());
  EXPECT_EQ(document.back(), '\n');
  EXPECT_EQ(json_text(Json("a\xff\u202e")), "\"a\ufffd\\u202e\"");
}

}  // namespace
}  // namespace whimbrel::cli
