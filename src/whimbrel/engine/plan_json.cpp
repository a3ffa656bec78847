#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "whimbrel/engine/plan.hpp"
#include "whimbrel/model/plain_json.hpp"

namespace whimbrel::engine {
namespace {

using Json = nlohmann::ordered_json;

constexpr int format_version = 1;
constexpr std::size_t plan_bytes_max = std::size_t{64} << 20;

Json optional_text(const std::optional<std::string>& text) { return text ? Json(*text) : Json(); }

Json inputs_to_json(const PinnedInputs& inputs) {
  Json documents = Json::object();
  for (const auto& [name, document] : inputs.documents) {
    documents[name] = {{"sha256", document.sha256},
                       {"fetched", base::format_rfc3339(document.fetched_ms)},
                       {"fetched_ms", document.fetched_ms},
                       {"content", document.content}};
  }
  return {{"run_time", base::format_rfc3339(inputs.run_time_ms)},
          {"run_time_ms", inputs.run_time_ms},
          {"documents", std::move(documents)}};
}

Json impact_to_json(const ImpactSummary& impact) {
  Json owners = Json::array();
  for (const OwnerImpact& owner : impact.top_owners) {
    owners.push_back(
        {{"owner", owner.owner}, {"items", owner.items}, {"amount", to_string(owner.amount)}});
  }
  return {{"items", impact.items},
          {"owners", impact.owners},
          {"amount", to_string(impact.amount)},
          {"items_without_owner", impact.items_without_owner},
          {"items_without_amount", impact.items_without_amount},
          {"top_owners", std::move(owners)}};
}

Json samples_to_json(const std::vector<SampleChange>& samples) {
  Json list = Json::array();
  for (const SampleChange& sample : samples) {
    Json fields = Json::array();
    for (const FieldChange& field : sample.fields) {
      fields.push_back({{"path", field.path},
                        {"before", optional_text(field.before)},
                        {"after", optional_text(field.after)}});
    }
    list.push_back({{"key", sample.key}, {"erased", sample.erased}, {"fields", std::move(fields)}});
  }
  return list;
}

Json checks_to_json(const std::vector<CheckResult>& checks) {
  Json list = Json::array();
  for (const CheckResult& check : checks) {
    list.push_back({{"name", check.name},
                    {"passed", check.passed},
                    {"only_warns", check.only_warns},
                    {"detail", check.detail}});
  }
  return list;
}

Json forecast_to_json(const stores::Forecast& forecast) {
  Json modes = Json::array();
  for (const stores::Forecast::Mode& mode : forecast.modes)
    modes.push_back({{"name", mode.name},
                     {"chosen", mode.is_chosen},
                     {"read_units", mode.cost.read_units},
                     {"write_units", mode.cost.write_units},
                     {"money", mode.cost.money},
                     {"duration_ms", mode.duration_ms}});
  return {{"unit", forecast.unit},
          {"currency", forecast.currency},
          {"modes", std::move(modes)},
          {"basis", forecast.basis}};
}

// Absent where the store costs nothing, and in plans of earlier versions.
stores::Forecast forecast_from(const Json& json) {
  stores::Forecast forecast;
  if (!json.contains("forecast")) return forecast;
  const Json& told = json.at("forecast");
  forecast.unit = told.at("unit");
  forecast.currency = told.at("currency");
  for (const Json& mode : told.at("modes"))
    forecast.modes.push_back({mode.at("name"),
                              mode.at("chosen"),
                              {mode.at("read_units"), mode.at("write_units"), mode.at("money")},
                              mode.at("duration_ms")});
  forecast.basis = told.at("basis").get<std::vector<std::string>>();
  return forecast;
}

Json selection_to_json(const Plan& plan) {
  return {{"items_total", plan.items_total},
          {"items_selected", plan.items_selected},
          {"items_rejected", plan.items_rejected},
          {"digest", fmt::format("{:016x}{:016x}", plan.selection.high, plan.selection.low)},
          {"test_items_max", plan.test_items_max ? Json(*plan.test_items_max) : Json()}};
}

AmountSum amount_from(const std::string& text) {
  AmountSum sum = 0;
  for (const char digit : text)
    if (digit >= '0' && digit <= '9') sum = sum * 10 + (digit - '0');
  return text.starts_with('-') ? -sum : sum;
}

std::optional<std::string> optional_text_from(const Json& json) {
  if (json.is_null()) return std::nullopt;
  return json.get<std::string>();
}

PinnedInputs inputs_from(const Json& json) {
  PinnedInputs inputs;
  inputs.run_time_ms = json.at("run_time_ms");
  for (const auto& [name, document] : json.at("documents").items()) {
    inputs.documents[name] = {document.at("content"), document.at("sha256"),
                              document.at("fetched_ms")};
  }
  return inputs;
}

ImpactSummary impact_from(const Json& json) {
  ImpactSummary impact;
  impact.items = json.at("items");
  impact.owners = json.at("owners");
  impact.amount = amount_from(json.at("amount"));
  impact.items_without_owner = json.at("items_without_owner");
  impact.items_without_amount = json.at("items_without_amount");
  for (const Json& owner : json.at("top_owners"))
    impact.top_owners.push_back(
        {owner.at("owner"), owner.at("items"), amount_from(owner.at("amount"))});
  return impact;
}

std::vector<SampleChange> samples_from(const Json& json) {
  std::vector<SampleChange> samples;
  for (const Json& entry : json) {
    SampleChange sample;
    sample.key = entry.at("key");
    sample.erased = entry.at("erased");
    for (const Json& field : entry.at("fields")) {
      sample.fields.push_back({field.at("path"), optional_text_from(field.at("before")),
                               optional_text_from(field.at("after"))});
    }
    samples.push_back(std::move(sample));
  }
  return samples;
}

RiskAssessment risk_from(const Json& json) {
  RiskAssessment risk;
  const std::string level = json.at("level");
  risk.level = level == "low"      ? RiskLevel::low
               : level == "medium" ? RiskLevel::medium
                                   : RiskLevel::high;
  risk.factors = json.at("factors").get<std::vector<std::string>>();
  risk.mitigation = json.at("mitigation").get<std::vector<std::string>>();
  return risk;
}

SelectionDigest digest_from(const std::string& hex) {
  SelectionDigest digest;
  if (hex.size() != 32) return digest;
  std::from_chars(hex.data(), hex.data() + 16, digest.high, 16);
  std::from_chars(hex.data() + 16, hex.data() + 32, digest.low, 16);
  return digest;
}

Json details_to_json(const model::Value& details) {
  std::string text;
  // What plain JSON does not hold, no migration may tell; should one, its plan says nothing of it.
  if (!model::write_plain_json(details, text)) return Json::object();
  return Json::parse(text);
}

// Absent in plans of earlier versions.
model::Value details_from(const Json& json) {
  if (!json.contains("details")) return model::Value(model::Object{});
  auto details = model::read_plain_json(json.at("details").dump());
  return details ? *std::move(details) : model::Value(model::Object{});
}

Plan plan_from(const Json& json) {
  Plan plan;
  plan.migration_id = json.at("migration").at("id");
  plan.migration_checksum = json.at("migration").at("checksum");
  plan.description = json.at("migration").at("description");
  plan.target = json.at("target");
  plan.collection = json.at("collection");
  plan.created_ms = json.at("created_ms");
  plan.inputs = inputs_from(json.at("inputs"));
  const Json& selection = json.at("selection");
  plan.items_total = selection.at("items_total");
  plan.items_selected = selection.at("items_selected");
  plan.items_rejected = selection.at("items_rejected");
  plan.selection = digest_from(selection.at("digest"));
  if (!selection.at("test_items_max").is_null())
    plan.test_items_max = selection.at("test_items_max");
  plan.impact = impact_from(json.at("impact"));
  plan.risk = risk_from(json.at("risk"));
  plan.samples = samples_from(json.at("samples"));
  for (const Json& rejected : json.at("rejected"))
    plan.rejected_samples.emplace_back(rejected.at("key"), rejected.at("reason"));
  plan.scan_ms = json.at("time").at("scan_ms");
  if (!json.at("time").at("estimated_apply_ms").is_null())
    plan.estimated_apply_ms = json.at("time").at("estimated_apply_ms").get<std::int64_t>();
  for (const Json& check : json.at("checks")) {
    plan.checks.push_back(
        {check.at("name"), check.at("passed"), check.at("detail"), check.at("only_warns")});
  }
  // Absent in plans of earlier versions.
  plan.actions = json.value("actions", std::vector<std::string>());
  plan.undoable = json.value("undoable", true);
  plan.details = details_from(json);
  plan.forecast = forecast_from(json);
  plan.item_noun = json.at("nouns").at("item");
  plan.owner_noun = json.at("nouns").at("owner");
  plan.amount_noun = json.at("nouns").at("amount");
  return plan;
}

}  // namespace

std::string plan_to_json(const Plan& plan) {
  Json rejected = Json::array();
  for (const auto& [key, reason] : plan.rejected_samples)
    rejected.push_back({{"key", key}, {"reason", reason}});
  Json json = {
      {"format", "whimbrel-plan"},
      {"version", format_version},
      {"migration",
       {{"id", plan.migration_id},
        {"checksum", plan.migration_checksum},
        {"description", plan.description}}},
      {"target", plan.target},
      {"collection", plan.collection},
      {"created", base::format_rfc3339(plan.created_ms)},
      {"created_ms", plan.created_ms},
      {"inputs", inputs_to_json(plan.inputs)},
      {"selection", selection_to_json(plan)},
      {"impact", impact_to_json(plan.impact)},
      {"risk",
       {{"level", std::string(to_string(plan.risk.level))},
        {"factors", plan.risk.factors},
        {"mitigation", plan.risk.mitigation}}},
      {"samples", samples_to_json(plan.samples)},
      {"rejected", std::move(rejected)},
      {"time",
       {{"scan_ms", plan.scan_ms},
        {"estimated_apply_ms", plan.estimated_apply_ms ? Json(*plan.estimated_apply_ms) : Json()}}},
      {"checks", checks_to_json(plan.checks)},
      {"actions", plan.actions},
      {"undoable", plan.undoable},
      {"nouns",
       {{"item", plan.item_noun}, {"owner", plan.owner_noun}, {"amount", plan.amount_noun}}}};
  if (Json details = details_to_json(plan.details); !details.empty())
    json["details"] = std::move(details);
  if (!plan.forecast.modes.empty()) json["forecast"] = forecast_to_json(plan.forecast);
  // Raw values of binary stores may hold any byte; JSON text may not.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

base::Result<Plan> plan_from_json(std::string_view text) {
  const auto unfit = [](std::string why) {
    return base::fail(base::ErrorKind::invalid_data, "the plan cannot be read: " + std::move(why),
                      "make a new one with `whimbrel preview --plan FILE`");
  };
  if (text.size() > plan_bytes_max) return unfit("it is larger than 64 MiB");
  try {
    const Json json = Json::parse(text);
    if (!json.is_object() || json.value("format", "") != "whimbrel-plan")
      return unfit("it is no plan of whimbrel");
    if (json.at("version") != format_version)
      return unfit(fmt::format("its version is {}, this program reads {}",
                               json.at("version").dump(), format_version));
    return plan_from(json);
  } catch (const Json::exception& exception) {
    return unfit(exception.what());
  }
}

std::string plan_digest(std::string_view plan_json) {
  return model::to_hex(model::sha256_of(plan_json));
}

}  // namespace whimbrel::engine
