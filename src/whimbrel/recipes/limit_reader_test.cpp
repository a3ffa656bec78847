#include "whimbrel/recipes/limit_reader.hpp"

#include <gtest/gtest.h>

#include "whimbrel/recipes/document/yaml.hpp"

namespace whimbrel::recipes {
namespace {

struct Limit {
  std::optional<std::uint64_t> items;
  std::optional<double> share;
  bool is_wrong = false;
};

Limit limit_of(std::string_view yaml) {
  Findings findings;
  const auto limit = read_limit(*parse_yaml("r.yaml", yaml, findings), findings);
  if (findings.has_errors() || !limit) return {{}, {}, true};
  return {limit->items_max, limit->share_max};
}

TEST(LimitReader, takes_a_number_a_share_or_both) {
  EXPECT_EQ(limit_of("1000").items, 1000u);
  EXPECT_EQ(limit_of("20%").share, 0.2);
  EXPECT_EQ(limit_of("0.5%").share, 0.005);
  EXPECT_EQ(limit_of("{ affected: 20% }").share, 0.2);
  EXPECT_EQ(limit_of("{ affected: { items: 5 } }").items, 5u);
  const Limit both = limit_of("{ items: 5, share: 20% }");
  EXPECT_EQ(both.items, 5u);
  EXPECT_EQ(both.share, 0.2);
}

TEST(LimitReader, refuses_anything_else) {
  for (const char* yaml : {"x", "-1", "1.5", "120%", "-1%", "nan%", "inf%", "%", "''", "{}", "[]",
                           "{ affected: {} }", "{ affected: 5, items: 5 }", "{ items: 20% }",
                           "{ share: 5 }", "99999999999999999999", "{ itmes: 5 }"})
    EXPECT_TRUE(limit_of(yaml).is_wrong) << yaml;
}

}  // namespace
}  // namespace whimbrel::recipes
