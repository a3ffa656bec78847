#include "whimbrel/recipes/change/jq_expressions.hpp"

#include <algorithm>
#include <utility>

namespace whimbrel::recipes {

std::size_t JqExpressions::add(const std::string& expression) {
  const auto known = std::ranges::find(all_, expression);
  if (known != all_.end()) return static_cast<std::size_t>(known - all_.begin());
  all_.push_back(expression);
  return all_.size() - 1;
}

JqProcess::JqProcess(std::shared_ptr<const JqExpressions> expressions)
    : expressions_(std::move(expressions)), client_(nullptr) {}

base::Result<JqClient*> JqProcess::client() {
  if (client_ && *client_ == nullptr) {
    JqSpec spec;
    spec.expressions = expressions_->all();
    spec.command = expressions_->command();
    client_ = JqClient::start(std::move(spec));
  }
  if (!client_) return tl::unexpected(client_.error());
  return client_->get();
}

}  // namespace whimbrel::recipes
