#include "whimbrel/engine/report/text_table.hpp"

#include <algorithm>

#include "whimbrel/engine/report/text_width.hpp"

namespace whimbrel::engine {

TextTable::TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {
  for (Column& column : columns_) column.title = printable(column.title);
}

void TextTable::add_row(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  for (std::size_t i = 0; i < cells.size(); ++i)
    cells[i] = cut_to_width(printable(cells[i]), columns_[i].width_max);
  rows_.push_back(std::move(cells));
}

std::vector<std::size_t> TextTable::widths() const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t width = display_width(columns_[i].title);
    for (const auto& row : rows_) width = std::max(width, display_width(row[i]));
    widths.push_back(width);
  }
  return widths;
}

std::string TextTable::render_row(const std::vector<std::string>& cells,
                                  const std::vector<std::size_t>& widths) const {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += "  ";
    const std::string blanks(widths[i] - display_width(cells[i]), ' ');
    line += columns_[i].align == Align::right ? blanks + cells[i] : cells[i] + blanks;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

std::string TextTable::render(const TextStyle& style, std::size_t indent) const {
  const std::vector<std::size_t> column_widths = widths();
  const std::string margin(indent, ' ');
  std::string text;
  std::vector<std::string> titles;
  for (const Column& column : columns_) titles.push_back(column.title);
  const bool titled =
      std::any_of(titles.begin(), titles.end(), [](const auto& title) { return !title.empty(); });
  if (titled) text += margin + style.dim(render_row(titles, column_widths)) + "\n";
  for (const auto& row : rows_) text += margin + render_row(row, column_widths) + "\n";
  return text;
}

}  // namespace whimbrel::engine
