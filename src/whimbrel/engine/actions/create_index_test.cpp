#include "whimbrel/engine/actions/create_index.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/stores/memory/memory_store.hpp"
#include "whimbrel/stores/testing/forwarding_store.hpp"

namespace whimbrel::engine {
namespace {

using model::Path;
using stores::IndexSpec;

// Lists its indexes as ones that are being filled until somebody makes one: a store that a process
// was killed on while it waited for an index.
class FillingStore final : public stores::testing::ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;

  base::Status create_index(std::string_view collection, const IndexSpec& index) override {
    is_filling = false;
    return store().create_index(collection, index);
  }
  base::Result<std::vector<IndexSpec>> indexes(std::string_view collection) override {
    WHIMBREL_ASSIGN(auto listed, store().indexes(collection));
    for (IndexSpec& index : listed) index.is_built = !is_filling;
    return listed;
  }

  bool is_filling = true;
};

class CreateIndexTest : public ::testing::Test {
 protected:
  CreateIndexTest() { EXPECT_TRUE(memory_.create_collection({"people", {Path({"_id"})}})); }

  ActionContext context_of(stores::Store& store) {
    ActionContext context{store, clock_, cancellation_, silent_progress(), "r1", 0,
                          {},    {},     nullptr};
    context.memo = action_.prepare(context).value();
    return context;
  }

  base::ManualClock clock_;
  base::Cancellation cancellation_;
  stores::memory::MemoryStore memory_;
  IndexSpec by_name_{"by_name", {Path({"name"})}};
  CreateIndex action_{"people", by_name_};
};

TEST_F(CreateIndexTest, makes_it_once_and_takes_back_its_own) {
  const ActionContext context = context_of(memory_);
  EXPECT_FALSE(action_.is_done(context).value());
  ASSERT_TRUE(action_.perform(context));
  EXPECT_TRUE(action_.is_done(context).value());
  ASSERT_TRUE(action_.undo(context));
  EXPECT_THAT(memory_.indexes("people").value(), ::testing::IsEmpty());
  EXPECT_TRUE(action_.undo(context)) << "undone already is fine";
}

TEST_F(CreateIndexTest, leaves_one_that_was_there_and_one_that_somebody_put_in_its_place) {
  ASSERT_TRUE(memory_.create_index("people", by_name_));
  ASSERT_TRUE(action_.undo(context_of(memory_)));
  EXPECT_THAT(memory_.indexes("people").value(), ::testing::ElementsAre(by_name_));

  ASSERT_TRUE(memory_.drop_index("people", "by_name"));
  const ActionContext made_here = context_of(memory_);
  const IndexSpec other{"by_name", {Path({"nickname"})}};
  ASSERT_TRUE(memory_.create_index("people", other));
  EXPECT_FALSE(action_.is_done(made_here)) << "another one of this name is refused";
  ASSERT_TRUE(action_.undo(made_here));
  EXPECT_THAT(memory_.indexes("people").value(), ::testing::ElementsAre(other));
}

TEST_F(CreateIndexTest, is_not_done_while_the_store_is_still_filling_it) {
  FillingStore store(memory_);
  const ActionContext context = context_of(store);
  ASSERT_TRUE(memory_.create_index("people", by_name_));
  EXPECT_FALSE(action_.is_done(context).value());
  ASSERT_TRUE(action_.perform(context));
  EXPECT_TRUE(action_.is_done(context).value());
}

}  // namespace
}  // namespace whimbrel::engine
