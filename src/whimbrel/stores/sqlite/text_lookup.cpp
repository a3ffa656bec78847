#include "whimbrel/stores/sqlite/text_lookup.hpp"

#include <fmt/format.h>

#include "whimbrel/stores/sqlite/index_catalogue.hpp"
#include "whimbrel/stores/sqlite/index_expression.hpp"
#include "whimbrel/stores/sqlite/layout.hpp"
#include "whimbrel/stores/sqlite/page_rows.hpp"

namespace whimbrel::stores::sqlite {
namespace {

constexpr const char* doing_lookup = "read a page of items by an index";

// INDEXED BY fails where the plan would need to read and sort the whole table instead.
std::string lookup_sql(const IndexEntry& entry, const std::string& expression,
                       std::string_view table, std::string_view range) {
  return fmt::format(
      "SELECT key, item FROM {table} INDEXED BY {index} WHERE {value}=?4 AND {range} UNION ALL "
      "SELECT key, item FROM {table} INDEXED BY {others} WHERE {condition} AND {value} IS NOT ?4 "
      "AND {range} ORDER BY 1 LIMIT ?2",
      fmt::arg("table", quote_identifier(table)), fmt::arg("index", quote_identifier(entry.index)),
      fmt::arg("others", quote_identifier(entry.others)), fmt::arg("value", expression),
      fmt::arg("condition", others_condition(entry.spec.fields.front())), fmt::arg("range", range));
}

}  // namespace

TextLookup::TextLookup(const IndexEntry& entry, const std::string& expression,
                       std::string_view table)
    : field_(entry.spec.fields.front()),
      scan_(lookup_sql(entry, expression, table, "key>?1"), doing_lookup),
      scan_until_(lookup_sql(entry, expression, table, "key>?1 AND key<=?3"), doing_lookup) {}

bool TextLookup::answers(const model::Filter::RequiredText& required) const {
  return required.path == field_ && required.text.find('\0') == std::string::npos;
}

base::Result<bool> TextLookup::scan(Connection& connection, const ScanRequest& request,
                                    std::string_view text, Page& page) {
  const bool bounded = request.range.until.has_value();
  WHIMBREL_ASSIGN(Statement* const statement, (bounded ? scan_until_ : scan_).get(connection));
  const ResetGuard guard(*statement);
  statement->bind_text(1, request.range.after ? request.range.after->text : std::string_view());
  statement->bind_integer(2, row_limit(request));
  if (bounded) statement->bind_text(3, request.range.until->text);
  statement->bind_text(4, text);
  return fill_page(*statement, request, page);
}

base::Result<std::vector<TextLookup>> make_lookups(Connection& connection,
                                                   std::string_view collection,
                                                   std::string_view table) {
  WHIMBREL_ASSIGN(const auto entries, list_indexes(connection, collection));
  std::vector<TextLookup> lookups;
  for (const IndexEntry& entry : entries) {
    if (entry.others.empty()) continue;
    WHIMBREL_ASSIGN(const std::string expression, value_expression(entry.spec.fields.front()));
    lookups.emplace_back(entry, expression, table);
  }
  return lookups;
}

}  // namespace whimbrel::stores::sqlite
