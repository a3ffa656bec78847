#pragma once

#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/ledger/ledger.hpp"
#include "whimbrel/engine/ledger/run_record.hpp"

// The ledger's records as JSON text and back. Readers give `corrupt`, naming the record and what is
// wrong in it; fields they do not know are passed over, so that an older program reads a newer
// ledger.
namespace whimbrel::engine {

std::string to_json(const RunRecord& run);
base::Result<RunRecord> run_from_json(std::string_view record_key, std::string_view json);

std::string to_json(const Checkpoint& checkpoint);
base::Result<Checkpoint> checkpoint_from_json(std::string_view record_key, std::string_view json);

std::string to_json(const QuarantinedItem& item);
base::Result<QuarantinedItem> quarantined_from_json(std::string_view record_key,
                                                    std::string_view json);

}  // namespace whimbrel::engine
