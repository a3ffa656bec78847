#pragma once

#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/packs/sparta/sparta_settings.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::packs::sparta {

// Whether the validator of this address, in whatever case it is spelled, was slashed: whether
// migration 03 put it into the slashing history. Without such a table nobody was. usage for what is
// no address.
base::Result<bool> is_validator_slashed(stores::Store& store, const SpartaSettings& settings,
                                        std::string_view address);

}  // namespace whimbrel::packs::sparta
