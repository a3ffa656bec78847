#include "whimbrel/packs/catalogue.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>

#include "whimbrel/base/nearest_names.hpp"
#include "whimbrel/packs/wallet/catalogue.hpp"

namespace whimbrel::packs {

std::vector<const engine::Migration*> all_migrations() {
  const auto wallet = wallet::wallet_migrations();
  std::vector<const engine::Migration*> all(wallet.begin(), wallet.end());
  std::sort(all.begin(), all.end(), [](auto* a, auto* b) { return a->info().id < b->info().id; });
  return all;
}

base::Result<const engine::Migration*> find_migration(std::string_view id) {
  std::vector<std::string> ids;
  for (const engine::Migration* migration : all_migrations()) {
    if (migration->info().id == id) return migration;
    ids.push_back(migration->info().id);
  }
  const auto near = base::nearest_names(id, ids);
  return base::fail(base::ErrorKind::not_found, fmt::format("there is no migration \"{}\"", id),
                    near.empty() ? fmt::format("use one of: {}", fmt::join(ids, ", "))
                                 : fmt::format("did you mean {}?", fmt::join(near, " or ")));
}

}  // namespace whimbrel::packs
