#pragma once

#include "whimbrel/model/value.hpp"
#include "whimbrel/packs/sparta/inputs/l2_client.hpp"

namespace whimbrel::packs::sparta {

// What the validators did, as it is pinned: compact, because a network has a million of such
// entries. An object: statuses[], validators[{address, history}], where history is a text of slots,
// each as its distance to the one before and its status as a letter, "12345a1b20a"; slotTimes{slot,
// timeS, slotS} where known; lastProcessedSlot where told; repeatedEntries.
//
// unsupported when there are more statuses than letters.
base::Result<model::Value> history_to_document(const NetworkHistory& history);
// Back. invalid_data for anything else.
base::Result<NetworkHistory> history_from_document(const model::Value& document);

}  // namespace whimbrel::packs::sparta
