#include "whimbrel/packs/sparta/validator_list.hpp"

#include <set>

#include "whimbrel/packs/sparta/inputs/address.hpp"

namespace whimbrel::packs::sparta {
namespace {

using model::List;
using model::Object;
using model::Value;

constexpr const char* address_field = "validatorAddress";

std::set<std::string> comparable_set(const std::vector<std::string>& addresses) {
  std::set<std::string> set;
  for (const std::string& address : addresses) set.insert(comparable(address));
  return set;
}

}  // namespace

std::optional<ValidatorList> read_validator_list(const Value& value) {
  const auto* elements = value.get_if<List>();
  if (elements == nullptr) return std::nullopt;
  ValidatorList list;
  for (const Value& element : *elements) {
    const ListForm form = element.is<Object>() ? ListForm::objects : ListForm::addresses;
    if (list.form != ListForm::empty && list.form != form) return std::nullopt;
    list.form = form;
    const Value* address = form == ListForm::objects ? element.find(address_field) : &element;
    const auto* text = address == nullptr ? nullptr : address->get_if<std::string>();
    if (text == nullptr) return std::nullopt;
    list.addresses.push_back(*text);
  }
  return list;
}

Value list_of_objects(const std::vector<std::string>& addresses) {
  List list;
  for (const std::string& address : addresses)
    list.emplace_back(Object{{address_field, Value(address)}});
  return list;
}

Value list_of_addresses(const std::vector<std::string>& addresses) {
  List list;
  for (const std::string& address : addresses) list.emplace_back(address);
  return list;
}

bool same_validators(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return comparable_set(a) == comparable_set(b);
}

}  // namespace whimbrel::packs::sparta
