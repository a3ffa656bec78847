#pragma once

#include <functional>
#include <string>
#include <vector>

#include "whimbrel/stores/contract/contract_context.hpp"

namespace whimbrel::stores::contract {

struct ContractTest {
  std::string name;
  std::function<void(Context&)> run;
};

using ContractTests = std::vector<ContractTest>;

ContractTests collection_tests();
ContractTests content_tests();
ContractTests erase_tests();
ContractTests group_tests();
ContractTests index_tests();
ContractTests record_tests();
ContractTests scan_tests();
ContractTests split_tests();
ContractTests transaction_tests();
ContractTests update_tests();
ContractTests where_tests();
ContractTests write_tests();

}  // namespace whimbrel::stores::contract
