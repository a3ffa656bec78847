#include "whimbrel/packs/sparta/table_checks.hpp"

#include <fmt/format.h>

#include "whimbrel/engine/counted.hpp"

namespace whimbrel::packs::sparta {
namespace {

base::Status read_one_item(stores::Store& store, std::string_view table) {
  WHIMBREL_ASSIGN(const auto session, store.open_session());
  stores::Page page;
  WHIMBREL_TRY(session->scan({table, {}, 1}, page));
  return {};
}

std::string told(const base::Error& error) {
  return error.remedy().empty() ? error.describe() : error.describe() + "; " + error.remedy();
}

}  // namespace

engine::CheckResult check_table(stores::Store& store, const std::string& table,
                                const std::string& variable, IfAbsent if_absent) {
  engine::CheckResult check;
  check.name = fmt::format("table {} is there and can be read", table);
  const auto info = store.collection(table);
  if (!info) {
    check.passed = false;
    const bool absent = info.error().kind() == base::ErrorKind::not_found;
    check.only_warns = absent && if_absent == IfAbsent::warn;
    check.detail = absent ? fmt::format(
                                "{} has no such table; if it has another name there, set "
                                "{}",
                                store.description(), variable)
                          : told(info.error());
    return check;
  }
  if (const auto read = read_one_item(store, table); !read) {
    check.passed = false;
    check.detail = told(read.error());
    return check;
  }
  check.detail = (info->items_exact ? "" : "about ") + engine::counted(info->items, "item");
  return check;
}

}  // namespace whimbrel::packs::sparta
