#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/model/filter/filter.hpp"

namespace whimbrel::model {

inline Value from_json(std::string_view text) {
  auto value = read_extended_json(text);
  EXPECT_TRUE(value) << text << ": " << (value ? "" : value.error().describe());
  return value ? *std::move(value) : Value();
}

// What an item, given as JSON text, is to a query; what cannot be told is a failure of the test.
inline bool selects(const Value& query, std::string_view item) {
  const auto filter = Filter::compile(query);
  EXPECT_TRUE(filter) << (filter ? "" : filter.error().describe());
  if (!filter) return false;
  std::string padded(item);
  padded.append(item_padding_bytes, ' ');
  const auto view = extended_json_codec().make_view();
  const auto loaded = view->load(std::string_view(padded).substr(0, item.size()));
  EXPECT_TRUE(loaded) << item;
  const auto matcher = filter->matcher(extended_json_codec());
  const bool matched = matcher->matches(*view);
  EXPECT_EQ(matcher->failure(), nullptr) << item;
  return matched;
}

// A query, the items that it selects, and those that it does not.
struct Selection {
  std::string_view query;
  std::vector<std::string_view> selected;
  std::vector<std::string_view> left_out;
};

inline void check_selections(const std::vector<Selection>& selections) {
  for (const Selection& each : selections) {
    const Value query = from_json(each.query);
    for (const std::string_view item : each.selected)
      EXPECT_TRUE(selects(query, item)) << each.query << " must select " << item;
    for (const std::string_view item : each.left_out)
      EXPECT_FALSE(selects(query, item)) << each.query << " must not select " << item;
  }
}

}  // namespace whimbrel::model
