#include "whimbrel/stores/contract/contract_suite.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "whimbrel/stores/contract/contract_context.hpp"
#include "whimbrel/stores/contract/contract_test_list.hpp"

namespace whimbrel::stores::contract {
namespace {

class RunningTest final : public ::testing::Test {
 public:
  RunningTest(ContractTest test, StoreUnderTest store)
      : test_(std::move(test)), store_(std::move(store)) {}

  void TestBody() override {
    for (const Deviation& deviation : store_.deviations)
      if (deviation.test == test_.name) GTEST_SKIP() << deviation.reason;
    auto store = store_.make();
    ASSERT_NE(store, nullptr);
    Context context(std::move(store));
    test_.run(context);
  }

 private:
  ContractTest test_;
  StoreUnderTest store_;
};

ContractTests all_tests() {
  ContractTests all;
  for (const auto& tests : {collection_tests(), content_tests(), erase_tests(), group_tests(),
                            index_tests(), record_tests(), scan_tests(), split_tests(),
                            transaction_tests(), update_tests(), where_tests(), write_tests()})
    all.insert(all.end(), tests.begin(), tests.end());
  return all;
}

// Fails by itself when a deviation is spelled wrong, so that none lingers.
ContractTest deviations_test(const StoreUnderTest& store, const ContractTests& tests) {
  return {"every_deviation_names_a_test", [deviations = store.deviations, tests](Context&) {
            for (const Deviation& deviation : deviations)
              EXPECT_TRUE(std::any_of(tests.begin(), tests.end(), [&](const ContractTest& test) {
                return test.name == deviation.test;
              })) << deviation.test;
          }};
}

}  // namespace

bool register_contract_suite(const StoreUnderTest& store) {
  ContractTests tests = all_tests();
  tests.push_back(deviations_test(store, tests));
  const std::string suite = store.name + "Contract";
  for (const ContractTest& test : tests)
    ::testing::RegisterTest(
        suite.c_str(), test.name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
        [test, store]() -> ::testing::Test* { return new RunningTest(test, store); });
  return true;
}

}  // namespace whimbrel::stores::contract
