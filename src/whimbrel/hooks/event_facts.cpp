#include "whimbrel/hooks/event_facts.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace whimbrel::hooks {
namespace {

using engine::RunEvent;
using engine::RunFacts;

constexpr std::array<RunEvent, 9> events{
    RunEvent::before_up,     RunEvent::after_batch, RunEvent::on_conflict,
    RunEvent::on_quarantine, RunEvent::on_pause,    RunEvent::on_failure,
    RunEvent::after_up,      RunEvent::before_down, RunEvent::after_down};

struct CounterName {
  const char* variable;
  const char* member;
  std::uint64_t engine::RunCounters::*counter;
};

constexpr std::array<CounterName, 6> counters{{
    {"WHIMBREL_SCANNED", "scanned", &engine::RunCounters::scanned},
    {"WHIMBREL_CHANGED", "changed", &engine::RunCounters::changed},
    {"WHIMBREL_CONFLICTS", "conflicts", &engine::RunCounters::conflicts},
    {"WHIMBREL_SKIPPED", "skipped", &engine::RunCounters::skipped},
    {"WHIMBREL_QUARANTINED", "quarantined", &engine::RunCounters::quarantined},
    {"WHIMBREL_BATCHES", "batches", &engine::RunCounters::batches},
}};

// The environment cannot hold a zero byte.
std::string variable_text(std::string_view text) {
  return std::string(text.substr(0, text.find('\0')));
}

}  // namespace

bool asks_for_leave(RunEvent event) noexcept {
  return event == RunEvent::before_up || event == RunEvent::before_down;
}

bool ends_run(RunEvent event) noexcept {
  return event == RunEvent::on_pause || event == RunEvent::on_failure ||
         event == RunEvent::after_up || event == RunEvent::after_down;
}

const RunEvent* find_event(std::string_view name) noexcept {
  const auto* const found = std::find_if(events.begin(), events.end(), [&](RunEvent event) {
    return engine::to_string(event) == name;
  });
  return found == events.end() ? nullptr : found;
}

const std::vector<std::string_view>& event_names() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> made;
    for (const RunEvent event : events) made.push_back(engine::to_string(event));
    return made;
  }();
  return names;
}

std::vector<std::pair<std::string, std::string>> facts_to_environment(RunEvent event,
                                                                      const RunFacts& facts) {
  std::vector<std::pair<std::string, std::string>> variables{
      {"WHIMBREL_EVENT", std::string(engine::to_string(event))},
      {"WHIMBREL_RUN_ID", variable_text(facts.run_id)},
      {"WHIMBREL_MIGRATION", variable_text(facts.migration_id)},
      {"WHIMBREL_TARGET", variable_text(facts.target)},
      {"WHIMBREL_COLLECTION", variable_text(facts.collection)},
      {"WHIMBREL_ERROR", variable_text(facts.error)}};
  for (const CounterName& name : counters)
    variables.emplace_back(name.variable, std::to_string(facts.counters.*name.counter));
  return variables;
}

std::string facts_to_json(RunEvent event, const RunFacts& facts, base::UnixMillis now_ms,
                          std::string_view delivery_id) {
  nlohmann::ordered_json json;
  json["event"] = engine::to_string(event);
  json["sent_at"] = base::format_rfc3339(now_ms);
  json["delivery_id"] = delivery_id;
  json["run_id"] = facts.run_id;
  json["migration"] = facts.migration_id;
  json["target"] = facts.target;
  json["collection"] = facts.collection;
  for (const CounterName& name : counters)
    json["counts"][name.member] = facts.counters.*name.counter;
  json["error"] = facts.error;
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace whimbrel::hooks
