#include "whimbrel/engine/report/details_view.hpp"

#include <algorithm>
#include <cctype>

#include "whimbrel/model/plain_json.hpp"

namespace whimbrel::engine {
namespace {

using model::List;
using model::Object;
using model::Value;

bool is_upper(char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; }

std::string text_of(const Value& value) {
  if (const auto* text = value.get_if<std::string>()) return *text;
  if (const auto* yes = value.get_if<bool>()) return *yes ? "yes" : "no";
  if (value.is<model::Null>()) return "";
  std::string json;
  return model::write_plain_json(value, json) ? json : std::string(value.type_name());
}

// The fields of the rows that are shown, in the order in which they are met.
std::vector<std::string> columns_of(const List& list) {
  std::vector<std::string> columns;
  for (std::size_t i = 0; i < std::min(list.size(), DetailsView::rows_max); ++i) {
    const auto* row = list[i].get_if<Object>();
    if (row == nullptr) return {};
    for (const model::Field& field : row->fields())
      if (std::find(columns.begin(), columns.end(), field.name) == columns.end())
        columns.push_back(field.name);
  }
  return columns;
}

std::vector<std::string> cells_of(const Value& row, const std::vector<std::string>& columns) {
  if (columns.empty()) return {text_of(row)};
  std::vector<std::string> cells;
  for (const std::string& column : columns) {
    const Value* cell = row.find(column);
    cells.push_back(cell == nullptr ? "" : text_of(*cell));
  }
  return cells;
}

DetailTable table_of(const std::string& name, const List& list) {
  const std::vector<std::string> columns = columns_of(list);
  DetailTable table{words_of(name), {}, {}, 0};
  for (const std::string& column : columns) table.columns.push_back(words_of(column));
  if (columns.empty()) table.columns.emplace_back();
  const std::size_t shown = std::min(list.size(), DetailsView::rows_max);
  for (std::size_t i = 0; i < shown; ++i) table.rows.push_back(cells_of(list[i], columns));
  table.rows_left_out = list.size() - shown;
  return table;
}

}  // namespace

std::string words_of(std::string_view name) {
  std::string words;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool begins_word = is_upper(c) && i > 0 && !is_upper(name[i - 1]);
    if (begins_word) words += ' ';
    const bool in_acronym = is_upper(c) && ((i > 0 && is_upper(name[i - 1])) ||
                                            (i + 1 < name.size() && is_upper(name[i + 1])));
    words += in_acronym ? c : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return words;
}

DetailsView view_of_details(const Value& details) {
  DetailsView view;
  const auto* object = details.get_if<Object>();
  if (object == nullptr) return view;
  for (const model::Field& field : object->fields()) {
    const auto* list = field.value.get_if<List>();
    if (list == nullptr)
      view.facts.emplace_back(words_of(field.name), text_of(field.value));
    else if (list->empty())
      view.facts.emplace_back(words_of(field.name), "none");
    else
      view.tables.push_back(table_of(field.name, *list));
  }
  return view;
}

}  // namespace whimbrel::engine
