#include "whimbrel/base/sorted_runs.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstring>
#include <map>

#include "whimbrel/base/testing/fault_file_system.hpp"

namespace whimbrel::base {
namespace {

// Words with counts; equal words add up.
struct WordCounts {
  using Record = std::pair<std::string, std::uint32_t>;
  static void append(const Record& record, std::string& out) {
    const auto size = static_cast<std::uint32_t>(record.first.size());
    out.append(reinterpret_cast<const char*>(&size), sizeof size);
    out.append(reinterpret_cast<const char*>(&record.second), sizeof record.second);
    out += record.first;
  }
  static std::size_t parse(std::string_view bytes, Record& out) {
    std::uint32_t size = 0;
    if (bytes.size() < 8) return 0;
    std::memcpy(&size, bytes.data(), 4);
    if (bytes.size() < 8 + std::size_t{size}) return 0;
    std::memcpy(&out.second, bytes.data() + 4, 4);
    out.first.assign(bytes.substr(8, size));
    return 8 + size;
  }
  static bool less(const Record& a, const Record& b) { return a.first < b.first; }
  static bool combine(Record& into, const Record& from) {
    if (into.first != from.first) return false;
    into.second += from.second;
    return true;
  }
};

using Runs = SortedRuns<WordCounts>;
using Words = std::map<std::string, std::uint32_t>;

// A disk in memory that has the folder for temporary files.
struct Disk {
  Disk() { EXPECT_TRUE(files.make_directories(scratch_directory())); }
  testing::FaultFileSystem files;
};

Status add(Runs& runs, const Words& words) {
  auto at = words.begin();
  return runs.add_run([&](WordCounts::Record& record) -> Result<bool> {
    if (at == words.end()) return false;
    record = *at++;
    return true;
  });
}

Words read_all(const Runs& runs) {
  Words found;
  auto merge = runs.merge().value();
  WordCounts::Record record;
  std::string last;
  while (merge.next(record).value()) {
    EXPECT_TRUE(found.empty() || last < record.first) << last << " before " << record.first;
    last = record.first;
    found.emplace(record);
  }
  return found;
}

TEST(SortedRuns, merges_any_runs_into_one_sorted_sequence) {
  EXPECT_TRUE(rc::check([](const std::vector<Words>& all) {
    Disk disk;
    Runs runs(disk.files, 3), others(disk.files, 3);
    Words expected;
    for (std::size_t i = 0; i < all.size(); ++i) {
      RC_ASSERT(add(i % 3 == 0 ? others : runs, all[i]).has_value());
      for (const auto& [word, count] : all[i]) expected[word] += count;
    }
    runs.absorb(others);
    RC_ASSERT(others.empty());
    RC_ASSERT(read_all(runs) == expected);
  }));
}

TEST(SortedRuns, keeps_records_that_are_larger_than_its_buffers) {
  Disk disk;
  Runs runs(disk.files);
  const Words words{{std::string(1'000'000, 'a'), 1}, {"b", 2}, {std::string(70'000, 'c'), 3}};
  ASSERT_TRUE(add(runs, words));
  EXPECT_EQ(read_all(runs), words);
}

TEST(SortedRuns, holds_few_runs_however_many_are_added) {
  Disk disk;
  Runs runs(disk.files, 4);
  Words expected;
  for (std::uint32_t i = 0; i < 300; ++i) {
    const Words words{{std::to_string(i % 7), i}, {"x" + std::to_string(i), 1}};
    ASSERT_TRUE(add(runs, words));
    for (const auto& [word, count] : words) expected[word] += count;
  }
  EXPECT_EQ(read_all(runs), expected);
  EXPECT_LE(runs.count(), 3u * 5u) << "300 runs, four at a time, make five levels of at most three";
}

TEST(SortedRuns, hands_a_full_disk_on) {
  Disk disk;
  for (std::uint64_t call = 1; call <= 6; ++call) {
    Runs runs(disk.files, 2);
    disk.files.fail_call(disk.files.calls_made() + call, testing::Fault::no_space);
    Status first = add(runs, {{"a", 1}});
    Status second = first ? add(runs, {{"b", 1}}) : first;
    ASSERT_FALSE(second) << "call " << call;
    EXPECT_EQ(second.error().kind(), ErrorKind::no_space);
  }
}

}  // namespace
}  // namespace whimbrel::base
