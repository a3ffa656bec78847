#include "whimbrel/stores/sqlite/key_sampler.hpp"

#include <fmt/format.h>

#include "whimbrel/stores/sqlite/layout.hpp"
#include "whimbrel/stores/sqlite/statement.hpp"

namespace whimbrel::stores::sqlite {

base::Result<std::vector<model::Key>> sample_cuts(Connection& connection, const std::string& table,
                                                  std::size_t cuts_max) {
  const std::string quoted = quote_identifier(table);
  WHIMBREL_ASSIGN(const std::int64_t items,
                  connection.query_integer(fmt::format("SELECT count(*) FROM {}", quoted),
                                           "count items"));
  WHIMBREL_ASSIGN(
      Statement key_at,
      Statement::prepare(connection,
                         fmt::format("SELECT key FROM {} ORDER BY key LIMIT 1 OFFSET ?1", quoted),
                         "look for a key to cut at"));
  std::vector<model::Key> cuts;
  const auto parts = static_cast<std::int64_t>(cuts_max) + 1;
  for (std::int64_t part = 1; part < parts; ++part) {
    const std::int64_t position = items * part / parts - 1;
    if (position < 0) continue;
    const ResetGuard guard(key_at);
    WHIMBREL_ASSIGN(const bool found, key_at.bind_integer(1, position).step());
    if (!found) break;
    if (cuts.empty() || cuts.back().text != key_at.bytes(0))
      cuts.push_back({std::string(key_at.bytes(0))});
  }
  return cuts;
}

}  // namespace whimbrel::stores::sqlite
