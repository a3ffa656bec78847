#include "whimbrel/engine/ledger/ledger.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "whimbrel/engine/ledger/audit_chain.hpp"
#include "whimbrel/engine/ledger/ledger_json.hpp"
#include "whimbrel/model/digest.hpp"

namespace whimbrel::engine {
namespace {

using stores::Space;

constexpr std::size_t list_page_max = 500;
constexpr std::string_view run_prefix = "run/";

std::string run_key(std::string_view run_id) { return fmt::format("{}{}", run_prefix, run_id); }
std::string plan_key(std::string_view run_id) { return fmt::format("plan/{}", run_id); }

std::string checkpoint_prefix(std::string_view run_id, std::string_view phase) {
  return fmt::format("checkpoint/{}/{}/", run_id, phase);
}

std::string checkpoint_key(std::string_view run_id, std::string_view phase, std::uint32_t segment) {
  return fmt::format("{}{:04}", checkpoint_prefix(run_id, phase), segment);
}

std::string quarantine_prefix(std::string_view run_id, std::string_view phase) {
  return fmt::format("quarantine/{}/{}/", run_id, phase);
}

// Item keys may be long and hold anything; record keys may not.
std::string quarantine_key(std::string_view run_id, std::string_view phase,
                           const QuarantinedItem& item) {
  const std::string hash =
      model::to_hex(model::sha256_of(item.collection + '\0' + item.key)).substr(0, 32);
  return quarantine_prefix(run_id, phase) + hash;
}

base::Status put(stores::Session& session, std::string_view key, std::string_view value,
                 const stores::Fence& fence) {
  stores::RecordWrite write;
  write.space = Space::ledger;
  write.key = key;
  write.value = value;
  return session.put_record(write, &fence);
}

// The migration that a run id says it belongs to: what stands before "-YYYYMMDD-HHMMSS-xxxx".
// nullopt for an id of another form.
std::optional<std::string_view> migration_of(std::string_view run_id) {
  constexpr std::string_view form = "-dddddddd-dddddd-xxxx";
  if (run_id.size() <= form.size()) return std::nullopt;
  const std::string_view tail = run_id.substr(run_id.size() - form.size());
  const bool fits = std::equal(form.begin(), form.end(), tail.begin(), [](char wanted, char c) {
    if (wanted == 'd') return c >= '0' && c <= '9';
    return wanted == 'x' || c == '-';
  });
  if (!fits) return std::nullopt;
  return run_id.substr(0, run_id.size() - form.size());
}

// Every record under a prefix, page by page, to `take`.
template <typename Take>
base::Status for_each_record(stores::Session& session, std::string_view prefix,
                             std::size_t records_max, Take&& take) {
  std::string after;
  std::size_t taken = 0;
  while (taken < records_max) {
    WHIMBREL_ASSIGN(const auto records,
                    session.list_records(Space::ledger, prefix, after,
                                         std::min(list_page_max, records_max - taken)));
    if (records.empty()) return {};
    for (const stores::Record& record : records) WHIMBREL_TRY(take(record));
    taken += records.size();
    after = records.back().key;
  }
  return {};
}

}  // namespace

base::Result<std::optional<RunRecord>> Ledger::run(std::string_view run_id) {
  const std::string key = run_key(run_id);
  WHIMBREL_ASSIGN(const auto record, session_.get_record(Space::ledger, key));
  if (!record) return std::nullopt;
  WHIMBREL_ASSIGN(auto run, run_from_json(key, record->value));
  return run;
}

base::Result<std::optional<RunRecord>> Ledger::latest_run(std::string_view migration_id) {
  WHIMBREL_ASSIGN(auto newest, runs(migration_id, 1));
  if (newest.empty()) return std::nullopt;
  return std::move(newest.front());
}

base::Result<std::vector<RunRecord>> Ledger::runs(std::string_view migration_id,
                                                  std::size_t runs_max) {
  const std::string prefix = migration_id.empty() ? std::string(run_prefix)
                                                  : fmt::format("{}{}-", run_prefix, migration_id);
  std::vector<RunRecord> found;
  const auto take = [&](const stores::Record& record) -> base::Status {
    // "x" and "x-y" may both be migrations: the prefix alone does not tell them apart, and what is
    // wrong with one's runs must not stop the other.
    const auto named = migration_of(std::string_view(record.key).substr(run_prefix.size()));
    if (!migration_id.empty() && named && *named != migration_id) return {};
    WHIMBREL_ASSIGN(auto run, run_from_json(record.key, record.value));
    if (migration_id.empty() || run.migration_id == migration_id) found.push_back(std::move(run));
    return {};
  };
  WHIMBREL_TRY(for_each_record(session_, prefix, SIZE_MAX, take));
  std::sort(found.begin(), found.end(), [](const RunRecord& a, const RunRecord& b) {
    return std::tie(a.started_ms, a.run_id) > std::tie(b.started_ms, b.run_id);
  });
  if (found.size() > runs_max) found.resize(runs_max);
  return found;
}

base::Status Ledger::put_run(const RunRecord& run, const stores::Fence& fence) {
  return put(session_, run_key(run.run_id), to_json(run), fence);
}

base::Result<std::string> Ledger::plan(std::string_view run_id) {
  const std::string key = plan_key(run_id);
  WHIMBREL_ASSIGN(auto record, session_.get_record(Space::ledger, key));
  if (record) return std::move(record->value);
  return base::fail(base::ErrorKind::corrupt, fmt::format("ledger record {} is gone", key),
                    "restore the store's files from a copy");
}

base::Status Ledger::put_plan(std::string_view run_id, std::string_view plan_json,
                              const stores::Fence& fence) {
  return put(session_, plan_key(run_id), plan_json, fence);
}

base::Result<std::optional<Checkpoint>> Ledger::checkpoint(std::string_view run_id,
                                                           std::string_view phase,
                                                           std::uint32_t segment) {
  const std::string key = checkpoint_key(run_id, phase, segment);
  WHIMBREL_ASSIGN(const auto record, session_.get_record(Space::ledger, key));
  if (!record) return std::nullopt;
  WHIMBREL_ASSIGN(auto checkpoint, checkpoint_from_json(key, record->value));
  return checkpoint;
}

base::Result<std::vector<Checkpoint>> Ledger::checkpoints(std::string_view run_id,
                                                          std::string_view phase) {
  std::vector<Checkpoint> found;
  WHIMBREL_TRY(for_each_record(session_, checkpoint_prefix(run_id, phase), SIZE_MAX,
                               [&](const stores::Record& record) -> base::Status {
                                 WHIMBREL_ASSIGN(auto checkpoint,
                                                 checkpoint_from_json(record.key, record.value));
                                 found.push_back(std::move(checkpoint));
                                 return {};
                               }));
  return found;
}

base::Status Ledger::put_checkpoint(std::string_view run_id, std::string_view phase,
                                    const Checkpoint& checkpoint, const stores::Fence& fence) {
  return put(session_, checkpoint_key(run_id, phase, checkpoint.segment), to_json(checkpoint),
             fence);
}

base::Status Ledger::put_quarantined(std::string_view run_id, std::string_view phase,
                                     const QuarantinedItem& item, const stores::Fence& fence) {
  return put(session_, quarantine_key(run_id, phase, item), to_json(item), fence);
}

base::Result<std::vector<QuarantinedItem>> Ledger::quarantined(std::string_view run_id,
                                                               std::string_view phase,
                                                               std::size_t items_max) {
  std::vector<QuarantinedItem> found;
  WHIMBREL_TRY(for_each_record(session_, quarantine_prefix(run_id, phase), items_max,
                               [&](const stores::Record& record) -> base::Status {
                                 WHIMBREL_ASSIGN(auto item,
                                                 quarantined_from_json(record.key, record.value));
                                 found.push_back(std::move(item));
                                 return {};
                               }));
  return found;
}

base::Status Ledger::audit(AuditEvent event, const stores::Fence* fence) {
  return append_to_audit_chain(session_, std::move(event), fence);
}

}  // namespace whimbrel::engine
