#include "whimbrel/recipes/worker/line_worker.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "whimbrel/base/clock.hpp"

namespace whimbrel::recipes {
namespace {

using base::ErrorKind;

// A Python program that gets one line after the other as `line` and, parsed, as `item`.
class Program {
 public:
  explicit Program(const std::string& body, const std::string& before = "") {
    std::ofstream file(path());
    file << "import json, os, sys, time\n"
         << before << "\nfor line in sys.stdin:\n    item = json.loads(line)\n"
         << body;
  }
  ~Program() { std::filesystem::remove(path()); }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  WorkerSpec spec() const {
    WorkerSpec spec;
    spec.name = "test.py";
    spec.arguments = {"python3", "-S", path()};
    spec.timeout_ms = 3'000;
    return spec;
  }

 private:
  static std::string path() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    return ::testing::TempDir() + "whimbrel-" + test->name() + ".py";
  }
};

const char* const echo = "    print(json.dumps({'n': item['n'] * 2}), flush=True)\n";

std::vector<std::string> numbered(int count) {
  std::vector<std::string> lines;
  for (int i = 0; i < count; ++i) lines.push_back("{\"n\": " + std::to_string(i) + "}");
  return lines;
}

std::vector<base::Result<std::string>> ask_numbers(LineWorker& worker, int count) {
  const std::vector<std::string> lines = numbered(count);
  const std::vector<std::string_view> views(lines.begin(), lines.end());
  return worker.ask_many(views);
}

std::string doubled(int n) { return "{\"n\": " + std::to_string(2 * n) + "}"; }

// All but `wrong` are answered rightly; gives the error of that one.
base::Error all_right_but(const std::vector<base::Result<std::string>>& answers, int wrong) {
  for (int i = 0; i < static_cast<int>(answers.size()); ++i) {
    const auto& answer = answers[static_cast<std::size_t>(i)];
    if (i == wrong) continue;
    EXPECT_TRUE(answer) << i << ": " << answer.error().describe();
    EXPECT_EQ(answer.value_or(""), doubled(i));
  }
  const auto& failed = answers[static_cast<std::size_t>(wrong)];
  EXPECT_FALSE(failed);
  return failed ? base::Error(ErrorKind::internal, "") : failed.error();
}

TEST(LineWorker, answers_each_line_in_order) {
  const Program program(echo);
  const auto worker = LineWorker::start(program.spec());
  ASSERT_TRUE(worker) << worker.error().describe();
  EXPECT_EQ((*worker)->ask("{\"n\":\n21}").value(), doubled(21));
  for (int page = 0; page < 3; ++page) {
    const auto answers = ask_numbers(**worker, 5'000);
    for (int i = 0; i < 5'000; ++i)
      ASSERT_EQ(answers[static_cast<std::size_t>(i)].value(), doubled(i));
  }
  EXPECT_EQ((*worker)->restarts(), 0u);
  EXPECT_TRUE((*worker)->ask_many({}).empty());
}

TEST(LineWorker, gets_answers_of_a_python_program_that_does_not_flush) {
  const Program program("    print(json.dumps({'n': item['n'] * 2}))\n");
  const auto worker = LineWorker::start(program.spec());
  EXPECT_EQ((*worker)->ask("{\"n\":1}").value(), doubled(1));
}

TEST(LineWorker, does_not_deadlock_when_lines_and_answers_are_larger_than_pipes) {
  const Program program("    print(json.dumps(item), flush=True)\n");
  const auto worker = LineWorker::start(program.spec());
  const std::string line = "{\"text\": \"" + std::string(300'000, 'x') + "\"}";
  const std::vector<std::string_view> lines(20, line);
  for (const auto& answer : (*worker)->ask_many(lines)) ASSERT_EQ(answer.value(), line);
}

TEST(LineWorker, finds_the_line_on_which_it_dies) {
  const Program program("    if item['n'] == 17:\n        sys.exit('no such number')\n" +
                        std::string(echo));
  const auto worker = LineWorker::start(program.spec());
  const base::Error error = all_right_but(ask_numbers(**worker, 50), 17);
  EXPECT_EQ(error.kind(), ErrorKind::invalid_data);
  EXPECT_EQ(error.describe(), "test.py exited with 1 before it answered: no such number");
  EXPECT_EQ((*worker)->ask("{\"n\":1}").value(), doubled(1));
}

TEST(LineWorker, finds_the_line_on_which_it_hangs) {
  const Program program("    if item['n'] == 3:\n        time.sleep(60)\n" + std::string(echo));
  WorkerSpec spec = program.spec();
  spec.timeout_ms = 500;
  const auto worker = LineWorker::start(spec);
  const std::int64_t before_ns = base::system_clock().monotonic_ns();
  const base::Error error = all_right_but(ask_numbers(**worker, 10), 3);
  EXPECT_EQ(error.describe(), "test.py gave no answer within 500 ms and was killed");
  EXPECT_LT(base::system_clock().monotonic_ns() - before_ns, std::int64_t{20'000'000'000});
}

TEST(LineWorker, finds_the_line_that_it_leaves_out_and_shifts_no_answer) {
  const Program program("    if item['n'] == 3:\n        continue\n" + std::string(echo));
  WorkerSpec spec = program.spec();
  spec.timeout_ms = 500;
  const auto worker = LineWorker::start(spec);
  const base::Error error = all_right_but(ask_numbers(**worker, 10), 3);
  EXPECT_EQ(error.kind(), ErrorKind::invalid_data);
}

TEST(LineWorker, finds_the_line_that_it_answers_twice_and_shifts_no_answer) {
  const Program program("    if item['n'] == 3:\n        print('{}', flush=True)\n" +
                        std::string(echo));
  const auto worker = LineWorker::start(program.spec());
  const base::Error error = all_right_but(ask_numbers(**worker, 10), 3);
  EXPECT_EQ(error.kind(), ErrorKind::invalid_data);
  EXPECT_NE(error.describe().find("printed more than one line for a line"), std::string::npos)
      << error.describe();
}

TEST(LineWorker, finds_the_line_to_which_it_prints_rubbish) {
  const Program program(
      "    if item['n'] == 3:\n        print('debug: \\x1b[1m here', flush=True)\n        "
      "continue\n" +
      std::string(echo));
  const auto worker = LineWorker::start(program.spec());
  const base::Error error = all_right_but(ask_numbers(**worker, 10), 3);
  EXPECT_EQ(error.describe(), "test.py printed a line that is no JSON: 'debug:  [1m here'");
}

TEST(LineWorker, takes_two_documents_in_a_line_for_rubbish) {
  const Program program("    print('{} {}', flush=True)\n");
  const auto worker = LineWorker::start(program.spec());
  EXPECT_EQ((*worker)->ask("{\"n\":1}").error().describe(),
            "test.py printed a line that is no JSON: '{} {}'");
}

TEST(LineWorker, kills_one_that_floods_a_line) {
  const Program program(
      "    if item['n'] == 3:\n        while True: sys.stdout.write('x' * 65536)\n" +
      std::string(echo));
  WorkerSpec spec = program.spec();
  spec.line_bytes_max = 1'000'000;
  const auto worker = LineWorker::start(spec);
  const base::Error error = all_right_but(ask_numbers(**worker, 10), 3);
  EXPECT_EQ(error.describe(), "test.py printed a line of more than 1000000 bytes");
}

TEST(LineWorker, is_not_held_up_by_one_that_floods_its_errors) {
  const Program program("    sys.stderr.write('noise ' * 50000)\n" + std::string(echo));
  const auto worker = LineWorker::start(program.spec());
  for (const auto& answer : ask_numbers(**worker, 10)) EXPECT_TRUE(answer);
}

TEST(LineWorker, gives_up_on_one_that_never_answers) {
  const Program program(echo, "sys.exit('cannot find my settings')");
  const auto worker = LineWorker::start(program.spec());
  const auto answers = ask_numbers(**worker, 1'000);
  ASSERT_EQ(answers.size(), 1'000u);
  for (const auto& answer : answers) {
    ASSERT_FALSE(answer);
    ASSERT_EQ(answer.error().kind(), ErrorKind::unavailable);
  }
  EXPECT_EQ(answers.front().error().describe(),
            "test.py failed 3 times in a row; the last time it exited with 1 before it answered: "
            "cannot find my settings");
  EXPECT_EQ((*worker)->ask("{\"n\":1}").error().kind(), ErrorKind::unavailable);
  EXPECT_LE((*worker)->restarts(), 3u);
}

TEST(LineWorker, goes_on_when_the_program_left_between_two_calls) {
  const Program program(std::string(echo) + "    sys.exit()\n");
  const auto worker = LineWorker::start(program.spec());
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ((*worker)->ask("{\"n\":1}").value(), doubled(1));
    base::system_clock().sleep_ms(100);
  }
}

TEST(LineWorker, trusts_nothing_more_of_one_that_speaks_unasked) {
  const Program program(std::string(echo) + "    time.sleep(0.1)\n    print('{}', flush=True)\n");
  const auto worker = LineWorker::start(program.spec());
  EXPECT_TRUE((*worker)->ask("{\"n\":1}"));
  base::system_clock().sleep_ms(300);
  const auto answer = (*worker)->ask("{\"n\":2}");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind(), ErrorKind::refused);
}

TEST(LineWorker, tells_what_cannot_be_started) {
  WorkerSpec spec;
  spec.name = "./split.py";
  spec.arguments = {"./split.py"};
  spec.folder = ::testing::TempDir();
  const auto worker = LineWorker::start(spec);
  ASSERT_FALSE(worker);
  EXPECT_EQ(worker.error().kind(), ErrorKind::not_found);
}

TEST(LineWorker, runs_any_language_that_reads_and_prints_lines) {
  WorkerSpec spec;
  spec.name = "sh";
  spec.arguments = {"/bin/sh", "-c", "while read -r line; do echo \"[$line]\"; done"};
  const auto worker = LineWorker::start(spec);
  ASSERT_TRUE(worker);
  EXPECT_EQ((*worker)->ask("{\"a\": 1}").value(), "[{\"a\": 1}]");
}

}  // namespace
}  // namespace whimbrel::recipes
