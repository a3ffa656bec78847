#include "whimbrel/packs/wallet/catalogue.hpp"

#include <array>

#include "whimbrel/packs/wallet/004_fix_melted_token_status.hpp"

namespace whimbrel::packs::wallet {

std::span<const engine::Migration* const> wallet_migrations() {
  static const FixMeltedTokenStatus fix_melted_token_status;
  static const std::array<const engine::Migration*, 1> migrations{&fix_melted_token_status};
  return migrations;
}

}  // namespace whimbrel::packs::wallet
