#include "whimbrel/stores/memory/memory_session.hpp"

#include <fmt/format.h>

#include "whimbrel/stores/page_filler.hpp"
#include "whimbrel/stores/record_key.hpp"
#include "whimbrel/stores/wanted_items.hpp"
#include "whimbrel/stores/write_group.hpp"
#include "whimbrel/stores/write_limits.hpp"

namespace whimbrel::stores::memory {
namespace {

base::Status no_transactions() {
  return base::fail(base::ErrorKind::unsupported, "this store has no transactions",
                    "write without begin and commit");
}

base::Status not_open() {
  return base::fail(base::ErrorKind::internal, "no transaction is open", "report this as a bug");
}

// Others wait for the mutex while a scan with a filter looks for what it wants.
constexpr std::size_t items_looked_at_max = 20'000;

// Walks committed values and the changes that lie over them as one ordered sequence from the first
// key (for items: place) after `after` on, until `visit(key, value)` answers false.
template <typename T, typename Visit>
void visit_merged(const ByKey<T>& values, const ByKey<std::optional<T>>& changes,
                  std::string_view after, Visit visit) {
  auto value = values.upper_bound(after);
  auto change = changes.upper_bound(after);
  while (value != values.end() || change != changes.end()) {
    const bool changed =
        change != changes.end() && (value == values.end() || change->first <= value->first);
    if (!changed) {
      if (!visit(value->first, value->second)) return;
      ++value;
      continue;
    }
    if (value != values.end() && value->first == change->first) ++value;
    if (change->second && !visit(change->first, *change->second)) return;
    ++change;
  }
}

}  // namespace

MemorySession::MemorySession(std::shared_ptr<Database> database, const Capabilities& limits,
                             const model::ItemCodec& codec)
    : database_(std::move(database)), limits_(limits), codec_(codec), merge_(codec) {}

MemorySession::~MemorySession() {
  if (transaction_open_) static_cast<void>(rollback());
}

const ByKey<std::optional<std::string>>& MemorySession::pending_items(
    const Collection& collection) const {
  static const ByKey<std::optional<std::string>> none;
  const auto found = pending_.items.find(collection.spec.name);
  return found == pending_.items.end() ? none : found->second;
}

base::Result<bool> MemorySession::scan(const ScanRequest& request, Page& page) {
  const std::lock_guard lock(database_->mutex());
  WHIMBREL_ASSIGN(const Collection* const collection,
                  database_->find_collection(request.collection));
  const ScanOrder& order = database_->order();
  WHIMBREL_ASSIGN(const auto places, order.places_of(request.range));
  const PageFiller filler(request, page);
  WantedItems wanted(request.where, codec_);
  bool ended = true;
  std::size_t looked_at = 0;
  const auto visit = [&](const std::string& place, const std::string& item) {
    if (!places.hold(place)) return false;
    const model::KeyView key = order.key_at(place);
    const bool enough = request.where != nullptr && looked_at >= items_looked_at_max;
    if (enough || filler.is_full_before(page, key, item)) {
      ended = false;
      return false;
    }
    if (wanted.has(item))
      page.append(key, item);
    else
      page.set_reached(key);
    ++looked_at;
    return true;
  };
  visit_merged(collection->items, pending_items(*collection), places.after, visit);
  return ended;
}

base::Status MemorySession::read(std::string_view collection_name,
                                 std::span<const model::KeyView> keys, Page& page) {
  const std::lock_guard lock(database_->mutex());
  WHIMBREL_ASSIGN(const Collection* const collection, database_->find_collection(collection_name));
  for (const model::KeyView key : keys)
    if (const std::string* item = find_item(*collection, key)) page.append(key, *item);
  return {};
}

base::Status MemorySession::begin() {
  if (!database_->options().transactions) return no_transactions();
  if (transaction_open_)
    return base::fail(base::ErrorKind::internal, "a transaction is open already",
                      "report this as a bug");
  const int timeout_ms = database_->options().busy_timeout_ms;
  if (!database_->gate().enter(timeout_ms))
    return base::fail(base::ErrorKind::busy,
                      fmt::format("another session was writing for {} ms", timeout_ms),
                      "try again");
  transaction_open_ = true;
  return {};
}

base::Status MemorySession::commit() {
  if (!database_->options().transactions) return no_transactions();
  if (!transaction_open_) return not_open();
  if (transaction_failure_) {
    base::Error failure = *std::move(transaction_failure_);
    static_cast<void>(rollback());
    return tl::unexpected(
        std::move(failure).with_context("nothing was committed, because of an error before"));
  }
  {
    const std::lock_guard lock(database_->mutex());
    database_->apply(std::move(pending_));
  }
  return rollback();
}

base::Status MemorySession::rollback() {
  if (!database_->options().transactions) return no_transactions();
  if (!transaction_open_) return not_open();
  pending_ = {};
  transaction_failure_.reset();
  transaction_open_ = false;
  database_->gate().leave();
  return {};
}

template <typename Effect>
base::Status MemorySession::in_transaction(Effect effect) {
  const auto locked_effect = [&]() -> base::Status {
    const std::lock_guard lock(database_->mutex());
    return effect();
  };
  if (!database_->options().transactions) return locked_effect();
  if (transaction_open_) {
    if (transaction_failure_) return tl::unexpected(*transaction_failure_);
    base::Status done = locked_effect();
    if (!done && done.error().kind() != base::ErrorKind::conflict &&
        done.error().kind() != base::ErrorKind::lease_lost)
      transaction_failure_ = done.error();
    return done;
  }
  WHIMBREL_TRY(begin());
  if (base::Status done = locked_effect(); !done) {
    static_cast<void>(rollback());
    return done;
  }
  return commit();
}

base::Status MemorySession::write(std::span<const ItemWrite> writes,
                                  std::span<WriteOutcome> outcomes) {
  if (outcomes.size() != writes.size())
    return base::fail(
        base::ErrorKind::internal,
        fmt::format("{} writes but room for {} outcomes", writes.size(), outcomes.size()),
        "report this as a bug");
  WHIMBREL_TRY(check_write_limits(writes, limits_));
  return in_transaction([&] { return write_all(writes, outcomes); });
}

base::Status MemorySession::write_all(std::span<const ItemWrite> writes,
                                      std::span<WriteOutcome> outcomes) {
  for (std::size_t at = 0; at < writes.size();) {
    const std::size_t count = group_size(writes.subspan(at));
    WHIMBREL_TRY(write_group(writes.subspan(at, count), outcomes.subspan(at, count)));
    at += count;
  }
  return {};
}

base::Status MemorySession::write_group(std::span<const ItemWrite> group,
                                        std::span<WriteOutcome> outcomes) {
  const auto judge = [this](const ItemWrite& write) -> base::Result<WriteOutcome> {
    WHIMBREL_ASSIGN(const Collection* const collection,
                    database_->find_collection(write.collection));
    return this->judge(*collection, write);
  };
  if (group.size() > 1) {
    WHIMBREL_ASSIGN(const bool possible, judge_group(group, outcomes, judge));
    if (!possible) return {};
  }
  for (std::size_t i = 0; i < group.size(); ++i) {
    WHIMBREL_ASSIGN(Collection* const collection, database_->find_collection(group[i].collection));
    outcomes[i] = write_one(*collection, group[i]);
  }
  return {};
}

WriteOutcome MemorySession::judge(const Collection& collection, const ItemWrite& write) {
  const std::string* const current = find_item(collection, write.key);
  if (write.kind == ItemWrite::Kind::insert)
    return current == nullptr ? WriteOutcome::applied : WriteOutcome::exists;
  return current == nullptr ? WriteOutcome::missing : merge_.decide(write, *current);
}

WriteOutcome MemorySession::write_one(Collection& collection, const ItemWrite& write) {
  const WriteOutcome outcome = judge(collection, write);
  if (outcome != WriteOutcome::applied) return outcome;
  switch (write.kind) {
    case ItemWrite::Kind::insert:
      change_item(collection, write.key, std::string(write.after));
      break;
    case ItemWrite::Kind::update:
      change_item(collection, write.key, std::string(merge_.merged()));
      break;
    case ItemWrite::Kind::erase:
      change_item(collection, write.key, std::nullopt);
      break;
    case ItemWrite::Kind::check:
      break;
  }
  return outcome;
}

const std::string* MemorySession::find_item(const Collection& collection,
                                            std::string_view key) const {
  const std::string place = database_->order().place_of(key);
  const auto& pending = pending_items(collection);
  if (const auto change = pending.find(place); change != pending.end())
    return change->second ? &*change->second : nullptr;
  const auto found = collection.items.find(place);
  return found == collection.items.end() ? nullptr : &found->second;
}

void MemorySession::change_item(Collection& collection, std::string_view key,
                                std::optional<std::string> item) {
  std::string place = database_->order().place_of(key);
  if (transaction_open_)
    pending_.items[collection.spec.name].insert_or_assign(std::move(place), std::move(item));
  else if (item)
    collection.items.insert_or_assign(std::move(place), *std::move(item));
  else
    collection.items.erase(place);
}

base::Result<std::optional<Record>> MemorySession::get_record(Space space, std::string_view key) {
  WHIMBREL_TRY(check_record_key(key));
  const std::lock_guard lock(database_->mutex());
  return find_record(space, key);
}

std::optional<Record> MemorySession::find_record(Space space, std::string_view key) const {
  const auto& pending = pending_.records[static_cast<std::size_t>(space)];
  if (const auto change = pending.find(key); change != pending.end()) return change->second;
  const auto& records = database_->records(space);
  const auto found = records.find(key);
  if (found == records.end()) return std::nullopt;
  return found->second;
}

base::Result<std::vector<Record>> MemorySession::list_records(Space space, std::string_view prefix,
                                                              std::string_view after,
                                                              std::size_t records_max) {
  const std::lock_guard lock(database_->mutex());
  std::vector<Record> listed;
  const auto visit = [&](std::string_view key, const Record& record) {
    if (listed.size() >= records_max) return false;
    if (key.starts_with(prefix))
      listed.push_back(record);
    else if (key > prefix)
      return false;
    return true;
  };
  visit_merged(database_->records(space), pending_.records[static_cast<std::size_t>(space)], after,
               visit);
  return listed;
}

base::Status MemorySession::put_record(const RecordWrite& write, const Fence* fence) {
  WHIMBREL_TRY(check_record_key(write.key));
  return in_transaction([&] { return put_fenced(write, fence); });
}

base::Status MemorySession::put_fenced(const RecordWrite& write, const Fence* fence) {
  if (fence != nullptr) {
    const auto lease = find_record(Space::ledger, fence->lease_key);
    if (!lease || lease->version != fence->token)
      return base::fail(base::ErrorKind::lease_lost,
                        fmt::format("the lease {} is no longer held with token {}",
                                    fence->lease_key, fence->token),
                        "another runner took over: watch it with whimbrel status");
  }
  const auto current = find_record(write.space, write.key);
  if (write.expected_version && *write.expected_version != (current ? current->version : 0))
    return base::fail(base::ErrorKind::conflict,
                      fmt::format("record {} is not at the expected version {}", write.key,
                                  *write.expected_version),
                      "read it again: another runner wrote it first");
  change_record(write);
  return {};
}

void MemorySession::change_record(const RecordWrite& write) {
  const std::string key(write.key);
  std::optional<Record> record;
  if (write.kind == RecordWrite::Kind::put)
    record = Record{key, std::string(write.value), write.version};
  if (transaction_open_)
    pending_.records[static_cast<std::size_t>(write.space)].insert_or_assign(key,
                                                                             std::move(record));
  else if (record)
    database_->records(write.space).insert_or_assign(key, *std::move(record));
  else
    database_->records(write.space).erase(key);
}

}  // namespace whimbrel::stores::memory
