#include "whimbrel/engine/ledger/action_record.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "whimbrel/engine/ledger/record_fields.hpp"

namespace whimbrel::engine {
namespace {

constexpr std::array<std::pair<ActionState, std::string_view>, 4> state_names{{
    {ActionState::begun, "begun"},
    {ActionState::done, "done"},
    {ActionState::found, "found"},
    {ActionState::undone, "undone"},
}};

std::string action_key(std::string_view run_id, std::string_view stage, std::size_t index) {
  return fmt::format("action/{}/{}/{:03}", run_id, stage, index);
}

ActionState action_state_from(RecordFields& fields) {
  const std::string name = fields.text("state");
  for (const auto& [state, state_name] : state_names)
    if (name == state_name) return state;
  fields.reject("state", fmt::format("is \"{}\", which this whimbrel does not know", name));
  return ActionState::begun;
}

}  // namespace

base::Result<std::optional<ActionRecord>> action_record(stores::Session& session,
                                                        std::string_view run_id,
                                                        std::string_view stage, std::size_t index) {
  WHIMBREL_ASSIGN(const auto stored,
                  session.get_record(stores::Space::ledger, action_key(run_id, stage, index)));
  if (!stored) return std::nullopt;
  RecordFields fields(stored->key, stored->value);
  ActionRecord record;
  record.description = fields.text("description");
  record.state = action_state_from(fields);
  record.memo = fields.bytes("memo");
  WHIMBREL_TRY(fields.status());
  return record;
}

base::Status put_action_record(stores::Session& session, std::string_view run_id,
                               std::string_view stage, std::size_t index,
                               const ActionRecord& record, const stores::Fence& fence) {
  if (record.memo.size() > action_memo_bytes_max)
    return base::fail(base::ErrorKind::usage,
                      fmt::format("{} wants to remember {} bytes for its undo; {} fit",
                                  record.description, record.memo.size(), action_memo_bytes_max),
                      "keep them in a file and remember its name");
  LedgerJson json{{"description", record.description},
                  {"state", state_names[static_cast<std::size_t>(record.state)].second}};
  add_bytes(json, "memo", record.memo);
  const std::string key = action_key(run_id, stage, index);
  const std::string value = json_line(json);
  stores::RecordWrite write;
  write.space = stores::Space::ledger;
  write.key = key;
  write.value = value;
  return session.put_record(write, &fence);
}

}  // namespace whimbrel::engine
