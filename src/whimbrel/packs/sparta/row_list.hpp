#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "whimbrel/model/value.hpp"

namespace whimbrel::packs::sparta {

// Rows of a migration's own report: all are counted, and as many are kept as somebody may want to
// read, because a plan lives in memory and in the ledger.
class RowList {
 public:
  static constexpr std::uint64_t rows_kept_max = 10'000;

  void add(model::Object row) {
    if (++count_ <= rows_kept_max) rows_.emplace_back(std::move(row));
  }

  std::uint64_t count() const noexcept { return count_; }

  // Adds the field `name`, and when rows were left out, `<name>InAll`.
  void append_to(model::Object& report, const std::string& name) && {
    report.append(name, std::move(rows_));
    if (count_ > rows_kept_max) report.append(name + "InAll", static_cast<std::int64_t>(count_));
  }

 private:
  model::List rows_;
  std::uint64_t count_ = 0;
};

}  // namespace whimbrel::packs::sparta
