#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/engine/report/text_style.hpp"

namespace whimbrel::engine {

// Rows of cells in columns, aligned by what a terminal shows (UTF-8 width). Cells are made
// printable, so data cannot break the layout or steer the terminal. One thread.
class TextTable {
 public:
  enum class Align { left, right };
  struct Column {
    std::string title;
    Align align = Align::left;
    // Longer cells are cut, with "…".
    std::size_t width_max = 72;
  };

  explicit TextTable(std::vector<Column> columns);

  // A missing cell is empty, one too many is left out.
  void add_row(std::vector<std::string> cells);
  bool empty() const noexcept { return rows_.empty(); }

  // Lines of `indent` blanks and the columns, two blanks apart, without blanks at line ends. Titles
  // come first, unless all are empty.
  std::string render(const TextStyle& style, std::size_t indent = 2) const;

 private:
  std::vector<std::size_t> widths() const;
  std::string render_row(const std::vector<std::string>& cells,
                         const std::vector<std::size_t>& widths) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace whimbrel::engine
