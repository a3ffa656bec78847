#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace whimbrel::stores::dynamodb {

inline constexpr std::size_t transaction_actions_max = 100;
inline constexpr std::size_t transaction_bytes_max = std::size_t{4} << 20;

// Gathers the actions of one TransactWriteItems. The client gives it its token.
class TransactionRequest {
 public:
  // Adds what transaction_action() made. `item_bytes` is the size of the item that it leaves
  // behind. False, and nothing is added, when there is no room for it.
  bool add(std::string_view action, std::size_t item_bytes);

  std::size_t size() const noexcept { return actions_; }
  bool empty() const noexcept { return actions_ == 0; }
  // {"TransactItems":[…]}
  std::string body() const;

 private:
  std::string text_;
  std::size_t actions_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace whimbrel::stores::dynamodb
