#include "whimbrel/packs/sparta/slashing_history.hpp"

#include "whimbrel/packs/sparta/inputs/address.hpp"

namespace whimbrel::packs::sparta {

base::Result<bool> is_validator_slashed(stores::Store& store, const SpartaSettings& settings,
                                        std::string_view address) {
  const auto normal = normal_address(address);
  if (!normal)
    return base::fail(base::ErrorKind::usage, "this is no address: " + std::string(address),
                      "an address is 0x and 40 hexadecimal digits");
  WHIMBREL_ASSIGN(const auto session, store.open_session());
  const std::string key = '"' + *normal + '"';
  const model::KeyView wanted = key;
  stores::Page page;
  const auto read = session->read(settings.slashing_history_table, {&wanted, 1}, page);
  if (read) return !page.empty();
  if (read.error().kind() == base::ErrorKind::not_found) return false;
  return tl::unexpected(read.error());
}

}  // namespace whimbrel::packs::sparta
