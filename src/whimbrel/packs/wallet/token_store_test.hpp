#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/cancellation.hpp"
#include "whimbrel/base/clock.hpp"
#include "whimbrel/base/testing/source_path.hpp"
#include "whimbrel/engine/progress.hpp"
#include "whimbrel/engine/run_options.hpp"
#include "whimbrel/packs/wallet/token_fields.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::packs::wallet {

// Lines of a file in tests/data, without line ends.
inline std::vector<std::string> read_test_lines(const std::string& name) {
  std::ifstream file(base::testing::source_path("tests/data/" + name));
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  EXPECT_FALSE(lines.empty()) << name;
  return lines;
}

// Puts items (Extended JSON) into a collection kept by _id, which it makes.
inline void fill_collection(stores::Store& store, std::string_view collection,
                            const std::vector<std::string>& items) {
  const stores::CollectionSpec spec{std::string(collection), {model::Path({"_id"})}};
  ASSERT_TRUE(store.create_collection(spec));
  const auto session = store.open_session().value();
  const auto view = store.codec().make_view();
  for (const std::string& item : items) {
    std::string padded = item;
    padded.append(model::item_padding_bytes, ' ');
    ASSERT_TRUE(view->load({padded.data(), item.size()})) << item;
    const model::Key key = store.codec().key_of(*view, spec.key_fields).value();
    stores::ItemWrite write;
    write.kind = stores::ItemWrite::Kind::insert;
    write.collection = collection;
    write.key = key.text;
    write.after = item;
    stores::WriteOutcome outcome;
    ASSERT_TRUE(session->write({&write, 1}, {&outcome, 1}));
    ASSERT_EQ(outcome, stores::WriteOutcome::applied) << key.text;
  }
}

// All items of a collection by key.
inline std::map<std::string, std::string> read_collection(stores::Store& store,
                                                          std::string_view collection) {
  const auto session = store.open_session().value();
  stores::ScanRequest request{collection, {}};
  std::map<std::string, std::string> items;
  stores::Page page;
  for (bool ended = false; !ended;) {
    page.clear();
    ended = session->scan(request, page).value();
    for (std::size_t i = 0; i < page.size(); ++i)
      items.emplace(std::string(page[i].key), std::string(page[i].bytes));
    if (!ended) request.range.after = model::Key{std::string(page.reached())};
  }
  return items;
}

// A store in memory with what a run needs around it.
struct TokenStore {
  stores::memory::MemoryStore store;
  base::ManualClock clock;
  base::Cancellation cancellation;
  engine::RunEnvironment environment{store, clock, cancellation, engine::silent_progress()};
};

}  // namespace whimbrel::packs::wallet
