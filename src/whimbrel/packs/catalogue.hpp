#pragma once

#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/migration.hpp"

namespace whimbrel::packs {

// The migrations that are built in, of all packs, by id. They are statics and live to the end.
std::vector<const engine::Migration*> all_migrations();

// The built-in migration of this id. not_found otherwise, with the ids that come nearest (a slip of
// the keyboard, a part of the name) or else the whole list as the remedy.
base::Result<const engine::Migration*> find_migration(std::string_view id);

}  // namespace whimbrel::packs
