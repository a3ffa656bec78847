#include "whimbrel/packs/wallet/prerequisites.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <system_error>

#include "whimbrel/packs/wallet/token_store_test.hpp"
#include "whimbrel/stores/sqlite/sqlite_store.hpp"

namespace whimbrel::packs::wallet {
namespace {

using testing::HasSubstr;

// What a database server is while nobody answers there.
class SilentStore final : public stores::Store {
 public:
  std::string description() const override { return "mongodb:wallet"; }
  stores::Capabilities capabilities() const override { return {}; }
  const model::ItemCodec& codec() const override { return model::extended_json_codec(); }
  base::Result<std::unique_ptr<stores::Session>> open_session() override { return silence(); }
  base::Result<std::vector<stores::CollectionInfo>> collections() override { return silence(); }
  base::Result<stores::CollectionInfo> collection(std::string_view) override { return silence(); }
  base::Status create_collection(const stores::CollectionSpec&) override { return silence(); }
  base::Status drop_collection(std::string_view) override { return silence(); }
  base::Status create_index(std::string_view, const stores::IndexSpec&) override {
    return silence();
  }
  base::Status drop_index(std::string_view, std::string_view) override { return silence(); }
  base::Result<std::vector<stores::IndexSpec>> indexes(std::string_view) override {
    return silence();
  }
  base::Result<std::vector<stores::KeyRange>> split(std::string_view, std::size_t) override {
    return silence();
  }
  base::Status maintain() override { return silence(); }

 private:
  static tl::unexpected<base::Error> silence() {
    return base::fail(base::ErrorKind::unavailable, "no answer in 5 s", "check the address");
  }
};

TEST(Prerequisites, say_when_the_database_does_not_answer) {
  SilentStore store;
  const auto checks = check_prerequisites(store).value();
  ASSERT_EQ(checks.size(), 1u);
  EXPECT_FALSE(checks[0].passed);
  EXPECT_EQ(checks[0].detail, "Database connection not ready: no answer in 5 s; check the address");
}

TEST(Prerequisites, name_the_collection_that_is_not_there_and_how_to_get_it) {
  TokenStore setup;
  const auto checks = check_prerequisites(setup.store).value();
  ASSERT_EQ(checks.size(), 1u);
  EXPECT_FALSE(checks[0].passed);
  EXPECT_FALSE(checks[0].only_warns);
  EXPECT_THAT(checks[0].detail, HasSubstr("has no collection cashu_tokens"));
  EXPECT_THAT(checks[0].detail, HasSubstr("whimbrel import FILE --collection cashu_tokens"));
}

TEST(Prerequisites, of_a_store_without_a_file_say_nothing_of_disks) {
  TokenStore setup;
  fill_collection(setup.store, tokens_collection, {R"({"_id":1})", R"({"_id":2})"});
  const auto checks = check_prerequisites(setup.store).value();
  ASSERT_EQ(checks.size(), 1u);
  EXPECT_TRUE(checks[0].passed);
  EXPECT_THAT(checks[0].detail, HasSubstr("2 items"));
}

class DiskRoom : public testing::Test {
 protected:
  DiskRoom()
      : path_(std::filesystem::temp_directory_path() /
              ("whimbrel-prerequisites-" + std::to_string(getpid()) + ".db")) {}
  ~DiskRoom() override {
    for (const char* suffix : {"", "-wal", "-shm"})
      std::filesystem::remove(path_.string() + suffix);
  }

  std::filesystem::path path_;
};

TEST_F(DiskRoom, is_measured_where_the_store_is_a_file) {
  stores::sqlite::SqliteOptions options;
  options.path = path_;
  const auto store = stores::sqlite::SqliteStore::open(options).value();
  fill_collection(*store, tokens_collection, {R"({"_id":1})"});
  const auto checks = check_prerequisites(*store).value();
  ASSERT_EQ(checks.size(), 2u);
  EXPECT_TRUE(checks[0].passed);
  EXPECT_TRUE(checks[1].only_warns);
  EXPECT_THAT(checks[1].detail, HasSubstr("MiB free"));
}

TEST_F(DiskRoom, is_warned_of_when_the_disk_has_less_than_half_the_store) {
  { std::ofstream file(path_); }
  const auto free_bytes = std::filesystem::space(path_.parent_path()).available;
  std::error_code too_large;
  std::filesystem::resize_file(path_, free_bytes * 3, too_large);  // sparse: takes no room itself
  if (too_large) GTEST_SKIP() << "no file can be larger than this disk: " << too_large.message();
  const auto check = check_free_space(path_).value();
  EXPECT_FALSE(check.passed);
  EXPECT_TRUE(check.only_warns);
  EXPECT_THAT(check.detail, HasSubstr("--backup-dir"));
}

TEST_F(DiskRoom, cannot_be_measured_without_the_file) {
  const auto check = check_free_space(path_);
  ASSERT_FALSE(check);
  EXPECT_EQ(check.error().kind(), base::ErrorKind::not_found);
}

}  // namespace
}  // namespace whimbrel::packs::wallet
