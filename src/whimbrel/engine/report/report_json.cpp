#include "whimbrel/engine/report/report_json.hpp"

#include <cctype>
#include <limits>
#include <nlohmann/json.hpp>

#include "whimbrel/engine/report/figures.hpp"
#include "whimbrel/engine/report/headline.hpp"
#include "whimbrel/engine/report/load_view.hpp"
#include "whimbrel/engine/report/text_width.hpp"
#include "whimbrel/model/plain_json.hpp"

namespace whimbrel::engine {
namespace {

using Json = nlohmann::ordered_json;

std::string written(const Json& json) {
  return printable_json(json.dump(2, ' ', false, Json::error_handler_t::replace));
}

Json time_json(base::UnixMillis time_ms) { return base::format_rfc3339(time_ms); }

Json amount_json(AmountSum amount) {
  if (amount >= std::numeric_limits<std::int64_t>::min() &&
      amount <= std::numeric_limits<std::int64_t>::max())
    return static_cast<std::int64_t>(amount);
  return to_string(amount);
}

// "gas unit" → "gasUnit": a noun as part of a field's name.
std::string camel(std::string_view noun) {
  std::string name;
  bool starts_word = false;
  for (const char c : noun) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) {
      starts_word = !name.empty();
      continue;
    }
    name += starts_word ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    starts_word = false;
  }
  return name;
}

std::string capital(std::string name) {
  if (!name.empty())
    name.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(name.front())));
  return name;
}

Json checks_array(const std::vector<CheckResult>& checks) {
  Json list = Json::array();
  for (const CheckResult& check : checks)
    list.push_back({{"name", check.name},
                    {"passed", check.passed},
                    {"only_warns", check.only_warns},
                    {"detail", check.detail}});
  return list;
}

Json sample_json(const SampleChange& sample) {
  const auto or_null = [](const std::optional<std::string>& raw) {
    return raw ? Json(*raw) : Json(nullptr);
  };
  Json fields = Json::array();
  for (const FieldChange& field : sample.fields)
    fields.push_back(
        {{"path", field.path}, {"before", or_null(field.before)}, {"after", or_null(field.after)}});
  return {{"key", sample.key}, {"erased", sample.erased}, {"fields", std::move(fields)}};
}

Json risk_json(const RiskAssessment& risk) {
  return {{"riskLevel", to_string(risk.level)},
          {"factors", risk.factors},
          {"mitigationStrategies", risk.mitigation}};
}

Json counters_json(const RunCounters& counters) {
  return {{"scanned", counters.scanned},         {"changed", counters.changed},
          {"conflicts", counters.conflicts},     {"skipped", counters.skipped},
          {"quarantined", counters.quarantined}, {"batches", counters.batches}};
}

Json run_object(const RunRecord& run) {
  Json json{{"run_id", run.run_id},
            {"migration_id", run.migration_id},
            {"migration_checksum", run.migration_checksum},
            {"status", to_string(run.status)},
            {"plan_digest", run.plan_digest},
            {"run_time", time_json(run.run_time_ms)},
            {"started_at", time_json(run.started_ms)},
            {"finished_at", run.finished_ms ? time_json(*run.finished_ms) : Json(nullptr)},
            {"segments", run.segments},
            {"started_by", run.started_by},
            {"error", run.error ? Json(*run.error) : Json(nullptr)},
            {"counters", counters_json(run.counters)},
            {"backups", run.backups}};
  if (run.baseline) json["baseline"] = true;
  return json;
}

Json phases_json(const std::vector<PhaseTiming>& phases) {
  Json list = Json::array();
  for (const PhaseTiming& phase : phases)
    list.push_back({{"phase", phase.phase},
                    {"started_at", time_json(phase.started_ms)},
                    {"duration_ms", phase.duration_ms},
                    {"items", phase.items}});
  return list;
}

std::string_view tone_name(Tone tone) {
  switch (tone) {
    case Tone::good:
      return "good";
    case Tone::warning:
      return "warning";
    case Tone::bad:
      return "bad";
  }
  return "bad";
}

Json headline_json(const RunReport& report) {
  const Headline headline = headline_of(report);
  return {{"tone", tone_name(headline.tone)},
          {"title", headline.title},
          {"meaning", headline.meaning},
          {"next_step", headline.next_step}};
}

Json units_json(const stores::LoadUsed::Units& units) {
  return {{"read", units.read}, {"written", units.written}};
}

Json load_json(const RunReport& report) {
  const stores::LoadUsed& load = *report.load;
  Json waited = Json::object();
  for (const auto& [reason, waited_ms] : load.waited_ms) waited[reason] = waited_ms;
  const double share =
      load.requests == 0 ? 0.0
                         : static_cast<double>(load.throttled) / static_cast<double>(load.requests);
  const auto an_item = record_units_an_item(report);
  return {{"money", load.money},
          {"item_units", units_json(load.items)},
          {"record_units", units_json(load.records)},
          {"record_units_written_an_item", an_item ? Json(*an_item) : Json(nullptr)},
          {"requests", load.requests},
          {"throttled", load.throttled},
          {"throttled_share", share},
          {"waited_ms", std::move(waited)}};
}

Json quarantined_json(const std::vector<QuarantinedItem>& items) {
  Json list = Json::array();
  for (const QuarantinedItem& item : items)
    list.push_back({{"collection", item.collection},
                    {"key", item.key},
                    {"reason", item.reason},
                    {"at", time_json(item.at_ms)}});
  return list;
}

// The engine's own document, as it is.
Json plan_object(const Plan& plan) { return Json::parse(plan_to_json(plan), nullptr, false); }

// The migration's own report.
Json details_object(const Plan& plan) {
  std::string text;
  if (!model::write_plain_json(plan.details, text)) return Json::object();
  return Json::parse(text, nullptr, false);
}

}  // namespace

std::string preview_to_json(const Plan& plan) {
  const std::string items = camel(plural(plan.item_noun));
  const std::string item = camel(plan.item_noun);
  Json impact = Json::object();
  for (const OwnerImpact& owner : plan.impact.top_owners)
    impact[owner.owner] = {{item + "Count", owner.items},
                           {"totalAmount", amount_json(owner.amount)}};
  Json samples = Json::array();
  for (const SampleChange& sample : plan.samples) samples.push_back(sample_json(sample));

  return written({{"migration_name", plan.migration_id},
                  {"stats",
                   {{items + "ToMigrate", plan.items_selected},
                    {"totalAmountAffected", amount_json(plan.impact.amount)},
                    {camel(plural(plan.owner_noun)) + "Affected", plan.impact.owners},
                    {"total" + capital(items), plan.items_total},
                    {items + "Rejected", plan.items_rejected},
                    {"estimatedExecutionTime", estimate_text(plan.estimated_apply_ms)},
                    {"estimatedExecutionMs",
                     plan.estimated_apply_ms ? Json(*plan.estimated_apply_ms) : Json(nullptr)}}},
                  {camel(plan.owner_noun) + "Impact", std::move(impact)},
                  {"sample" + capital(items), std::move(samples)},
                  {"riskAssessment", risk_json(plan.risk)},
                  {"checks", checks_array(plan.checks)},
                  {"details", details_object(plan)},
                  {"plan", plan_object(plan)}});
}

std::string report_to_json(const RunReport& report) {
  Json backups = Json::array();
  for (const BackupTaken& backup : report.backups)
    backups.push_back({{"kind", to_string(backup.kind)},
                       {"path", backup.path},
                       {"collection", backup.collection},
                       {"items", backup.items},
                       {"bytes", backup.bytes}});
  Json timeline = Json::array();
  for (const TimelineEvent& event : report.timeline)
    timeline.push_back({{"at", time_json(event.at_ms)}, {"what", event.what}});

  Json json{{"action", report.action},
            {"duration_ms", report.duration_ms},
            {"dry_run", report.dry_run},
            {"headline", headline_json(report)},
            {"run", run_object(report.run)},
            {"phases", phases_json(report.phases)},
            {"checks", checks_array(report.checks)},
            {"details", details_object(report.plan)},
            {"quarantined_total", quarantined_count(report)},
            {"quarantined", quarantined_json(report.quarantined)},
            {"backups", std::move(backups)},
            {"timeline", std::move(timeline)},
            {"peak_memory_bytes", report.peak_memory_bytes},
            {"plan", plan_object(report.plan)}};
  if (report.load) json["load"] = load_json(report);
  return written(json);
}

std::string run_to_json(const RunRecord& run) { return written(run_object(run)); }

std::string checks_to_json(const std::vector<CheckResult>& checks) {
  return written(checks_array(checks));
}

}  // namespace whimbrel::engine
