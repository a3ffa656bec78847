#include "whimbrel/packs/catalogue.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

#include "whimbrel/base/nearest_names.hpp"
#include "whimbrel/packs/sparta/catalogue.hpp"
#include "whimbrel/packs/sparta/tables.hpp"
#include "whimbrel/packs/wallet/catalogue.hpp"
#include "whimbrel/packs/wallet/token_fields.hpp"

namespace whimbrel::packs {

Catalogue::Catalogue(const VariableLookup& variables) {
  const auto sparta_settings = sparta::read_sparta_settings(variables);
  owned_ = sparta::sparta_migrations(sparta_settings);
  for (const auto& migration : owned_)
    migrations_.push_back({"sparta", migration.get(), sparta::runs_by_name_only(*migration)});
  for (const engine::Migration* migration : wallet::wallet_migrations())
    migrations_.push_back({"wallet", migration, false});
  std::sort(migrations_.begin(), migrations_.end(), [](const auto& a, const auto& b) {
    return std::tie(a.pack, a.migration->info().id) < std::tie(b.pack, b.migration->info().id);
  });
  collections_ = {
      {"sparta", sparta::backup_order(*sparta_settings)},
      {"wallet",
       {std::string(wallet::tokens_collection), std::string(wallet::wallets_collection)}}};
}

base::Result<const engine::Migration*> Catalogue::find(std::string_view id) const {
  std::vector<std::string> ids;
  for (const PackMigration& entry : migrations_) {
    if (entry.migration->info().id == id) return entry.migration;
    ids.push_back(entry.migration->info().id);
  }
  const auto near = base::nearest_names(id, ids);
  return base::fail(base::ErrorKind::not_found, fmt::format("there is no migration \"{}\"", id),
                    near.empty() ? fmt::format("use one of: {}", fmt::join(ids, ", "))
                                 : fmt::format("did you mean {}?", fmt::join(near, " or ")));
}

}  // namespace whimbrel::packs
