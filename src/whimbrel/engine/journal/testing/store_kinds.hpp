#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "whimbrel/stores/memory/memory_store.hpp"
#include "whimbrel/stores/sqlite/sqlite_store.hpp"
#include "whimbrel/stores/sqlite/testing/scratch_folder.hpp"

namespace whimbrel::engine::testing {

// One test on each kind of store: "memory", "single_writes" (memory without transactions),
// "no_order" (nor scans in key order) and "sqlite".
class OnEachStore : public ::testing::TestWithParam<const char*> {
 protected:
  OnEachStore() {
    const std::string kind = GetParam();
    if (kind == "sqlite") {
      stores::sqlite::SqliteOptions options;
      options.path = folder_.file("store.db");
      options.sync = stores::sqlite::Sync::off;
      store_ = stores::sqlite::SqliteStore::open(options).value();
    } else {
      stores::memory::MemoryOptions options;
      options.transactions = kind == "memory";
      options.ordered_scans = kind != "no_order";
      store_ = std::make_unique<stores::memory::MemoryStore>(options);
    }
    session_ = open_session();
  }

  stores::Store& store() { return *store_; }
  stores::Session& session() { return *session_; }
  std::unique_ptr<stores::Session> open_session() { return store_->open_session().value(); }

  void put(stores::Space space, std::string_view key, std::string_view value,
           std::uint64_t version = 1) {
    stores::RecordWrite write;
    write.space = space;
    write.key = key;
    write.value = value;
    write.version = version;
    ASSERT_TRUE(session().put_record(write, nullptr));
  }

  void erase(stores::Space space, std::string_view key) {
    stores::RecordWrite write;
    write.kind = stores::RecordWrite::Kind::erase;
    write.space = space;
    write.key = key;
    ASSERT_TRUE(session().put_record(write, nullptr));
  }

  stores::Record get(stores::Space space, std::string_view key) {
    return session().get_record(space, key).value().value();
  }

 private:
  stores::sqlite::testing::ScratchFolder folder_;
  std::unique_ptr<stores::Store> store_;
  std::unique_ptr<stores::Session> session_;
};

inline auto each_store() {
  return ::testing::Values("memory", "single_writes", "no_order", "sqlite");
}

inline std::string store_name(const ::testing::TestParamInfo<const char*>& info) {
  return info.param;
}

}  // namespace whimbrel::engine::testing
