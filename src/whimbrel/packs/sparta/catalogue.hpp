#pragma once

#include <memory>
#include <vector>

#include "whimbrel/engine/migration.hpp"
#include "whimbrel/packs/sparta/sparta_settings.hpp"

namespace whimbrel::packs::sparta {

// Every migration of the pack, made for these settings, in the order in which they were written;
// add a new one here. They share the settings.
std::vector<std::unique_ptr<engine::Migration>> sparta_migrations(const SharedSettings& settings);

}  // namespace whimbrel::packs::sparta
