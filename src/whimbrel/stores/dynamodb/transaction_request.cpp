#include "whimbrel/stores/dynamodb/transaction_request.hpp"

namespace whimbrel::stores::dynamodb {

bool TransactionRequest::add(std::string_view action, std::size_t item_bytes) {
  if (actions_ == transaction_actions_max || bytes_ + item_bytes > transaction_bytes_max)
    return false;
  if (actions_ > 0) text_ += ',';
  text_ += action;
  ++actions_;
  bytes_ += item_bytes;
  return true;
}

std::string TransactionRequest::body() const { return R"({"TransactItems":[)" + text_ + "]}"; }

}  // namespace whimbrel::stores::dynamodb
