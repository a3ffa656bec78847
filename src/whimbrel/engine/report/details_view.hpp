#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "whimbrel/model/value.hpp"

namespace whimbrel::engine {

// A list of a migration's own report as a table.
struct DetailTable {
  std::string title;                 // "affected operators"
  std::vector<std::string> columns;  // one without a title when its elements are no objects
  std::vector<std::vector<std::string>> rows;  // the first of them
  std::uint64_t rows_left_out = 0;
};

// Plan::details as people read them: single values, and lists as short tables. Names become words.
struct DetailsView {
  static constexpr std::size_t rows_max = 20;

  std::vector<std::pair<std::string, std::string>> facts;
  std::vector<DetailTable> tables;
};

// Values that are nested deeper stay JSON. Nothing is escaped yet.
DetailsView view_of_details(const model::Value& details);

// "totalValidatorsInDB" → "total validators in DB".
std::string words_of(std::string_view name);

}  // namespace whimbrel::engine
