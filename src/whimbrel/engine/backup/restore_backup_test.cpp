#include "whimbrel/engine/backup/restore_backup.hpp"

#include <gtest/gtest.h>

#include "whimbrel/base/testing/fault_file_system.hpp"
#include "whimbrel/engine/backup/create_backup.hpp"
#include "whimbrel/engine/backup/testing/killable_store.hpp"
#include "whimbrel/engine/backup/testing/sample_items.hpp"
#include "whimbrel/engine/backup/verify_backup.hpp"
#include "whimbrel/model/dynamodb_codec.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;
using stores::memory::MemoryOptions;
using stores::memory::MemoryStore;
using testing::fill;
using testing::items_of;
using testing::KillableStore;
using testing::put_item;
using testing::sample_item;
using testing::sample_key;

constexpr std::uint64_t item_count = 3000;
constexpr char other_item[] = R"({"_id": {"$oid": "000000000000000000000000"}, "mine": true})";
constexpr char other_key[] = R"({"$oid":"000000000000000000000000"})";

class RestoreBackup : public ::testing::Test {
 protected:
  void SetUp() override {
    fill(source_, "tokens", item_count);
    fill(source_, "wallets", 7);
    BackupOptions options;
    options.threads = 1;
    const auto summary = create_backup(source_, disk_, clock_, options, {}, cancellation_);
    ASSERT_TRUE(summary) << summary.error().describe();
    archive_ = summary->path;
    clock_.set_ms(1'000);  // for the name of the next one
  }

  base::Result<RestoreSummary> restore(stores::Store& store, RestoreOptions options = {}) {
    return restore_backup(disk_, archive_, store, options, {}, cancellation_);
  }

  RestoreOptions with(RestorePolicy policy) const {
    RestoreOptions options;
    options.policy = policy;
    return options;
  }

  void expect_whole(stores::Store& store) {
    EXPECT_EQ(items_of(store, "tokens"), items_of(source_, "tokens"));
    EXPECT_EQ(items_of(store, "wallets"), items_of(source_, "wallets"));
  }

  MemoryStore source_;
  base::testing::FaultFileSystem disk_;
  base::ManualClock clock_;
  base::Cancellation cancellation_;
  std::string archive_;
};

TEST_F(RestoreBackup, gives_back_the_types_of_the_key_fields) {
  const std::vector<stores::FieldType> types{stores::FieldType::text, stores::FieldType::number};
  ASSERT_TRUE(source_.create_collection(
      {"history", {model::Path({"validator"}), model::Path({"slot"})}, types}));
  const auto summary = create_backup(source_, disk_, clock_, {}, {}, cancellation_);
  ASSERT_TRUE(summary) << summary.error().describe();
  archive_ = summary->path;
  MemoryStore store;
  ASSERT_TRUE(restore(store));
  EXPECT_EQ(store.collection("history")->spec.key_types, types);
}

TEST_F(RestoreBackup, gives_back_every_byte_and_the_key_fields) {
  MemoryStore store;
  const auto summary = restore(store);
  ASSERT_TRUE(summary) << summary.error().describe();
  expect_whole(store);
  ASSERT_EQ(summary->collections.size(), 2u);
  EXPECT_EQ(summary->collections[0].inserted, item_count);
  EXPECT_FALSE(summary->resumed);
  EXPECT_EQ(store.collection("tokens")->spec.key_fields,
            source_.collection("tokens")->spec.key_fields);
}

TEST_F(RestoreBackup, refuses_a_collection_that_holds_items_before_it_writes_anything) {
  MemoryStore store;
  fill(store, "wallets", 1);
  const auto summary = restore(store);
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().kind(), ErrorKind::refused);
  EXPECT_NE(summary.error().describe().find("wallets"), std::string::npos);
  EXPECT_TRUE(items_of(store, "tokens").empty());
}

TEST_F(RestoreBackup, refuses_a_second_time_once_it_was_complete) {
  MemoryStore store;
  ASSERT_TRUE(restore(store));
  EXPECT_EQ(restore(store).error().kind(), ErrorKind::refused);
}

TEST_F(RestoreBackup, only_missing_leaves_what_is_there) {
  MemoryStore store;
  ASSERT_TRUE(restore(store));
  put_item(store, "tokens", sample_key(1), R"({"_id": 1, "changed": true})");
  put_item(store, "tokens", other_key, other_item);
  ASSERT_TRUE(store.drop_collection("wallets"));

  const auto summary = restore(store, with(RestorePolicy::only_missing));
  ASSERT_TRUE(summary) << summary.error().describe();
  EXPECT_EQ(summary->collections[0].kept, 1u);
  EXPECT_EQ(summary->collections[0].unchanged, item_count - 1);
  EXPECT_EQ(summary->collections[1].inserted, 7u);
  const auto items = items_of(store, "tokens");
  EXPECT_EQ(items.at(sample_key(1)), R"({"_id": 1, "changed": true})");
  EXPECT_EQ(items.at(other_key), other_item);
}

TEST_F(RestoreBackup, replace_overwrites_what_differs_and_keeps_what_the_archive_lacks) {
  for (const bool transactions : {true, false}) {
    MemoryOptions options;
    options.transactions = transactions;
    MemoryStore store(options);
    ASSERT_TRUE(restore(store));
    put_item(store, "tokens", sample_key(1), R"({"_id": 1, "changed": true})");
    put_item(store, "tokens", other_key, other_item);

    const auto summary = restore(store, with(RestorePolicy::replace));
    ASSERT_TRUE(summary) << summary.error().describe();
    EXPECT_EQ(summary->collections[0].replaced, 1u);
    EXPECT_EQ(summary->collections[0].unchanged, item_count - 1);
    auto expected = items_of(source_, "tokens");
    expected[other_key] = other_item;
    EXPECT_EQ(items_of(store, "tokens"), expected);
  }
}

TEST_F(RestoreBackup, takes_chosen_collections_under_other_names) {
  MemoryStore store;
  fill(store, "wallets", 1);
  RestoreOptions options;
  options.collections = {"wallets"};
  options.into_collections = {{"wallets", "wallets_of_june"}};
  ASSERT_TRUE(restore(store, options));
  EXPECT_EQ(items_of(store, "wallets_of_june"), items_of(source_, "wallets"));
  EXPECT_EQ(items_of(store, "wallets").size(), 1u);
  EXPECT_FALSE(store.collection("tokens"));
}

TEST_F(RestoreBackup, names_that_the_archive_lacks_or_that_collide_are_refused) {
  MemoryStore store;
  RestoreOptions unknown;
  unknown.collections = {"tokenz"};
  EXPECT_EQ(restore(store, unknown).error().kind(), ErrorKind::not_found);
  RestoreOptions colliding;
  colliding.into_collections = {{"wallets", "tokens"}};
  EXPECT_EQ(restore(store, colliding).error().kind(), ErrorKind::usage);
  EXPECT_TRUE(store.collections()->empty());
}

TEST_F(RestoreBackup, a_damaged_archive_changes_nothing) {
  std::string bytes = disk_.content(archive_).value();
  bytes[bytes.size() / 2] ^= 1;
  disk_.place(archive_, bytes);
  MemoryStore store;
  EXPECT_EQ(restore(store).error().kind(), ErrorKind::corrupt);
  EXPECT_TRUE(store.collections()->empty());
}

// Stops the restore at every boundary of the store, and completes it with the same call.
class KilledRestore : public RestoreBackup, public ::testing::WithParamInterface<bool> {
 protected:
  MemoryOptions small_writes() const {
    MemoryOptions options;
    options.transactions = GetParam();
    options.write_items_max = 100;
    return options;
  }
};

TEST_P(KilledRestore, is_completed_by_the_same_call) {
  MemoryStore undisturbed(small_writes());
  KillableStore counting(undisturbed);
  ASSERT_TRUE(restore(counting));
  const std::uint64_t boundaries = counting.boundaries_passed();
  ASSERT_GT(boundaries, 60u);
  for (std::uint64_t number = 1; number <= boundaries; ++number) {
    MemoryStore store(small_writes());
    KillableStore killed(store);
    killed.kill_at_boundary(number);
    EXPECT_FALSE(restore(killed)) << number;
    const auto again = restore(store);
    ASSERT_TRUE(again) << "boundary " << number << ": " << again.error().describe();
    expect_whole(store);
    for (const RestoredCollection& collection : again->collections)
      EXPECT_EQ(collection.inserted + collection.unchanged, collection.items) << number;
  }
}

TEST_P(KilledRestore, under_replace_is_completed_by_the_same_call) {
  MemoryStore prepared(small_writes());
  const auto disturb = [](stores::Store& store) {
    fill(store, "tokens", 500);
    for (std::uint64_t i = 0; i < 250; ++i) put_item(store, "tokens", sample_key(i), other_item);
  };
  disturb(prepared);
  KillableStore counting(prepared);
  ASSERT_TRUE(restore(counting, with(RestorePolicy::replace)));
  const std::uint64_t boundaries = counting.boundaries_passed();
  for (std::uint64_t number = 1; number <= boundaries; ++number) {
    MemoryStore store(small_writes());
    disturb(store);
    KillableStore killed(store);
    killed.kill_at_boundary(number);
    EXPECT_FALSE(restore(killed, with(RestorePolicy::replace))) << number;
    ASSERT_TRUE(restore(store, with(RestorePolicy::replace))) << number;
    expect_whole(store);
  }
}

TEST_P(KilledRestore, keeps_what_a_user_changed_before_it_was_completed) {
  MemoryStore store(small_writes());
  KillableStore killed(store);
  killed.kill_at_boundary(20);
  ASSERT_FALSE(restore(killed));
  const std::string key = items_of(store, "tokens").begin()->first;
  put_item(store, "tokens", key, other_item);

  const auto again = restore(store);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->resumed);
  EXPECT_EQ(again->collections[0].kept, 1u);
  EXPECT_EQ(items_of(store, "tokens").at(key), other_item);
}

INSTANTIATE_TEST_SUITE_P(Stores, KilledRestore, ::testing::Bool(), [](const auto& parameter) {
  return parameter.param ? "with_transactions" : "without_transactions";
});

TEST_F(RestoreBackup, any_failing_read_of_the_archive_is_an_error_or_harmless) {
  using base::testing::Fault;
  for (const Fault fault : {Fault::io_error, Fault::short_count}) {
    for (std::uint64_t call = 1;; ++call) {
      base::testing::FaultFileSystem disk;
      disk.place(archive_, disk_.content(archive_).value());
      disk.fail_call(call, fault);
      MemoryStore store;
      const auto summary = restore_backup(disk, archive_, store, {}, {}, cancellation_);
      if (disk.calls_made() < call) break;
      EXPECT_EQ(summary.has_value(), fault == Fault::short_count) << call;
      if (!summary) {
        ASSERT_TRUE(restore_backup(disk, archive_, store, {}, {}, cancellation_)) << call;
      }
      expect_whole(store);
    }
  }
}

// Items of a table whose key is an owner and a slot.
class RestoreDynamoDbItems : public RestoreBackup {
 protected:
  static MemoryOptions with_dynamodb_items() {
    MemoryOptions options;
    options.codec = &model::dynamodb_codec();
    return options;
  }

  void SetUp() override {
    ASSERT_TRUE(table_.create_collection({"slots", {model::Path({"owner"}), model::Path({"n"})}}));
    for (int n = 0; n < 300; ++n) {
      const std::string number = std::to_string(n);
      const std::string item = R"({"n":{"N":")" + number + R"("},"owner":{"S":"0x)" +
                               std::to_string(n % 7) + R"("},"tags":{"SS":["a","b)" + number +
                               R"("]}})";
      put_item(table_, "slots", key_of(item), item);
    }
    archive_ = backup_of(table_);
  }

  std::string key_of(const std::string& item) {
    const auto view = table_.codec().make_view();
    EXPECT_TRUE(view->load(item)) << item;
    return table_.codec().key_of(*view, table_.collection("slots")->spec.key_fields)->text;
  }

  std::string backup_of(stores::Store& store) {
    clock_.sleep_ms(1000);
    const auto summary = create_backup(store, disk_, clock_, {}, {}, cancellation_);
    EXPECT_TRUE(summary) << summary.error().describe();
    return summary ? summary->path : std::string();
  }

  MemoryStore table_{with_dynamodb_items()};
};

TEST_F(RestoreDynamoDbItems, come_back_byte_for_byte) {
  MemoryStore store(with_dynamodb_items());
  ASSERT_TRUE(restore(store));
  EXPECT_EQ(items_of(store, "slots"), items_of(table_, "slots"));
  EXPECT_TRUE(verify_backup(disk_, archive_, {}, {}, cancellation_));
}

TEST_F(RestoreDynamoDbItems, are_converted_for_a_store_of_another_encoding_and_back) {
  MemoryStore embedded;
  const auto summary = restore(embedded);
  ASSERT_TRUE(summary) << summary.error().describe();
  EXPECT_EQ(items_of(embedded, "slots").at(R"(["0x5",{"$numberDecimal":"5"}])"),
            R"({"n":{"$numberDecimal":"5"},"owner":"0x5","tags":{"$stringSet":["a","b5"]}})");
  // A second run recognises its own items by their converted bytes.
  const auto again = restore(embedded, with(RestorePolicy::replace));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->collections[0].unchanged, 300U);

  archive_ = backup_of(embedded);
  MemoryStore store(with_dynamodb_items());
  ASSERT_TRUE(restore(store));
  EXPECT_EQ(items_of(store, "slots"), items_of(table_, "slots"));
}

}  // namespace
}  // namespace whimbrel::engine
