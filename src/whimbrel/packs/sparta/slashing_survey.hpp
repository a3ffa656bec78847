#pragma once

#include <string>

#include "whimbrel/engine/pinned_inputs.hpp"
#include "whimbrel/model/value.hpp"
#include "whimbrel/packs/sparta/sparta_settings.hpp"

namespace whimbrel::packs::sparta {

// Finds the validators that were slashed: those of the table that the chain's set lacks. What it
// gives is an object:
//   totalValidatorsInDB, totalValidatorsOnChain, l1Block (where an L1 node was asked)
//   slashedValidators[{validatorAddress, nodeOperatorId, evidence}], by address
//   affectedOperators[{discordId, discordUsername, walletAddress, validatorAddress}]
//   withdrawnValidators[{validatorAddress, nodeOperatorId, evidence}], only where L1 tells: they
//     left of themselves and stay in the table
//   errors[]: what could not be decided, each a text; it is left alone
//
// The set comes from Sparta's API. Where ETHEREUM_HOST is set, the rollup is asked too: a validator
// that is in either set is not slashed, and of the others its Slashed events and getInfo() tell who
// was slashed from who withdrew.
//
// Errors stop the run before anything is written: whatever the clients give for an answer that is
// empty, failed, partial or stale; invalid_data when API and rollup contradict one another; refused
// when a larger share of the table than settings.allow_affected would be slashed, usage when that
// is no share; those of read_table.
base::Result<model::Value> survey_slashing(const engine::PinContext& context,
                                           const SpartaSettings& settings);

}  // namespace whimbrel::packs::sparta
