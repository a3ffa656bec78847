#pragma once

#include <span>

#include "whimbrel/engine/migration.hpp"

namespace whimbrel::packs::wallet {

// Every migration of the pack, in the order of their ids. Statics; add a new one here.
std::span<const engine::Migration* const> wallet_migrations();

}  // namespace whimbrel::packs::wallet
