#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/record.hpp"
#include "whimbrel/stores/sqlite/connection.hpp"

// How a database file is laid out; docs/formats/sqlite.md tells it to people.
namespace whimbrel::stores::sqlite {

// PRAGMA application_id: "WHMB".
inline constexpr std::int32_t application_id = 0x57484D42;
// PRAGMA user_version; a file of a later layout is refused.
inline constexpr std::int32_t layout_version = 1;
// Measured best for scans and updates in key order of items of some hundred bytes.
inline constexpr int page_bytes = 16'384;

// `name` as an SQL identifier, whatever it holds: "a ""b""".
std::string quote_identifier(std::string_view name);

// The table that keeps a space: whimbrel_ledger, …
std::string_view table_of(Space space) noexcept;

// Whether values of a space are JSON text, or binary.
bool holds_text(Space space) noexcept;

// Makes an empty file a whimbrel database, and checks that any other is one. refused when it is
// another program's, unsupported when it is of a later whimbrel; not_found when it is empty and
// `access` does not let it be made.
base::Status prepare_layout(Connection& connection, Access access);

}  // namespace whimbrel::stores::sqlite
