#pragma once

#include <memory>
#include <vector>

#include "whimbrel/engine/migration.hpp"
#include "whimbrel/packs/sparta/sparta_settings.hpp"

namespace whimbrel::packs::sparta {

// Every migration of the pack, made for these settings, in the order in which they were written;
// add a new one here. They share the settings.
std::vector<std::unique_ptr<engine::Migration>> sparta_migrations(const SharedSettings& settings);

// Whether going through all that is pending leaves it out: one that changes nothing, and second
// steps, whose time somebody has to choose.
bool runs_by_name_only(const engine::Migration& migration);

}  // namespace whimbrel::packs::sparta
