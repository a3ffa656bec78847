// The pieces that bench/run.py times, one a process, so that memory is each piece's own.

#include <fmt/format.h>
#include <sys/resource.h>

#include <charconv>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "bench/tool/bare_loop.hpp"
#include "bench/tool/engine_work.hpp"

namespace whimbrel::bench {
namespace {

constexpr std::string_view usage =
    "usage: whimbrel_bench_tool make FILE COUNT MELTED_PERCENT | bare FILE | preview FILE | apply "
    "FILE | up FILE | rollback FILE | backup FILE DIRECTORY\n";

std::uint64_t number(const std::string& text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

base::Result<Measurement> run(const std::vector<std::string>& words) {
  const std::string& verb = words[0];
  const std::string& path = words[1];
  if (verb == "make" && words.size() == 4)
    return make_tokens(path, number(words[2]), static_cast<double>(number(words[3])) / 100);
  if (verb == "bare") return run_bare_loop(path);
  if (verb == "preview") return run_preview(path);
  if (verb == "apply") return run_apply(path);
  if (verb == "up") return run_whole_up(path);
  if (verb == "rollback") return run_rollback(path);
  if (verb == "backup" && words.size() == 3) return run_backup(path, words[2]);
  return base::fail(base::ErrorKind::usage, std::string(usage));
}

long peak_memory_kib() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return used.ru_maxrss;
}

}  // namespace
}  // namespace whimbrel::bench

int main(int argc, char** argv) {
  using namespace whimbrel;
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() < 2) {
    fmt::print(stderr, "{}", bench::usage);
    return 2;
  }
  const auto measured = bench::run(words);
  if (!measured) {
    fmt::print(stderr, "{}\n", measured.error().describe());
    return 1;
  }
  fmt::print("{{\"seconds\":{:.4f},\"items\":{},\"changed\":{},\"peak_kib\":{}}}\n",
             measured->seconds, measured->items, measured->changed, bench::peak_memory_kib());
  return 0;
}
