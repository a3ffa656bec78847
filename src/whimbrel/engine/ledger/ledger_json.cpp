#include "whimbrel/engine/ledger/ledger_json.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "whimbrel/model/digest.hpp"

namespace whimbrel::engine {
namespace {

using Json = nlohmann::ordered_json;

// Reads one record, and turns whatever the JSON library throws into an error that names it.
template <typename T, typename Read>
base::Result<T> read_record(std::string_view record_key, std::string_view text, Read&& read) {
  try {
    return read(Json::parse(text));
  } catch (const Json::exception& exception) {
    return base::fail(base::ErrorKind::corrupt,
                      fmt::format("ledger record {} cannot be read: {}", record_key,
                                  exception.what()),
                      "restore the ledger's tables from a copy of the database");
  }
}

std::string write(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json counters_to_json(const RunCounters& counters) {
  return {{"scanned", counters.scanned},     {"changed", counters.changed},
          {"conflicts", counters.conflicts}, {"skipped", counters.skipped},
          {"quarantined", counters.quarantined}, {"batches", counters.batches}};
}

RunCounters counters_from(const Json& json) {
  RunCounters counters;
  counters.scanned = json.at("scanned");
  counters.changed = json.at("changed");
  counters.conflicts = json.at("conflicts");
  counters.skipped = json.at("skipped");
  counters.quarantined = json.at("quarantined");
  counters.batches = json.at("batches");
  return counters;
}

template <typename T>
Json optional(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

template <typename T>
std::optional<T> optional_from(const Json& json) {
  if (json.is_null()) return std::nullopt;
  return json.get<T>();
}

}  // namespace

std::string to_json(const RunRecord& run) {
  return write({{"run_id", run.run_id},
                {"migration_id", run.migration_id},
                {"migration_checksum", run.migration_checksum},
                {"status", std::string(to_string(run.status))},
                {"plan_digest", run.plan_digest},
                {"run_time_ms", run.run_time_ms},
                {"started_ms", run.started_ms},
                {"finished_ms", optional(run.finished_ms)},
                {"segments", run.segments},
                {"started_by", run.started_by},
                {"error", optional(run.error)},
                {"counters", counters_to_json(run.counters)},
                {"backups", run.backups}});
}

base::Result<RunRecord> run_from_json(std::string_view record_key, std::string_view text) {
  std::string status;
  auto run = read_record<RunRecord>(record_key, text, [&](const Json& json) {
    RunRecord read;
    read.run_id = json.at("run_id");
    read.migration_id = json.at("migration_id");
    read.migration_checksum = json.at("migration_checksum");
    status = json.at("status");
    read.plan_digest = json.at("plan_digest");
    read.run_time_ms = json.at("run_time_ms");
    read.started_ms = json.at("started_ms");
    read.finished_ms = optional_from<base::UnixMillis>(json.at("finished_ms"));
    read.segments = json.at("segments");
    read.started_by = json.at("started_by");
    read.error = optional_from<std::string>(json.at("error"));
    read.counters = counters_from(json.at("counters"));
    read.backups = json.at("backups").get<std::vector<std::string>>();
    return read;
  });
  if (!run) return run;
  auto known = run_status_from(status);
  if (!known) {
    return base::fail(base::ErrorKind::corrupt,
                      fmt::format("ledger record {}: {}", record_key, known.error().message()),
                      "use the whimbrel version that wrote it");
  }
  run->status = *known;
  return run;
}

std::string to_json(const Checkpoint& checkpoint) {
  return write({{"segment", checkpoint.segment},
                {"last_key", optional(checkpoint.last_key)},
                {"done", checkpoint.done},
                {"journal_next_sequence", checkpoint.journal.next_sequence},
                {"journal_last_hash", model::to_hex(checkpoint.journal.last_hash)},
                {"counters", counters_to_json(checkpoint.counters)}});
}

base::Result<Checkpoint> checkpoint_from_json(std::string_view record_key, std::string_view text) {
  std::string hash;
  auto checkpoint = read_record<Checkpoint>(record_key, text, [&](const Json& json) {
    Checkpoint read;
    read.segment = json.at("segment");
    read.last_key = optional_from<std::string>(json.at("last_key"));
    read.done = json.at("done");
    read.journal.next_sequence = json.at("journal_next_sequence");
    hash = json.at("journal_last_hash");
    read.counters = counters_from(json.at("counters"));
    return read;
  });
  if (checkpoint && !model::from_hex(hash, checkpoint->journal.last_hash)) {
    return base::fail(base::ErrorKind::corrupt,
                      fmt::format("ledger record {}: journal_last_hash is no SHA-256", record_key),
                      "restore the ledger's tables from a copy of the database");
  }
  return checkpoint;
}

std::string to_json(const QuarantinedItem& item) {
  return write({{"collection", item.collection},
                {"key", item.key},
                {"reason", item.reason},
                {"at_ms", item.at_ms}});
}

base::Result<QuarantinedItem> quarantined_from_json(std::string_view record_key,
                                                    std::string_view text) {
  return read_record<QuarantinedItem>(record_key, text, [](const Json& json) {
    return QuarantinedItem{json.at("collection"), json.at("key"), json.at("reason"),
                           json.at("at_ms")};
  });
}

std::string to_json(const AuditEvent& event) {
  return write({{"sequence", event.sequence},
                {"at_ms", event.at_ms},
                {"actor", event.actor},
                {"action", event.action},
                {"migration_id", event.migration_id},
                {"run_id", event.run_id},
                {"detail", event.detail},
                {"previous_hash", event.previous_hash},
                {"hash", event.hash}});
}

base::Result<AuditEvent> audit_event_from_json(std::string_view record_key, std::string_view text) {
  return read_record<AuditEvent>(record_key, text, [](const Json& json) {
    AuditEvent event;
    event.sequence = json.at("sequence");
    event.at_ms = json.at("at_ms");
    event.actor = json.at("actor");
    event.action = json.at("action");
    event.migration_id = json.at("migration_id");
    event.run_id = json.at("run_id");
    event.detail = json.at("detail");
    event.previous_hash = json.at("previous_hash");
    event.hash = json.at("hash");
    return event;
  });
}

}  // namespace whimbrel::engine
