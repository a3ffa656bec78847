#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/stores/sqlite/catalogue.hpp"
#include "whimbrel/stores/sqlite/connection.hpp"
#include "whimbrel/stores/sqlite/sqlite_options.hpp"
#include "whimbrel/stores/sqlite/store_state.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::stores::sqlite {

// The embedded store: one SQLite file, readable with the sqlite3 shell (docs/formats/sqlite.md).
// Several stores and processes may have the file open at once. Sessions may outlive the store.
class SqliteStore final : public Store {
 public:
  // Opens the file, or makes it with Access::create. not_found, permission, corrupt (no SQLite
  // file), refused (another program's database), unsupported (a later whimbrel's), busy, io.
  // Access::read_only also opens a file in a folder that cannot be written.
  static base::Result<std::unique_ptr<SqliteStore>> open(SqliteOptions options);

  // Closes, ignoring what close() would report.
  ~SqliteStore() override;

  // Moves everything out of the write-ahead log into the file, so that it is whole by itself, and
  // closes the store's own connections; call it when all sessions are gone. What was committed is
  // safe even when it fails. Nothing else may be called afterwards.
  base::Status close();

  std::string description() const override;
  Capabilities capabilities() const override;
  const model::ItemCodec& codec() const override;
  base::Result<std::unique_ptr<Session>> open_session() override;
  base::Result<std::vector<CollectionInfo>> collections() override;
  base::Result<CollectionInfo> collection(std::string_view name) override;
  base::Status create_collection(const CollectionSpec& spec) override;
  base::Status drop_collection(std::string_view name) override;
  base::Status create_index(std::string_view collection, const IndexSpec& index) override;
  base::Status drop_index(std::string_view collection, std::string_view name) override;
  base::Result<std::vector<IndexSpec>> indexes(std::string_view collection) override;
  base::Result<std::vector<KeyRange>> split(std::string_view collection,
                                            std::size_t segments_max) override;
  base::Status maintain() override;

 private:
  SqliteStore(std::shared_ptr<StoreState> state, ConnectionOptions connection_options,
              Connection connection);

  base::Status create_in_transaction(const CollectionSpec& spec);
  // Runs `effect` as a transaction of the store's own connection, whose mutex the caller holds.
  template <typename Effect>
  base::Status change_schema(Effect effect);
  base::Result<CollectionInfo> describe(CatalogueEntry entry);
  base::Result<Connection*> maintenance_connection();
  base::Status empty_doubtful_log();

  std::shared_ptr<StoreState> state_;
  ConnectionOptions connection_options_;
  std::mutex mutex_;  // of connection_
  std::optional<Connection> connection_;
  std::mutex maintenance_mutex_;  // of maintenance_
  std::optional<Connection> maintenance_;
};

}  // namespace whimbrel::stores::sqlite
