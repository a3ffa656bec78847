#include "whimbrel/recipes/worker/jq_client.hpp"

#include <gtest/gtest.h>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/base/sanitizers.hpp"
#include "whimbrel/recipes/worker/jq_check.hpp"
#include "whimbrel/recipes/worker/testing/jq_program.hpp"

namespace whimbrel::recipes {
namespace {

using base::ErrorKind;

std::unique_ptr<JqClient> client(std::vector<std::string> expressions,
                                 std::int64_t timeout_ms = 5'000) {
  JqSpec spec;
  spec.expressions = std::move(expressions);
  spec.timeout_ms = timeout_ms;
  auto started = JqClient::start(spec);
  EXPECT_TRUE(started) << started.error().describe();
  return std::move(*started);
}

std::string ask(JqClient& jq, std::string_view input, std::size_t expression = 0) {
  const auto answer = jq.ask({expression, input});
  return answer ? *answer : "error: " + answer.error().describe();
}

TEST(JqClient, evaluates_each_expression_for_its_input) {
  const auto jq =
      client({".name | split(\" \")[0]", ".a + 1", "def twice: . * 2; .a | twice # it"});
  EXPECT_EQ(ask(*jq, R"({"name":"Ada Lovelace"})", 0), "\"Ada\"");
  EXPECT_EQ(ask(*jq, R"({"a":4})", 1), "5");
  EXPECT_EQ(ask(*jq, R"({"a":4})", 2), "8");
  EXPECT_EQ(ask(*jq, R"({"a":4})", 3), "error: jq: no such expression");
}

TEST(JqClient, answers_many_in_order) {
  const auto jq = client({".n"});
  std::vector<std::string> inputs;
  for (int i = 0; i < 5'000; ++i) inputs.push_back("{\"n\":" + std::to_string(i) + "}");
  const std::vector<JqRequest> requests = [&] {
    std::vector<JqRequest> made;
    for (const std::string& input : inputs) made.push_back({0, input});
    return made;
  }();
  const auto answers = jq->ask_many(requests);
  for (std::size_t i = 0; i < answers.size(); ++i) ASSERT_EQ(answers[i].value(), std::to_string(i));
}

TEST(JqClient, wants_exactly_one_value) {
  const auto jq = client({"empty", ".[]", "first(range(10))", "repeat(1)", "1, error(\"late\")"});
  EXPECT_EQ(ask(*jq, "[]", 0), "error: jq gave no value (empty) where one is needed");
  EXPECT_EQ(ask(*jq, "[1,2]", 1), "error: jq gave more than one value where one is needed");
  EXPECT_EQ(ask(*jq, "[3]", 1), "3");
  EXPECT_EQ(ask(*jq, "null", 2), "0");
  EXPECT_EQ(ask(*jq, "null", 3), "error: jq gave more than one value where one is needed");
  EXPECT_EQ(ask(*jq, "null", 4), "error: jq: late");
}

TEST(JqClient, answers_an_error_of_jq_for_its_item_alone) {
  const auto jq = client({".a.b", "error({code: 7})", "halt", "input", "error(null)"});
  EXPECT_EQ(ask(*jq, R"({"a":1})", 0), "error: jq: Cannot index number with string \"b\"");
  EXPECT_EQ(ask(*jq, "1", 1), R"(error: jq: {"code":7})");
  EXPECT_EQ(ask(*jq, "1", 2), "error: jq: halt ends the program; give a value or use error(\"…\")");
  EXPECT_TRUE(ask(*jq, "1", 3).starts_with("error: jq")) << ask(*jq, "1", 3);
  EXPECT_TRUE(ask(*jq, "1", 4).starts_with("error: jq")) << ask(*jq, "1", 4);
  EXPECT_EQ(ask(*jq, R"({"a":{"b":2}})", 0), "2");
  EXPECT_TRUE(ask(*jq, "{", 0).starts_with("error: jq cannot read the item")) << ask(*jq, "{", 0);
}

TEST(JqClient, sees_nothing_of_the_environment) {
  ASSERT_EQ(::setenv("WHIMBREL_TEST_SECRET", "hush", 1), 0);
  const auto jq = client({"env", "$ENV.WHIMBREL_TEST_SECRET"});
  EXPECT_EQ(ask(*jq, "1", 0), "{}");
  EXPECT_EQ(ask(*jq, "1", 1), "null");
}

TEST(JqClient, ends_an_endless_one_with_only_its_item_failing) {
  const auto jq = client({"if .n == 300 then last(repeat(1)) else .n end"}, 700);
  std::vector<std::string> inputs;
  for (int i = 0; i < 600; ++i) inputs.push_back("{\"n\":" + std::to_string(i) + "}");
  std::vector<JqRequest> requests;
  for (const std::string& input : inputs) requests.push_back({0, input});
  const auto answers = jq->ask_many(requests);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (i == 300) continue;
    ASSERT_TRUE(answers[i]) << i << answers[i].error().describe();
    ASSERT_EQ(*answers[i], std::to_string(i));
  }
  EXPECT_EQ(answers[300].error().kind(), ErrorKind::invalid_data);
  EXPECT_EQ(answers[300].error().describe(), "jq gave no answer within 700 ms and was killed");
}

TEST(JqClient, ends_one_that_eats_memory_with_only_its_item_failing) {
  if (base::is_sanitized) GTEST_SKIP() << "a sanitizer leaves no room to limit";
  JqSpec spec;
  spec.expressions = {"if .n == 1 then [range(1e9)] | length else .n end"};
  spec.timeout_ms = 20'000;
  spec.memory_bytes_max = std::uint64_t{64} << 20;
  const auto jq = JqClient::start(spec).value();
  const std::vector<JqRequest> requests{{0, "{\"n\":0}"}, {0, "{\"n\":1}"}, {0, "{\"n\":2}"}};
  const auto answers = jq->ask_many(requests);
  EXPECT_EQ(answers[0].value(), "0");
  EXPECT_EQ(answers[2].value(), "2");
  ASSERT_FALSE(answers[1]);
  EXPECT_EQ(answers[1].error().kind(), ErrorKind::invalid_data);
  EXPECT_NE(answers[1].error().describe().find("cannot allocate memory"), std::string::npos)
      << answers[1].error().describe();
}

TEST(JqClient, stops_the_run_when_every_item_is_endless) {
  const auto jq = client({"last(repeat(1))"}, 200);
  const std::vector<JqRequest> requests(50, {0, "1"});
  const auto answers = jq->ask_many(requests);
  for (const auto& answer : answers) ASSERT_EQ(answer.error().kind(), ErrorKind::unavailable);
}

TEST(JqCheck, tells_where_and_why_an_expression_does_not_compile) {
  const auto undefined = check_jq(".a |\n  foo(1)");
  ASSERT_TRUE(undefined);
  EXPECT_EQ(undefined->message, "foo/1 is not defined");
  EXPECT_EQ(undefined->line, 2);
  EXPECT_EQ(undefined->column, 3);

  const auto variable = check_jq("$x1 + $x");
  ASSERT_TRUE(variable);
  EXPECT_EQ(variable->message, "$x1 is not defined");
  EXPECT_EQ(variable->column, 1);

  const auto syntax = check_jq(".[");
  ASSERT_TRUE(syntax);
  EXPECT_EQ(syntax->message, "syntax error, unexpected $end");
  EXPECT_FALSE(syntax->column);

  const auto module = check_jq("import \"x\" as x; .");
  ASSERT_TRUE(module);
  EXPECT_EQ(module->message, "module not found: x");
}

TEST(JqCheck, wants_an_expression_that_gives_a_value) {
  for (const char* none : {"", "  ", "# nothing", "def f: 1;"}) {
    const auto problem = check_jq(none);
    ASSERT_TRUE(problem) << none;
    EXPECT_EQ(problem->message, "gives no value: it is empty or only defines functions");
  }
  for (const char* some : {".", "\"#\"", ". # all of it", "def f: 1; f"})
    EXPECT_FALSE(check_jq(some)) << some;
  EXPECT_TRUE(check_jq(".a) , (.b"));
}

}  // namespace
}  // namespace whimbrel::recipes
