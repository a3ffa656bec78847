#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

enum class ActionState : std::uint8_t {
  begun,   // about to be performed, or stopped by a crash in the middle of it
  done,    // performed
  found,   // what it brings about was there before the run, which therefore leaves it
  undone,  // taken back
};

// How far one action of a run got, under "action/RUN_ID/STAGE/INDEX".
struct ActionRecord {
  std::string description;
  ActionState state = ActionState::begun;
  // What the action wants to remember for its undo.
  std::string memo;
};

inline constexpr std::size_t action_memo_bytes_max = std::size_t{64} << 10;

// `stage` is "before" or "after" the items. nullopt when the action was not begun. corrupt, naming
// record and field, when it cannot be read.
base::Result<std::optional<ActionRecord>> action_record(stores::Session& session,
                                                        std::string_view run_id,
                                                        std::string_view stage, std::size_t index);

// usage when the memo is longer than action_memo_bytes_max.
base::Status put_action_record(stores::Session& session, std::string_view run_id,
                               std::string_view stage, std::size_t index,
                               const ActionRecord& record, const stores::Fence& fence);

}  // namespace whimbrel::engine
