#include "whimbrel/recipes/change/run_change.hpp"

#include "whimbrel/recipes/change/change_bench_test.hpp"

namespace whimbrel::recipes {
namespace {

class RunChangeTest : public ::testing::Test {
 protected:
  // A Python program beside the recipe whose `answer(item)` is this.
  void write_program(std::string_view body) {
    const std::string text = fmt::format(
        "#!/usr/bin/env python3\nimport json, sys, time\ndef answer(item):\n{}\n"
        "for line in sys.stdin:\n  print(json.dumps(answer(json.loads(line))), flush=True)\n",
        body);
    ASSERT_TRUE(base::write_file_durably(base::posix_file_system(), folder_ + "/p.py", text,
                                         base::IfExists::replace, 0700));
  }

  ChangeBench bench(std::string_view arguments = "program: ./p.py",
                    std::vector<model::Path> reads = {}) {
    return ChangeBench(fmt::format("- run: {{ {} }}", arguments), folder_, std::move(reads));
  }

  std::string folder_ = ::testing::TempDir() + "run_change_" +
                        ::testing::UnitTest::GetInstance()->current_test_info()->name();

  void SetUp() override { ASSERT_TRUE(base::posix_file_system().make_directories(folder_)); }
};

TEST_F(RunChangeTest, makes_an_item_of_an_item) {
  write_program("  item['n'] += 1; return item");
  auto tried = bench();
  EXPECT_EQ(tried.apply(R"({"n":{"$numberLong":"1"},"d":{"$numberDecimal":"1.50"}})"),
            R"({"n":{"$numberLong":"2"},"d":{"$numberDecimal":"1.50"}})");
  std::vector<std::string> items;
  for (int i = 0; i < 200; ++i) items.push_back(fmt::format(R"({{"n":{}}})", i));
  tried.expect(items);
  for (int i = 0; i < 200; ++i)
    EXPECT_EQ(tried.apply(items[static_cast<std::size_t>(i)]),
              fmt::format(R"({{"n":{{"$numberInt":"{}"}}}})", i + 1));
}

TEST_F(RunChangeTest, an_item_that_it_hangs_on_is_rejected_and_the_next_is_done) {
  write_program("  if item['n'] == 1: time.sleep(60)\n  item['ok'] = True; return item");
  auto tried = bench("program: ./p.py, timeout: 2s");
  tried.expect({R"({"n":0})", R"({"n":1})", R"({"n":2})"});
  EXPECT_EQ(tried.apply(R"({"n":0})"), R"({"n":0,"ok":true})");
  EXPECT_EQ(tried.apply(R"({"n":1})").substr(0, 9), "rejected:");
  EXPECT_EQ(tried.apply(R"({"n":2})"), R"({"n":2,"ok":true})");
}

TEST_F(RunChangeTest, a_program_that_never_works_stops_the_run) {
  write_program("  sys.exit(3)");
  auto tried = bench();
  std::string last;
  for (int i = 0; i < 5; ++i) last = tried.apply(fmt::format(R"({{"n":{}}})", i));
  EXPECT_EQ(last.substr(0, 7), "failed:") << last;
}

TEST_F(RunChangeTest, its_refusal_is_a_rejection) {
  write_program("  return {'$reject': 'no name'}");
  EXPECT_EQ(bench().apply("{}"), "rejected: ./p.py says: no name");
}

TEST_F(RunChangeTest, sees_only_what_the_recipe_reads) {
  write_program("  return {'n': item['n'], 'saw': sorted(item)}");
  EXPECT_EQ(bench("program: ./p.py", {model::Path({"n"})}).apply(R"({"n":1,"z":2})"),
            R"({"n":1,"z":2,"saw":["n"]})");
}

TEST_F(RunChangeTest, its_definition_changes_with_the_program) {
  write_program("  return item");
  const auto before = bench().list().definition();
  EXPECT_EQ(before, bench().list().definition());
  write_program("  return dict(item)");
  EXPECT_NE(before, bench().list().definition());
}

TEST_F(RunChangeTest, names_a_program_that_is_not_there) {
  const std::string errors = bench().errors();
  EXPECT_EQ(errors.substr(0, 49), "1:19 missing-file: the program ./p.py cannot be r") << errors;
  EXPECT_EQ(bench("program: []").errors(),
            "1:19 wrong-type: program of run must be a program and its arguments, and this is a "
            "list\n");
}

TEST_F(RunChangeTest, warns_of_a_program_that_the_checksum_does_not_cover) {
  write_program("  return item");
  EXPECT_EQ(bench().warnings(), "");
  EXPECT_EQ(bench("program: [python3, ./p.py]").warnings(), "");
  EXPECT_EQ(bench("program: [cat]").warnings().substr(0, 19), "1:8 run-not-pinned:");
}

}  // namespace
}  // namespace whimbrel::recipes
