#include "whimbrel/stores/sqlite/sqlite_store.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "whimbrel/stores/collection_name.hpp"
#include "whimbrel/stores/sqlite/checkpoint.hpp"
#include "whimbrel/stores/sqlite/index_catalogue.hpp"
#include "whimbrel/stores/sqlite/key_sampler.hpp"
#include "whimbrel/stores/sqlite/layout.hpp"
#include "whimbrel/stores/sqlite/sqlite_session.hpp"
#include "whimbrel/stores/sqlite/statement.hpp"

namespace whimbrel::stores::sqlite {
namespace {

// Scans go forward page by page, so a reader gains nothing from more.
constexpr int reader_cache_kib = 1'024;
constexpr int maintenance_cache_kib = 128;
// How much longer than log_bytes_max the log may get before writers shorten it themselves.
constexpr std::size_t unmaintained_log_factor = 4;
// A collection of up to this many items is counted when asked, in a fraction of a millisecond.
constexpr int exact_count_max = 2'000;
// How long maintain() waits for its turn among writers before it leaves the log for next time.
constexpr int maintenance_wait_ms = 2'000;

ConnectionOptions connection_options_of(const SqliteOptions& options) {
  ConnectionOptions connection;
  connection.path = options.path;
  connection.vfs = options.vfs;
  connection.access = options.access;
  connection.sync = options.sync;
  connection.busy_timeout_ms = options.busy_timeout_ms;
  connection.cache_kib = reader_cache_kib;
  // maintain() keeps the log short off the writing thread; this bounds it where nobody calls that.
  connection.checkpoint_at_pages =
      static_cast<int>(unmaintained_log_factor * options.log_bytes_max / page_bytes);
  return connection;
}

base::Result<Connection> open_prepared(const ConnectionOptions& options) {
  WHIMBREL_ASSIGN(Connection connection, Connection::open(options));
  WHIMBREL_TRY(prepare_layout(connection, options.access));
  return connection;
}

bool may_be_unwritable(const ConnectionOptions& options, const base::Error& error) {
  return options.access == Access::read_only && error.kind() != base::ErrorKind::refused &&
         error.kind() != base::ErrorKind::unsupported && error.kind() != base::ErrorKind::not_found;
}

// Somebody else is at the log, which does as well.
base::Status ignoring_busy(const base::Error& error) {
  if (error.kind() == base::ErrorKind::busy) return {};
  return tl::unexpected(error);
}

// Opens for reading what lies in a folder that cannot be written, where SQLite has no place for the
// -shm file that sharing needs. Nobody can write there, so the file is read as it stands; a log
// beside it would be overlooked, so there must be none.
base::Result<Connection> open_immutable(ConnectionOptions& options, base::Error first_error) {
  std::error_code none;
  const auto log_bytes = std::filesystem::file_size(options.path + "-wal", none);
  if (!none && log_bytes > 0)
    return tl::unexpected(base::Error(
        base::ErrorKind::permission,
        fmt::format("{}; the write-ahead log {}-wal holds changes that only a user who may write "
                    "the folder can read",
                    first_error.message(), options.path),
        "copy the file and its -wal into a folder of your own and name the copy in --target"));
  ConnectionOptions immutable = options;
  immutable.immutable = true;
  auto connection = open_prepared(immutable);
  if (!connection) return tl::unexpected(std::move(first_error));
  options = immutable;
  return connection;
}

}  // namespace

base::Result<std::unique_ptr<SqliteStore>> SqliteStore::open(SqliteOptions options) {
  auto state = std::make_shared<StoreState>();
  ConnectionOptions connection_options = connection_options_of(options);
  const std::string place = "target sqlite:" + options.path;
  state->options = std::move(options);

  auto connection = open_prepared(connection_options);
  if (!connection && may_be_unwritable(connection_options, connection.error()))
    connection = open_immutable(connection_options, connection.error());
  if (!connection) return base::fail_in(place, std::move(connection).error());
  // Later connections find the file made.
  if (connection_options.access == Access::create) connection_options.access = Access::read_write;
  return std::unique_ptr<SqliteStore>(
      new SqliteStore(std::move(state), std::move(connection_options), *std::move(connection)));
}

SqliteStore::SqliteStore(std::shared_ptr<StoreState> state, ConnectionOptions connection_options,
                         Connection connection)
    : state_(std::move(state)),
      connection_options_(std::move(connection_options)),
      connection_(std::move(connection)) {}

SqliteStore::~SqliteStore() { static_cast<void>(close()); }

base::Status SqliteStore::close() {
  const std::scoped_lock lock(mutex_, maintenance_mutex_);
  if (!connection_) return {};
  base::Status done;
  if (connection_options_.access != Access::read_only) {
    const auto emptied = checkpoint(*connection_, Checkpoint::truncate);
    // Who else still uses the file empties its log when done.
    if (!emptied) done = ignoring_busy(emptied.error());
    if (!done) done.error().with_context(description());
  }
  maintenance_.reset();
  connection_.reset();
  return done;
}

std::string SqliteStore::description() const { return "sqlite:" + state_->options.path; }

Capabilities SqliteStore::capabilities() const {
  Capabilities capabilities;
  capabilities.transactions = true;
  return capabilities;
}

const model::ItemCodec& SqliteStore::codec() const {
  const model::ItemCodec* const chosen = state_->options.codec;
  return chosen == nullptr ? model::extended_json_codec() : *chosen;
}

base::Result<std::unique_ptr<Session>> SqliteStore::open_session() {
  WHIMBREL_TRY(empty_doubtful_log());
  WHIMBREL_ASSIGN(Connection connection, Connection::open(connection_options_));
  return std::make_unique<SqliteSession>(std::move(connection), state_, capabilities(), codec());
}

// After a failed commit the log may end with frames that SQLite takes for rolled back now and would
// take for committed after a crash. Emptying the log makes the two agree before anybody reads.
base::Status SqliteStore::empty_doubtful_log() {
  if (!state_->log_is_doubtful.exchange(false)) return {};
  const std::lock_guard lock(mutex_);
  auto emptied = checkpoint(*connection_, Checkpoint::truncate);
  if (emptied) return {};
  state_->log_is_doubtful = true;
  return base::fail_in("after a failed commit", std::move(emptied).error());
}

base::Result<std::vector<CollectionInfo>> SqliteStore::collections() {
  const std::lock_guard lock(mutex_);
  WHIMBREL_ASSIGN(auto entries, list_collections(*connection_));
  std::vector<CollectionInfo> infos;
  for (CatalogueEntry& entry : entries) {
    WHIMBREL_ASSIGN(CollectionInfo info, describe(std::move(entry)));
    infos.push_back(std::move(info));
  }
  return infos;
}

base::Result<CollectionInfo> SqliteStore::collection(std::string_view name) {
  const std::lock_guard lock(mutex_);
  WHIMBREL_ASSIGN(CatalogueEntry entry, get_collection(*connection_, name));
  return describe(std::move(entry));
}

base::Result<CollectionInfo> SqliteStore::describe(CatalogueEntry entry) {
  WHIMBREL_ASSIGN(
      const std::int64_t counted,
      connection_->query_integer(fmt::format("SELECT count(*) FROM (SELECT 1 FROM {} LIMIT {})",
                                             quote_identifier(entry.table), exact_count_max + 1),
                                 "count items"));
  CollectionInfo info;
  info.spec = std::move(entry.spec);
  info.items_exact = counted <= exact_count_max;
  info.items =
      static_cast<std::uint64_t>(info.items_exact ? counted : std::max(counted, entry.items));
  return info;
}

template <typename Effect>
base::Status SqliteStore::change_schema(Effect effect) {
  WHIMBREL_TRY(state_->check_access());
  if (!state_->gate.enter(state_->options.busy_timeout_ms))
    return base::fail(base::ErrorKind::busy, "another writer of this program holds the file",
                      "try again");
  base::Status done = connection_->execute("BEGIN IMMEDIATE", "begin a transaction");
  if (done) {
    done = effect();
    if (done) done = connection_->execute("COMMIT", "commit");
    if (done) done = connection_->check_last_checkpoint();
    if (!done && connection_->in_transaction())
      static_cast<void>(connection_->execute("ROLLBACK", "roll back"));
  }
  state_->gate.leave();
  return done;
}

base::Status SqliteStore::create_collection(const CollectionSpec& spec) {
  WHIMBREL_TRY(check_collection_name(spec.name));
  const std::lock_guard lock(mutex_);
  return change_schema([&] { return create_in_transaction(spec); });
}

base::Status SqliteStore::create_in_transaction(const CollectionSpec& spec) {
  WHIMBREL_ASSIGN(const auto there, find_collection(*connection_, spec.name));
  if (!there) return add_collection(*connection_, spec);
  if (there->spec.key_fields == spec.key_fields) return {};
  return base::fail(base::ErrorKind::refused,
                    fmt::format("collection {} is there already, with other key fields", spec.name),
                    "import with the same --key, or into another collection");
}

base::Status SqliteStore::drop_collection(std::string_view name) {
  const std::lock_guard lock(mutex_);
  return change_schema([&]() -> base::Status {
    WHIMBREL_ASSIGN(const CatalogueEntry entry, get_collection(*connection_, name));
    return remove_collection(*connection_, entry);
  });
}

base::Status SqliteStore::create_index(std::string_view collection, const IndexSpec& index) {
  WHIMBREL_TRY(check_index_spec(index, capabilities().unique_indexes));
  const std::lock_guard lock(mutex_);
  return change_schema([&]() -> base::Status {
    WHIMBREL_ASSIGN(const CatalogueEntry entry, get_collection(*connection_, collection));
    WHIMBREL_ASSIGN(const auto there, find_index(*connection_, collection, index.name));
    return there ? check_same_index(there->spec, index) : add_index(*connection_, entry, index);
  });
}

base::Status SqliteStore::drop_index(std::string_view collection, std::string_view name) {
  const std::lock_guard lock(mutex_);
  return change_schema([&]() -> base::Status {
    WHIMBREL_TRY(get_collection(*connection_, collection));
    WHIMBREL_ASSIGN(const auto there, find_index(*connection_, collection, name));
    if (!there) return tl::unexpected(no_such_index(collection, name));
    return remove_index(*connection_, collection, *there);
  });
}

base::Result<std::vector<IndexSpec>> SqliteStore::indexes(std::string_view collection) {
  const std::lock_guard lock(mutex_);
  WHIMBREL_TRY(get_collection(*connection_, collection));
  WHIMBREL_ASSIGN(auto entries, list_indexes(*connection_, collection));
  std::vector<IndexSpec> listed;
  for (IndexEntry& entry : entries) listed.push_back(std::move(entry.spec));
  return listed;
}

base::Result<std::vector<KeyRange>> SqliteStore::split(std::string_view collection,
                                                       std::size_t segments_max) {
  // Cuts are judged by what is in the file, so move there what can be moved.
  if (const base::Status moved = maintain(); !moved && moved.error().kind() == base::ErrorKind::io)
    return tl::unexpected(moved.error());
  const std::lock_guard lock(mutex_);
  WHIMBREL_ASSIGN(const CatalogueEntry entry, get_collection(*connection_, collection));
  std::vector<model::Key> cuts;
  if (segments_max > 1) {
    WHIMBREL_ASSIGN(cuts, sample_cuts(*connection_, entry.table, segments_max - 1));
  }
  std::vector<KeyRange> ranges(1);
  for (model::Key& cut : cuts) {
    ranges.back().until = cut;
    ranges.push_back({std::move(cut), std::nullopt});
  }
  return ranges;
}

base::Result<Connection*> SqliteStore::maintenance_connection() {
  if (!maintenance_) {
    ConnectionOptions options = connection_options_;
    options.cache_kib = maintenance_cache_kib;
    options.busy_timeout_ms = std::min(options.busy_timeout_ms, maintenance_wait_ms);
    WHIMBREL_ASSIGN(maintenance_, Connection::open(options));
  }
  return &*maintenance_;
}

base::Status SqliteStore::maintain() {
  if (connection_options_.access == Access::read_only) return {};
  const std::lock_guard lock(maintenance_mutex_);
  WHIMBREL_ASSIGN(Connection* const connection, maintenance_connection());
  const auto moved = checkpoint(*connection, Checkpoint::passive);
  if (!moved) return ignoring_busy(moved.error());
  if (moved->log_pages * page_bytes <= state_->options.log_bytes_max) return {};

  // The log only starts over when a checkpoint has moved all of it while nobody writes, which a
  // busy writer never grants: take a turn among the writers for the little that is left.
  if (!state_->gate.enter(maintenance_wait_ms)) return {};
  const auto restarted = checkpoint(*connection, Checkpoint::restart);
  state_->gate.leave();
  if (!restarted) return ignoring_busy(restarted.error());
  return {};
}

}  // namespace whimbrel::stores::sqlite
