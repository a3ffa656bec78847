#pragma once

#include <optional>
#include <string>
#include <vector>

#include "whimbrel/model/value.hpp"

// The field `validators` of an operator: from migration 07 on a list of {validatorAddress}, from 08
// on a list of plain addresses.
namespace whimbrel::packs::sparta {

enum class ListForm : std::uint8_t { empty, objects, addresses };

struct ValidatorList {
  ListForm form = ListForm::empty;
  std::vector<std::string> addresses;  // as they are spelled, in the list's order
};

// nullopt when it is no list, or one that holds anything else, or both.
std::optional<ValidatorList> read_validator_list(const model::Value& value);

model::Value list_of_objects(const std::vector<std::string>& addresses);
model::Value list_of_addresses(const std::vector<std::string>& addresses);

// Whether both name the same validators, in whatever order and spelling.
bool same_validators(const std::vector<std::string>& a, const std::vector<std::string>& b);

}  // namespace whimbrel::packs::sparta
