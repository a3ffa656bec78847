#include "whimbrel/engine/ledger/ledger_json.hpp"

#include <fmt/format.h>

#include "whimbrel/engine/ledger/record_fields.hpp"
#include "whimbrel/model/digest.hpp"

namespace whimbrel::engine {
namespace {

using Json = LedgerJson;

Json counters_to_json(const RunCounters& counters) {
  return {{"scanned", counters.scanned},         {"changed", counters.changed},
          {"conflicts", counters.conflicts},     {"skipped", counters.skipped},
          {"quarantined", counters.quarantined}, {"batches", counters.batches}};
}

RunCounters counters_from(RecordFields& record) {
  RecordFields fields = record.object("counters");
  RunCounters counters;
  counters.scanned = fields.whole("scanned");
  counters.changed = fields.whole("changed");
  counters.conflicts = fields.whole("conflicts");
  counters.skipped = fields.whole("skipped");
  counters.quarantined = fields.whole("quarantined");
  counters.batches = fields.whole("batches");
  record.join(fields);
  return counters;
}

RunStatus status_from(RecordFields& fields) {
  const std::string name = fields.text("status");
  const auto status = run_status_from(name);
  if (status) return *status;
  fields.reject("status", fmt::format("is \"{}\", which this whimbrel does not know", name));
  return RunStatus::running;
}

model::Sha256Digest digest_from(RecordFields& fields, std::string_view name) {
  model::Sha256Digest digest{};
  if (!model::from_hex(fields.text(name), digest)) fields.reject(name, "is no SHA-256");
  return digest;
}

bool is_everything(const stores::KeyRange& range) {
  return !range.after && !range.until && range.parts == 1;
}

void add_key(Json& json, std::string_view name, const std::optional<model::Key>& key) {
  if (key)
    add_bytes(json, name, key->text);
  else
    json[std::string(name)] = nullptr;
}

Json range_to_json(const stores::KeyRange& range) {
  Json json = Json::object();
  add_key(json, "after", range.after);
  add_key(json, "until", range.until);
  json["part"] = range.part;
  json["parts"] = range.parts;
  return json;
}

std::optional<model::Key> key_from(RecordFields& fields, std::string_view name) {
  auto bytes = fields.optional_bytes(name);
  if (!bytes) return std::nullopt;
  return model::Key{*std::move(bytes)};
}

stores::KeyRange range_from(RecordFields& record) {
  stores::KeyRange range;
  if (!record.has("range")) return range;
  RecordFields fields = record.object("range");
  range.after = key_from(fields, "after");
  range.until = key_from(fields, "until");
  range.part = static_cast<std::uint32_t>(fields.whole("part", UINT32_MAX));
  range.parts = static_cast<std::uint32_t>(fields.whole("parts", UINT32_MAX));
  record.join(fields);
  return range;
}

template <typename T>
Json optional(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

template <typename T>
base::Result<T> checked(T value, const RecordFields& fields) {
  WHIMBREL_TRY(fields.status());
  return value;
}

}  // namespace

std::string to_json(const RunRecord& run) {
  Json json = {{"run_id", run.run_id},
               {"migration_id", run.migration_id},
               {"migration_checksum", run.migration_checksum},
               {"status", to_string(run.status)},
               {"plan_digest", run.plan_digest},
               {"run_time_ms", run.run_time_ms},
               {"started_ms", run.started_ms},
               {"finished_ms", optional(run.finished_ms)},
               {"segments", run.segments},
               {"started_by", run.started_by},
               {"error", optional(run.error)},
               {"counters", counters_to_json(run.counters)},
               {"backups", run.backups}};
  if (run.parts > 1) json["parts"] = run.parts;
  if (run.baseline) json["baseline"] = true;
  return json_line(json);
}

base::Result<RunRecord> run_from_json(std::string_view record_key, std::string_view json) {
  RecordFields fields(record_key, json);
  RunRecord run;
  run.run_id = fields.text("run_id");
  run.migration_id = fields.text("migration_id");
  run.migration_checksum = fields.text("migration_checksum");
  run.status = status_from(fields);
  run.plan_digest = fields.text("plan_digest");
  run.run_time_ms = fields.millis("run_time_ms");
  run.started_ms = fields.millis("started_ms");
  run.finished_ms = fields.optional_millis("finished_ms");
  run.segments = static_cast<std::uint32_t>(fields.whole("segments", UINT32_MAX));
  if (fields.has("parts"))
    run.parts = static_cast<std::uint32_t>(fields.whole("parts", UINT32_MAX));
  run.started_by = fields.text("started_by");
  run.error = fields.optional_text("error");
  run.counters = counters_from(fields);
  run.backups = fields.texts("backups");
  run.baseline = fields.truth_or("baseline", false);
  return checked(std::move(run), fields);
}

std::string to_json(const Checkpoint& checkpoint) {
  Json json = {{"segment", checkpoint.segment}};
  if (!is_everything(checkpoint.range)) json["range"] = range_to_json(checkpoint.range);
  if (checkpoint.last_key)
    add_bytes(json, "last_key", *checkpoint.last_key);
  else
    json["last_key"] = nullptr;
  json["done"] = checkpoint.done;
  json["journal_next_sequence"] = checkpoint.journal.next_sequence;
  json["journal_last_hash"] = model::to_hex(checkpoint.journal.last_hash);
  json["counters"] = counters_to_json(checkpoint.counters);
  return json_line(json);
}

base::Result<Checkpoint> checkpoint_from_json(std::string_view record_key, std::string_view json) {
  RecordFields fields(record_key, json);
  Checkpoint checkpoint;
  checkpoint.segment = static_cast<std::uint32_t>(fields.whole("segment", UINT32_MAX));
  checkpoint.range = range_from(fields);
  checkpoint.last_key = fields.optional_bytes("last_key");
  checkpoint.done = fields.truth("done");
  checkpoint.journal.next_sequence = fields.whole("journal_next_sequence");
  checkpoint.journal.last_hash = digest_from(fields, "journal_last_hash");
  checkpoint.counters = counters_from(fields);
  return checked(std::move(checkpoint), fields);
}

std::string to_json(const QuarantinedItem& item) {
  Json json = {{"collection", item.collection}};
  add_bytes(json, "key", item.key);
  json["reason"] = item.reason;
  json["at_ms"] = item.at_ms;
  return json_line(json);
}

base::Result<QuarantinedItem> quarantined_from_json(std::string_view record_key,
                                                    std::string_view json) {
  RecordFields fields(record_key, json);
  QuarantinedItem item;
  item.collection = fields.text("collection");
  item.key = fields.bytes("key");
  item.reason = fields.text("reason");
  item.at_ms = fields.millis("at_ms");
  return checked(std::move(item), fields);
}

}  // namespace whimbrel::engine
