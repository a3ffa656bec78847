#include "whimbrel/stores/contract/testing/random_scans.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "whimbrel/model/filter/filter.hpp"
#include "whimbrel/model/filter/testing/arbitrary_query.hpp"
#include "whimbrel/model/testing/respelled_json.hpp"

namespace whimbrel::stores::contract::testing {
namespace {

constexpr const char* scanned_collection = "scanned";
constexpr int items_a_round = 40;

using Keys = std::vector<std::string>;

// As other programs spell it, where the store keeps JSON.
std::string spelled(const Context& context, const model::Value& item) {
  std::string text = context.encode(item);
  if (context.codec().name() != "ejson" || *rc::gen::arbitrary<bool>()) return text;
  return model::testing::JsonRespeller(*rc::gen::arbitrary<std::uint32_t>()).respelled(text);
}

void fill_collection(Context& context) {
  for (int i = 0; i < items_a_round; ++i) {
    model::Value item = *model::testing::arbitrary_queried_item();
    auto* const fields = item.get_if<model::Object>();
    fields->append("_id", "item");
    context.insert(context.key(i), spelled(context, item), scanned_collection);
  }
}

Keys selected_keys(Context& context, const model::Filter& filter, const ScanRequest& asked) {
  ScanRequest request = asked;
  const auto view = context.codec().make_view();
  const auto matcher = filter.matcher(context.codec());
  Keys keys;
  Page page;
  for (bool ended = false; !ended;) {
    page.clear();
    const auto scanned = context.session().scan(request, page);
    if (!scanned) RC_FAIL(scanned.error().describe());
    for (std::size_t i = 0; i < page.size(); ++i) {
      RC_ASSERT(view->load(page[i].bytes).has_value());
      if (matcher->matches(*view)) keys.emplace_back(page[i].key);
    }
    ended = *scanned;
    if (!ended) request.range.after = model::Key{std::string(page.reached())};
  }
  return keys;
}

void check_one_round(Context& context, const std::vector<IndexSpec>& indexes) {
  if (context.store().collection(scanned_collection))
    RC_ASSERT(context.store().drop_collection(scanned_collection).has_value());
  context.make_collection(scanned_collection);
  for (const IndexSpec& index : indexes)
    if (auto made = context.store().create_index(scanned_collection, index); !made)
      RC_FAIL(made.error().describe());
  fill_collection(context);
  for (int i = 0; i < 20; ++i) {
    const model::Value query = *model::testing::arbitrary_query();
    const auto filter = model::Filter::compile(query);
    if (!filter) RC_FAIL(filter.error().describe());
    ScanRequest request{scanned_collection, {}, *rc::gen::inRange<std::size_t>(1, 50)};
    if (*rc::gen::arbitrary<bool>()) request.range.after = model::Key{context.key(5)};
    if (context.has_ordered_scans() && *rc::gen::arbitrary<bool>())
      request.range.until = model::Key{context.key(30)};
    const Keys of_everything = selected_keys(context, *filter, request);
    request.where = &*filter;
    RC_ASSERT(selected_keys(context, *filter, request) == of_everything);
  }
}

}  // namespace

void check_random_scans(Context& context, const std::vector<IndexSpec>& indexes) {
  EXPECT_TRUE(rc::check([&] { check_one_round(context, indexes); }));
}

}  // namespace whimbrel::stores::contract::testing
