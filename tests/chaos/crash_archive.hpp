#pragma once

#include <string>

#include "tests/chaos/oracle.hpp"
#include "whimbrel/base/file_system.hpp"

namespace whimbrel::chaos {

// Puts all of an archive into a store that holds none of it.
base::Status restore_archive(stores::Store& store, base::FileSystem& files,
                             const std::string& archive);

// Restores into an empty store of its own and holds that against the seed. Empty, or what is wrong.
std::string judge_archive(base::FileSystem& files, const std::string& archive,
                          const Oracle& oracle);

}  // namespace whimbrel::chaos
