#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/sqlite/cached_statement.hpp"
#include "whimbrel/stores/sqlite/connection.hpp"
#include "whimbrel/stores/sqlite/text_lookup.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::stores::sqlite {

// One session's statements on one collection's table. Belongs to the session's thread; must not
// outlive the connection.
class CollectionTable {
 public:
  CollectionTable(Connection& connection, std::string_view collection, std::string_view table);

  // With request.where, by an index that answers for one of its texts where there is one; else
  // everything.
  base::Result<bool> scan(const ScanRequest& request, Page& page);
  base::Status read(std::span<const model::KeyView> keys, Page& page);
  // The item with this key into `item`; false when there is none.
  base::Result<bool> find(model::KeyView key, std::string& item);

  // True when a row was written. The _if_same variants write only over exactly `basis`.
  base::Result<bool> insert(model::KeyView key, std::string_view item);
  base::Result<bool> replace(model::KeyView key, std::string_view item);
  base::Result<bool> replace_if_same(model::KeyView key, std::string_view basis,
                                     std::string_view item);
  base::Result<bool> erase(model::KeyView key);
  base::Result<bool> erase_if_same(model::KeyView key, std::string_view basis);

  // How many items the open transaction has added, less those it removed.
  std::int64_t items_added() const noexcept { return items_added_; }
  void forget_items_added() noexcept { items_added_ = 0; }

 private:
  // Nothing where no index answers.
  base::Result<std::optional<bool>> look_up(const ScanRequest& request, Page& page);
  base::Status refresh_lookups();
  base::Result<bool> run(CachedStatement& cached, std::span<const std::string_view> parameters);

  Connection& connection_;
  std::string collection_;
  std::string table_;
  std::vector<TextLookup> lookups_;
  std::optional<std::int64_t> lookups_version_;
  CachedStatement scan_;
  CachedStatement scan_until_;
  CachedStatement find_;
  CachedStatement insert_;
  CachedStatement replace_;
  CachedStatement replace_if_same_;
  CachedStatement erase_;
  CachedStatement erase_if_same_;
  std::int64_t items_added_ = 0;
};

}  // namespace whimbrel::stores::sqlite
