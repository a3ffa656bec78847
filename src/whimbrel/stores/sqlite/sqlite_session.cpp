#include "whimbrel/stores/sqlite/sqlite_session.hpp"

#include <fmt/format.h>

#include "whimbrel/stores/record_key.hpp"
#include "whimbrel/stores/sqlite/catalogue.hpp"
#include "whimbrel/stores/write_group.hpp"
#include "whimbrel/stores/write_limits.hpp"

namespace whimbrel::stores::sqlite {
namespace {

std::string place_of(std::string_view collection) {
  return fmt::format("collection {}", collection);
}

// Refusals that changed nothing: the transaction they happened in is as good as before.
bool is_harmless(base::ErrorKind kind) {
  return kind == base::ErrorKind::conflict || kind == base::ErrorKind::lease_lost;
}

}  // namespace

SqliteSession::SqliteSession(Connection connection, std::shared_ptr<StoreState> state,
                             const Capabilities& limits, const model::ItemCodec& codec)
    : state_(std::move(state)),
      limits_(limits),
      connection_(std::move(connection)),
      records_{RecordTable(connection_, Space::ledger), RecordTable(connection_, Space::journal),
               RecordTable(connection_, Space::audit)},
      merge_(codec),
      looks_up_(&codec == &model::extended_json_codec()) {}

SqliteSession::~SqliteSession() {
  if (transaction_open_) static_cast<void>(rollback());
}

base::Result<CollectionTable*> SqliteSession::table_of_collection(std::string_view collection) {
  if (last_table_ != tables_.end() && last_table_->first == collection) return &last_table_->second;
  auto found = tables_.find(collection);
  if (found == tables_.end()) {
    WHIMBREL_ASSIGN(const CatalogueEntry entry, get_collection(connection_, collection));
    found =
        tables_.try_emplace(std::string(collection), connection_, collection, entry.table).first;
  }
  last_table_ = found;
  return &found->second;
}

base::Error SqliteSession::explain(base::Error error, std::string_view collection) {
  if (error.kind() == base::ErrorKind::internal) {
    const auto entry = find_collection(connection_, collection);
    if (entry && !*entry) {
      if (const auto found = tables_.find(collection); found != tables_.end()) tables_.erase(found);
      last_table_ = tables_.end();
      return no_such_collection(collection);
    }
  }
  return std::move(error).with_context(place_of(collection));
}

base::Result<bool> SqliteSession::scan(const ScanRequest& request, Page& page) {
  WHIMBREL_ASSIGN(CollectionTable* const table, table_of_collection(request.collection));
  ScanRequest answerable = request;
  // Indexes read items as plain JSON, where other encodings have their fields elsewhere.
  if (!looks_up_) answerable.where = nullptr;
  auto ended = table->scan(answerable, page);
  if (!ended) return tl::unexpected(explain(std::move(ended).error(), request.collection));
  return ended;
}

base::Status SqliteSession::read(std::string_view collection, std::span<const model::KeyView> keys,
                                 Page& page) {
  WHIMBREL_ASSIGN(CollectionTable* const table, table_of_collection(collection));
  auto done = table->read(keys, page);
  if (!done) return tl::unexpected(explain(std::move(done).error(), collection));
  return {};
}

base::Status SqliteSession::check_writable() const {
  WHIMBREL_TRY(state_->check_access());
  if (!commit_failure_) return {};
  base::Error error(base::ErrorKind::io,
                    fmt::format("an earlier commit failed, so nothing more is written: {}",
                                commit_failure_->message()),
                    commit_failure_->remedy());
  return tl::unexpected(std::move(error));
}

base::Status SqliteSession::run_cached(CachedStatement& cached) {
  WHIMBREL_ASSIGN(Statement* const statement, cached.get(connection_));
  return statement->run();
}

base::Status SqliteSession::begin() {
  WHIMBREL_TRY(check_writable());
  if (transaction_open_)
    return base::fail(base::ErrorKind::internal, "a transaction is open already",
                      "report this as a bug");
  if (!writes_prepared_) {
    WHIMBREL_TRY(connection_.set_cache_kib(state_->options.cache_kib));
    writes_prepared_ = true;
  }
  if (!state_->gate.enter(state_->options.busy_timeout_ms))
    return base::fail(base::ErrorKind::busy,
                      fmt::format("another writer of this program held the file for {} ms",
                                  state_->options.busy_timeout_ms),
                      "try again");
  if (auto begun = run_cached(begin_); !begun) {
    state_->gate.leave();
    return begun;
  }
  transaction_open_ = true;
  return {};
}

void SqliteSession::end_transaction() {
  for (auto& [name, table] : tables_) table.forget_items_added();
  transaction_failure_.reset();
  transaction_open_ = false;
  state_->gate.leave();
}

base::Status SqliteSession::save_item_counts() {
  for (auto& [name, table] : tables_) {
    if (table.items_added() == 0) continue;
    WHIMBREL_ASSIGN(Statement* const statement, add_items_.get(connection_));
    WHIMBREL_TRY(statement->bind_text(1, name).bind_integer(2, table.items_added()).run());
  }
  return {};
}

base::Status SqliteSession::commit() {
  if (!transaction_open_)
    return base::fail(base::ErrorKind::internal, "no transaction is open", "report this as a bug");
  if (transaction_failure_) {
    base::Error failure = *std::move(transaction_failure_);
    static_cast<void>(rollback());
    return tl::unexpected(
        std::move(failure).with_context("nothing was committed, because of an error before"));
  }
  base::Status done = save_item_counts();
  if (done) {
    done = run_cached(commit_);
    if (done) done = connection_.check_last_checkpoint();
    if (!done) {
      state_->log_is_doubtful = true;
      if (done.error().kind() == base::ErrorKind::io) commit_failure_ = done.error();
    }
  }
  if (connection_.in_transaction()) static_cast<void>(run_cached(rollback_));
  end_transaction();
  return done;
}

base::Status SqliteSession::rollback() {
  if (!transaction_open_)
    return base::fail(base::ErrorKind::internal, "no transaction is open", "report this as a bug");
  // SQLite has rolled back already after some errors.
  base::Status done;
  if (connection_.in_transaction()) done = run_cached(rollback_);
  end_transaction();
  return done;
}

template <typename Effect>
base::Status SqliteSession::in_transaction(Effect effect) {
  if (transaction_open_) {
    if (transaction_failure_) return tl::unexpected(*transaction_failure_);
    base::Status done = effect();
    if (!done && !is_harmless(done.error().kind())) transaction_failure_ = done.error();
    return done;
  }
  WHIMBREL_TRY(begin());
  if (base::Status done = effect(); !done) {
    static_cast<void>(rollback());
    return done;
  }
  return commit();
}

base::Status SqliteSession::write(std::span<const ItemWrite> writes,
                                  std::span<WriteOutcome> outcomes) {
  if (outcomes.size() != writes.size())
    return base::fail(
        base::ErrorKind::internal,
        fmt::format("{} writes but room for {} outcomes", writes.size(), outcomes.size()),
        "report this as a bug");
  WHIMBREL_TRY(check_writable());
  WHIMBREL_TRY(check_write_limits(writes, limits_));
  if (writes.empty()) return {};
  return in_transaction([&] { return write_all(writes, outcomes); });
}

base::Status SqliteSession::write_all(std::span<const ItemWrite> writes,
                                      std::span<WriteOutcome> outcomes) {
  for (std::size_t at = 0; at < writes.size();) {
    const std::size_t count = group_size(writes.subspan(at));
    WHIMBREL_TRY(write_group(writes.subspan(at, count), outcomes.subspan(at, count)));
    at += count;
  }
  return {};
}

base::Status SqliteSession::write_group(std::span<const ItemWrite> group,
                                        std::span<WriteOutcome> outcomes) {
  const auto named = [this](const ItemWrite& write, auto&& act) -> base::Result<WriteOutcome> {
    WHIMBREL_ASSIGN(CollectionTable* const table, table_of_collection(write.collection));
    auto outcome = act(*table, write);
    if (outcome) return outcome;
    return tl::unexpected(
        explain(std::move(outcome).error().with_context(fmt::format("key {}", write.key)),
                write.collection));
  };
  // Nobody else writes while this transaction does, so what was judged possible stays so.
  if (group.size() > 1) {
    WHIMBREL_ASSIGN(const bool possible, judge_group(group, outcomes, [&](const ItemWrite& write) {
                      return named(write,
                                   [this](auto& table, auto& one) { return judge(table, one); });
                    }));
    if (!possible) return {};
  }
  for (std::size_t i = 0; i < group.size(); ++i) {
    WHIMBREL_ASSIGN(outcomes[i], named(group[i], [this](auto& table, auto& one) {
                      return write_one(table, one);
                    }));
  }
  return {};
}

base::Result<WriteOutcome> SqliteSession::judge(CollectionTable& table, const ItemWrite& write) {
  WHIMBREL_ASSIGN(const bool found, table.find(write.key, current_item_));
  if (write.kind == ItemWrite::Kind::insert)
    return found ? WriteOutcome::exists : WriteOutcome::applied;
  return found ? merge_.decide(write, current_item_) : WriteOutcome::missing;
}

base::Result<WriteOutcome> SqliteSession::write_one(CollectionTable& table,
                                                    const ItemWrite& write) {
  switch (write.kind) {
    case ItemWrite::Kind::update:
      return update(table, write);
    case ItemWrite::Kind::insert: {
      WHIMBREL_ASSIGN(const bool inserted, table.insert(write.key, write.after));
      return inserted ? WriteOutcome::applied : WriteOutcome::exists;
    }
    case ItemWrite::Kind::erase:
      return erase(table, write);
    case ItemWrite::Kind::check:
      return judge(table, write);
  }
  return base::fail(base::ErrorKind::internal, "unknown kind of write", "report this as a bug");
}

base::Result<WriteOutcome> SqliteSession::update(CollectionTable& table, const ItemWrite& write) {
  if (!write.basis.empty()) {
    WHIMBREL_ASSIGN(const bool swapped, table.replace_if_same(write.key, write.basis, write.after));
    if (swapped) return WriteOutcome::applied;
  }
  WHIMBREL_ASSIGN(const WriteOutcome outcome, judge(table, write));
  if (outcome == WriteOutcome::applied) {
    WHIMBREL_TRY(table.replace(write.key, merge_.merged()));
  }
  return outcome;
}

base::Result<WriteOutcome> SqliteSession::erase(CollectionTable& table, const ItemWrite& write) {
  if (!write.basis.empty()) {
    WHIMBREL_ASSIGN(const bool erased, table.erase_if_same(write.key, write.basis));
    if (erased) return WriteOutcome::applied;
  }
  WHIMBREL_ASSIGN(const WriteOutcome outcome, judge(table, write));
  if (outcome == WriteOutcome::applied) {
    WHIMBREL_TRY(table.erase(write.key));
  }
  return outcome;
}

base::Result<std::optional<Record>> SqliteSession::get_record(Space space, std::string_view key) {
  WHIMBREL_TRY(check_record_key(key));
  return records(space).get(key);
}

base::Result<std::vector<Record>> SqliteSession::list_records(Space space, std::string_view prefix,
                                                              std::string_view after,
                                                              std::size_t records_max) {
  return records(space).list(prefix, after, records_max);
}

base::Status SqliteSession::put_record(const RecordWrite& write, const Fence* fence) {
  WHIMBREL_TRY(check_writable());
  WHIMBREL_TRY(check_record_key(write.key));
  return in_transaction([&] { return put_fenced(write, fence); });
}

base::Status SqliteSession::put_fenced(const RecordWrite& write, const Fence* fence) {
  if (fence != nullptr) {
    WHIMBREL_ASSIGN(const auto lease, records(Space::ledger).get(fence->lease_key));
    if (!lease || lease->version != fence->token)
      return base::fail(base::ErrorKind::lease_lost,
                        fmt::format("the lease {} is no longer held with token {}",
                                    fence->lease_key, fence->token),
                        "another runner took over: watch it with whimbrel status");
  }
  return records(write.space).put(write);
}

}  // namespace whimbrel::stores::sqlite
