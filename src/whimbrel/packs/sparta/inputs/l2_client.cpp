#include "whimbrel/packs/sparta/inputs/l2_client.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "whimbrel/packs/sparta/inputs/address.hpp"

namespace whimbrel::packs::sparta {
namespace {

constexpr std::uint64_t slots_behind_max = 100;
constexpr std::int64_t age_max_s = 3600;
// Bounds within which times of slots can be computed.
constexpr std::uint64_t slot_max = 1'000'000'000'000;
constexpr std::uint64_t time_s_max = 1'000'000'000'000;
constexpr std::int64_t slot_s_max = 3600;

// A slot whose time the node tells.
struct TimedSlot {
  std::uint64_t slot = 0;
  std::int64_t time_s = 0;
};

base::Status read_timed_slot(const ReplyNode& stats, std::string_view name,
                             std::vector<TimedSlot>& timed) {
  if (!stats.has(name)) return {};
  WHIMBREL_ASSIGN(const ReplyNode last, stats.field(name));
  WHIMBREL_ASSIGN(const ReplyNode slot, last.field("slot"));
  WHIMBREL_ASSIGN(const ReplyNode time, last.field("timestamp"));
  WHIMBREL_ASSIGN(const std::uint64_t slot_number, slot.whole());
  WHIMBREL_ASSIGN(const std::uint64_t time_s, time.whole());
  if (slot_number > slot_max) return tl::unexpected(slot.wrong("is too large for a slot"));
  if (time_s > time_s_max) return tl::unexpected(time.wrong("is no time in seconds"));
  timed.push_back({slot_number, static_cast<std::int64_t>(time_s)});
  return {};
}

// The line through all of them; nullopt when two different slots are not known, or there is none.
std::optional<SlotTimes> slot_times_of(const std::vector<TimedSlot>& timed) {
  const auto by_slot = [](const TimedSlot& a, const TimedSlot& b) { return a.slot < b.slot; };
  const auto [first, last] = std::minmax_element(timed.begin(), timed.end(), by_slot);
  if (first == timed.end() || first->slot == last->slot) return std::nullopt;
  const auto slots = static_cast<std::int64_t>(last->slot - first->slot);
  const std::int64_t duration_s = last->time_s - first->time_s;
  if (duration_s <= 0 || duration_s % slots != 0 || duration_s / slots > slot_s_max)
    return std::nullopt;
  const SlotTimes times{first->slot, first->time_s, duration_s / slots};
  const bool agree = std::all_of(timed.begin(), timed.end(), [&](const TimedSlot& one) {
    return times.time_ms(one.slot) == one.time_s * 1000;
  });
  return agree ? std::optional(times) : std::nullopt;
}

base::Status read_history(const ReplyNode& stats, ValidatorStats& validator,
                          std::uint64_t& repeated_entries) {
  if (!stats.has("history")) return {};
  WHIMBREL_ASSIGN(const ReplyNode list, stats.field("history"));
  WHIMBREL_ASSIGN(const auto elements, list.elements());
  for (const ReplyNode& element : elements) {
    SlotRecord record;
    WHIMBREL_ASSIGN(const ReplyNode slot, element.field("slot"));
    WHIMBREL_ASSIGN(record.slot, slot.whole());
    if (record.slot > slot_max) return tl::unexpected(slot.wrong("is too large for a slot"));
    WHIMBREL_ASSIGN(const ReplyNode status, element.field("status"));
    WHIMBREL_ASSIGN(record.status, status.text());
    if (record.status.empty()) return tl::unexpected(status.wrong("is empty"));
    validator.history.push_back(std::move(record));
  }
  auto& history = validator.history;
  std::stable_sort(history.begin(), history.end(),
                   [](const SlotRecord& a, const SlotRecord& b) { return a.slot < b.slot; });
  for (std::size_t i = 1; i < history.size(); ++i)
    if (history[i].slot == history[i - 1].slot && history[i].status != history[i - 1].status)
      return tl::unexpected(list.wrong(fmt::format("gives slot {} two statuses", history[i].slot)));
  const auto doubles =
      std::unique(history.begin(), history.end(),
                  [](const SlotRecord& a, const SlotRecord& b) { return a.slot == b.slot; });
  repeated_entries += static_cast<std::uint64_t>(history.end() - doubles);
  history.erase(doubles, history.end());
  return {};
}

base::Result<ValidatorStats> read_validator_stats(const std::string& name, const ReplyNode& stats,
                                                  std::vector<TimedSlot>& timed,
                                                  std::uint64_t& repeated_entries) {
  const auto address = normal_address(name);
  if (!address) return tl::unexpected(stats.wrong("is not named by an address"));
  if (stats.has("address")) {
    WHIMBREL_ASSIGN(const ReplyNode inner, stats.field("address"));
    WHIMBREL_ASSIGN(const std::string spelled, inner.address());
    if (comparable(spelled) != *address)
      return tl::unexpected(inner.wrong("is not the one that it stands under"));
  }
  ValidatorStats validator{*address, {}};
  WHIMBREL_TRY(read_timed_slot(stats, "lastProposal", timed));
  WHIMBREL_TRY(read_timed_slot(stats, "lastAttestation", timed));
  WHIMBREL_TRY(read_history(stats, validator, repeated_entries));
  return validator;
}

}  // namespace

std::int64_t SlotTimes::time_ms(std::uint64_t of_slot) const noexcept {
  const auto slots = static_cast<std::int64_t>(of_slot) - static_cast<std::int64_t>(slot);
  return (time_s + slots * slot_s) * 1000;
}

L2Client::L2Client(std::string url, net::HttpOptions options, const base::Clock& clock,
                   const base::Cancellation& cancellation)
    : url_(url),
      clock_(clock),
      rpc_(std::move(url), "AZTEC_RPC_URL", std::move(options), clock, cancellation) {}

base::Result<model::Value> L2Client::validators_stats() {
  if (url_.empty())
    return base::fail(base::ErrorKind::usage, "no Aztec node is named",
                      "set AZTEC_RPC_URL to your node's address, such as http://node:8080");
  auto answer = rpc_.call("node_getValidatorsStats", "[]");
  if (answer || answer.error().kind() != base::ErrorKind::unsupported) return answer;
  return rpc_.call("aztec_getValidatorsStats", "[]");
}

base::Result<NetworkHistory> L2Client::history() {
  WHIMBREL_ASSIGN(const model::Value answer, validators_stats());
  const ReplyNode root(answer, rpc_.source());
  WHIMBREL_ASSIGN(const ReplyNode stats, root.field("stats"));
  const auto* by_address = stats.value().get_if<model::Object>();
  if (by_address == nullptr) return tl::unexpected(stats.wrong("is no object"));
  if (by_address->empty()) return tl::unexpected(stats.wrong("is empty"));
  NetworkHistory history;
  std::vector<TimedSlot> timed;
  for (const model::Field& field : by_address->fields()) {
    const ReplyNode one(field.value, rpc_.source(), stats.place() + "." + field.name);
    WHIMBREL_ASSIGN(auto validator,
                    read_validator_stats(field.name, one, timed, history.repeated_entries));
    history.validators.push_back(std::move(validator));
  }
  auto& validators = history.validators;
  std::sort(validators.begin(), validators.end(),
            [](const auto& a, const auto& b) { return a.address < b.address; });
  for (std::size_t i = 1; i < validators.size(); ++i)
    if (validators[i].address == validators[i - 1].address)
      return tl::unexpected(stats.wrong("names " + validators[i].address + " twice"));
  if (root.has("lastProcessedSlot")) {
    WHIMBREL_ASSIGN(const ReplyNode last, root.field("lastProcessedSlot"));
    WHIMBREL_ASSIGN(history.last_processed_slot, last.whole());
    if (*history.last_processed_slot > slot_max)
      return tl::unexpected(last.wrong("is too large for a slot"));
  }
  history.slot_times = slot_times_of(timed);
  std::int64_t newest_s = 0;
  for (const TimedSlot& one : timed) newest_s = std::max(newest_s, one.time_s);
  WHIMBREL_TRY(check_fresh(root, history, newest_s));
  return history;
}

base::Status L2Client::check_fresh(const ReplyNode& root, const NetworkHistory& history,
                                   std::int64_t newest_s) const {
  const std::int64_t now_s = clock_.now_ms() / 1000;
  if (history.slot_times && history.last_processed_slot) {
    const std::int64_t since_s =
        now_s - history.slot_times->time_ms(*history.last_processed_slot) / 1000;
    const std::int64_t behind = since_s / history.slot_times->slot_s;
    if (behind <= static_cast<std::int64_t>(slots_behind_max)) return {};
    return tl::unexpected(ReplyNode(root.value(), rpc_.source(), "lastProcessedSlot")
                              .wrong(fmt::format("is stale: {}, about {} slots behind the tip",
                                                 *history.last_processed_slot, behind)));
  }
  if (newest_s == 0 || now_s - newest_s <= age_max_s) return {};
  return tl::unexpected(
      ReplyNode(root.value(), rpc_.source(), "stats")
          .wrong(fmt::format("is stale: the newest attestation or proposal in it is of {}",
                             base::format_rfc3339(newest_s * 1000))));
}

}  // namespace whimbrel::packs::sparta
