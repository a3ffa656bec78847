#include "whimbrel/engine/transfer/input_files.hpp"

#include <gtest/gtest.h>

#include "whimbrel/base/testing/fault_file_system.hpp"

namespace whimbrel::engine {
namespace {

using Paths = std::vector<std::string>;

TEST(InputFiles, of_a_file_or_standard_input_is_itself) {
  base::testing::FaultFileSystem disk;
  disk.place("tokens.jsonl", "");
  EXPECT_EQ(find_input_files(disk, "tokens.jsonl").value(), Paths{"tokens.jsonl"});
  EXPECT_EQ(find_input_files(disk, "-").value(), Paths{"-"});
}

TEST(InputFiles, of_an_export_are_its_data_files_by_name) {
  base::testing::FaultFileSystem disk;
  for (const char* name :
       {"manifest-files.json", "manifest-summary.json", "_started", "data/b.json.gz",
        "data/a.json.gz", "data/c.json", "data/notes.txt", "data/.hidden.json"})
    disk.place(std::string("export/") + name, "x");
  const Paths expected = {"export/data/a.json.gz", "export/data/b.json.gz", "export/data/c.json"};
  EXPECT_EQ(find_input_files(disk, "export").value(), expected);
  EXPECT_EQ(find_input_files(disk, "export/data").value(), expected);
}

TEST(InputFiles, that_are_not_there_are_an_error_that_names_the_place) {
  base::testing::FaultFileSystem disk;
  disk.place("export/manifest-files.json", "x");
  for (const char* input : {"export", "nowhere"}) {
    const auto paths = find_input_files(disk, input);
    ASSERT_FALSE(paths);
    EXPECT_EQ(paths.error().kind(), base::ErrorKind::not_found);
    EXPECT_NE(paths.error().describe().find(input), std::string::npos);
  }
}

}  // namespace
}  // namespace whimbrel::engine
