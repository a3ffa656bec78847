#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/recipes/worker/jq_client.hpp"

namespace whimbrel::recipes {

// The jq expressions of one recipe, in the order they were compiled.
class JqExpressions {
 public:
  // `command` starts a jq worker; empty: this very program does.
  explicit JqExpressions(std::vector<std::string> command) : command_(std::move(command)) {}

  // Which one it is from now on; the same text twice is one expression.
  std::size_t add(const std::string& expression);
  bool empty() const noexcept { return all_.empty(); }
  const std::vector<std::string>& all() const noexcept { return all_; }
  const std::vector<std::string>& command() const noexcept { return command_; }

 private:
  std::vector<std::string> command_;
  std::vector<std::string> all_;
};

// The process that answers them for one thread, started when it is first asked.
class JqProcess {
 public:
  // `expressions` may still grow until the first client().
  explicit JqProcess(std::shared_ptr<const JqExpressions> expressions);

  // Errors of JqClient::start, the same from then on.
  base::Result<JqClient*> client();

 private:
  std::shared_ptr<const JqExpressions> expressions_;
  base::Result<std::unique_ptr<JqClient>> client_;
};

}  // namespace whimbrel::recipes
