#pragma once

#include <span>
#include <string>
#include <string_view>

#include "whimbrel/base/clock.hpp"

namespace whimbrel::engine {

inline constexpr std::string_view backup_extension = ".whb";

// "migration-backup-20250127-024000-cashu_tokens.whb"; "-all" for a whole store, "-a-and-2-more"
// for several collections. `attempt` from 2 on adds "-2", for a second backup within the second.
// Bytes that a file name cannot hold become '_', and a name that would be too long is cut; either
// way a hash of the whole name makes it distinct again. Fits 255 bytes with ".partial" behind it.
std::string backup_file_name(base::UnixMillis created_ms, std::span<const std::string> collections,
                             bool whole_store, int attempt = 1);

}  // namespace whimbrel::engine
