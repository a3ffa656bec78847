#include "whimbrel/recipes/change/row_texts.hpp"

#include <fmt/format.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "whimbrel/base/byte_order_mark.hpp"
#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/recipes/change/csv.hpp"

namespace whimbrel::recipes {
namespace {

tl::unexpected<base::Error> bad_rows(std::string what, std::string remedy) {
  return base::fail(base::ErrorKind::invalid_data, std::move(what), std::move(remedy));
}

base::Status add_row(const model::Value& row, std::string name, JoinedRows& rows) {
  if (!row.is<model::Object>())
    return bad_rows(fmt::format("{} is no object but {}", name, row.type_name()),
                    "give each row as an object: {\"id\": 1, \"name\": \"a\"}");
  return rows.add(row, std::move(name));
}

base::Status check_header(const std::vector<std::string>& names) {
  std::set<std::string_view> known;
  for (const std::string& name : names)
    if (!known.insert(name).second)
      return bad_rows(fmt::format("line 1: the name {} stands twice", name),
                      "give each column a name of its own");
  return {};
}

}  // namespace

base::Status gather_json(std::string_view text, JoinedRows& rows) {
  if (text.starts_with(base::utf8_byte_order_mark))
    text.remove_prefix(base::utf8_byte_order_mark.size());
  WHIMBREL_ASSIGN(const model::Value all, model::read_extended_json(text));
  const auto* list = all.get_if<model::List>();
  if (list == nullptr)
    return bad_rows(fmt::format("the JSON is no list but {}", all.type_name()),
                    "put the rows into one list, or one a line and name the file .jsonl");
  for (std::size_t i = 0; i < list->size(); ++i)
    WHIMBREL_TRY(add_row((*list)[i], fmt::format("element {}", i), rows));
  return {};
}

base::Status gather_json_lines(std::string_view text, JoinedRows& rows) {
  if (text.starts_with(base::utf8_byte_order_mark))
    text.remove_prefix(base::utf8_byte_order_mark.size());
  for (std::size_t line = 1; !text.empty(); ++line) {
    const std::size_t end = text.find('\n');
    const std::string_view row = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (row.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    model::ReadOptions options;
    options.first_line = line;
    WHIMBREL_ASSIGN(const model::Value value, model::read_extended_json(row, options));
    WHIMBREL_TRY(add_row(value, fmt::format("line {}", line), rows));
  }
  return {};
}

base::Status gather_csv(std::string_view text, JoinedRows& rows) {
  CsvReader reader(text);
  std::vector<std::string> names;
  WHIMBREL_ASSIGN(const bool has_header, reader.next(names));
  if (!has_header)
    return bad_rows("the CSV is empty", "give it a first line with the names of its columns");
  WHIMBREL_TRY(check_header(names));
  std::vector<std::string> values;
  for (;;) {
    WHIMBREL_ASSIGN(const bool more, reader.next(values));
    if (!more) return {};
    if (values.size() != names.size())
      return bad_rows(fmt::format("line {} has {} values, and the first line names {} columns",
                                  reader.line(), values.size(), names.size()),
                      "write a value with a comma in it in double quotes");
    model::Object row;
    for (std::size_t i = 0; i < names.size(); ++i) row.append(names[i], std::move(values[i]));
    WHIMBREL_TRY(rows.add(std::move(row), fmt::format("line {}", reader.line())));
  }
}

}  // namespace whimbrel::recipes
