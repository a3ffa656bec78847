#include "whimbrel/packs/sparta/validator_history_document.hpp"

#include <algorithm>
#include <charconv>

namespace whimbrel::packs::sparta {
namespace {

using model::List;
using model::Object;
using model::Value;

constexpr std::size_t statuses_max = 26;

const ReplySource plan_source{"the plan", "its pinned input validator-history"};

base::Result<char> letter_of(const std::string& status, std::vector<std::string>& statuses) {
  const auto found = std::find(statuses.begin(), statuses.end(), status);
  const auto index = static_cast<std::size_t>(found - statuses.begin());
  if (index == statuses_max)
    return base::fail(base::ErrorKind::unsupported,
                      "the node's answer has more than 26 different statuses",
                      "look what AZTEC_RPC_URL answers to node_getValidatorsStats");
  if (found == statuses.end()) statuses.push_back(status);
  return static_cast<char>('a' + index);
}

base::Result<std::string> pack(const std::vector<SlotRecord>& records,
                               std::vector<std::string>& statuses) {
  std::string packed;
  std::uint64_t slot_before = 0;
  for (const SlotRecord& record : records) {
    WHIMBREL_ASSIGN(const char letter, letter_of(record.status, statuses));
    packed += std::to_string(record.slot - slot_before);
    packed += letter;
    slot_before = record.slot;
  }
  return packed;
}

base::Result<std::vector<SlotRecord>> unpack(const ReplyNode& node,
                                             const std::vector<std::string>& statuses) {
  WHIMBREL_ASSIGN(const std::string packed, node.text());
  std::vector<SlotRecord> records;
  std::uint64_t slot = 0;
  const char* const end = packed.data() + packed.size();
  for (const char* next = packed.data(); next != end; ++next) {
    std::uint64_t distance = 0;
    const auto [stop, error] = std::from_chars(next, end, distance);
    next = stop;
    if (error != std::errc() || next == end || *next < 'a' ||
        static_cast<std::size_t>(*next - 'a') >= statuses.size())
      return tl::unexpected(node.wrong("is no list of slots"));
    slot += distance;
    records.push_back({slot, statuses[static_cast<std::size_t>(*next - 'a')]});
  }
  return records;
}

base::Result<std::uint64_t> whole_at(const ReplyNode& node, std::string_view name) {
  WHIMBREL_ASSIGN(const ReplyNode field, node.field(name));
  return field.whole();
}

Value whole_value(std::uint64_t number) { return Value(static_cast<std::int64_t>(number)); }

base::Status read_validators(const ReplyNode& root, NetworkHistory& history) {
  std::vector<std::string> statuses;
  WHIMBREL_ASSIGN(const ReplyNode status_list, root.field("statuses"));
  WHIMBREL_ASSIGN(const auto status_nodes, status_list.elements());
  for (const ReplyNode& node : status_nodes) {
    WHIMBREL_ASSIGN(std::string status, node.text());
    statuses.push_back(std::move(status));
  }
  WHIMBREL_ASSIGN(const ReplyNode list, root.field("validators"));
  WHIMBREL_ASSIGN(const auto nodes, list.elements());
  for (const ReplyNode& node : nodes) {
    ValidatorStats validator;
    WHIMBREL_ASSIGN(const ReplyNode address, node.field("address"));
    WHIMBREL_ASSIGN(validator.address, address.address());
    WHIMBREL_ASSIGN(const ReplyNode packed, node.field("history"));
    WHIMBREL_ASSIGN(validator.history, unpack(packed, statuses));
    history.validators.push_back(std::move(validator));
  }
  return {};
}

}  // namespace

base::Result<Value> history_to_document(const NetworkHistory& history) {
  std::vector<std::string> statuses;
  List validators;
  for (const ValidatorStats& validator : history.validators) {
    WHIMBREL_ASSIGN(std::string packed, pack(validator.history, statuses));
    validators.emplace_back(
        Object{{"address", Value(validator.address)}, {"history", Value(std::move(packed))}});
  }
  List status_list;
  for (const std::string& status : statuses) status_list.emplace_back(status);
  Object document{{"statuses", Value(std::move(status_list))},
                  {"validators", Value(std::move(validators))}};
  if (history.slot_times)
    document.append("slotTimes", Object{{"slot", whole_value(history.slot_times->slot)},
                                        {"timeS", Value(history.slot_times->time_s)},
                                        {"slotS", Value(history.slot_times->slot_s)}});
  if (history.last_processed_slot)
    document.append("lastProcessedSlot", whole_value(*history.last_processed_slot));
  document.append("repeatedEntries", whole_value(history.repeated_entries));
  return Value(std::move(document));
}

base::Result<NetworkHistory> history_from_document(const Value& document) {
  const ReplyNode root(document, plan_source);
  NetworkHistory history;
  WHIMBREL_TRY(read_validators(root, history));
  if (root.has("slotTimes")) {
    WHIMBREL_ASSIGN(const ReplyNode times, root.field("slotTimes"));
    WHIMBREL_ASSIGN(const std::uint64_t slot, whole_at(times, "slot"));
    WHIMBREL_ASSIGN(const std::uint64_t time_s, whole_at(times, "timeS"));
    WHIMBREL_ASSIGN(const std::uint64_t slot_s, whole_at(times, "slotS"));
    history.slot_times = {slot, static_cast<std::int64_t>(time_s),
                          static_cast<std::int64_t>(slot_s)};
  }
  if (root.has("lastProcessedSlot")) {
    WHIMBREL_ASSIGN(history.last_processed_slot, whole_at(root, "lastProcessedSlot"));
  }
  WHIMBREL_ASSIGN(history.repeated_entries, whole_at(root, "repeatedEntries"));
  return history;
}

}  // namespace whimbrel::packs::sparta
