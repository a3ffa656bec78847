#pragma once

#include <string>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/check.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::packs::wallet {

// What every migration of the wallet's tokens needs: a store that answers, the collection in it,
// and (where the store is a file on this machine; else left out) room on its disk, measured. The
// last one only warns. A store that does not answer is a failed check, not an error.
base::Result<std::vector<engine::CheckResult>> check_prerequisites(stores::Store& store);

// Room on the disk that holds `path` against the size of the file: warns below half of it.
// not_found or io when it cannot be measured.
base::Result<engine::CheckResult> check_free_space(const std::string& path);

}  // namespace whimbrel::packs::wallet
