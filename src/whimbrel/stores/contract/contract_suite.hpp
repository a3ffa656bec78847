#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "whimbrel/stores/store.hpp"

// The suite that every store passes: what store.hpp promises, held against the real thing. A
// store's test file calls it once, before main:
//
//   static const bool registered = contract::register_contract_suite({"Memory", make_store, {}});
namespace whimbrel::stores::contract {

// A promise that a store cannot keep, and why.
struct Deviation {
  std::string test;    // "scan_ends_a_page_at_its_bytes"
  std::string reason;  // one line, shown where the test is skipped
};

struct StoreUnderTest {
  // The tests are called <name>Contract.<test>.
  std::string name;
  // Makes an empty store. Everything it needs, a scratch folder for one, goes with it.
  std::function<std::shared_ptr<Store>()> make;
  std::vector<Deviation> deviations;
};

// Registers every test of the suite with GoogleTest, to be called before RUN_ALL_TESTS. A deviation
// that names no test is a failing test itself. Always true, so that a static can hold it.
bool register_contract_suite(const StoreUnderTest& store);

}  // namespace whimbrel::stores::contract
