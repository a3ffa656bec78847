#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/recipes/worker/line_worker.hpp"

namespace whimbrel::recipes {

struct JqSpec {
  std::vector<std::string> expressions;
  // The program whose body is run_jq_worker, with its arguments; empty: own_jq_command().
  std::vector<std::string> command;
  std::int64_t timeout_ms = 5'000;
  std::uint64_t memory_bytes_max = std::uint64_t{512} << 20;
};

struct JqRequest {
  std::size_t expression = 0;  // which of JqSpec::expressions
  std::string_view input;      // one JSON value
};

// jq expressions, evaluated in a process of their own, so that one that loops for ever, eats memory
// or crashes jq costs nothing but its own item. Each gives exactly one value for an input; none or
// several is an error. They see no environment, no files and no other input. Numbers are doubles,
// as jq 1.6 has them: an integer past 2^53 loses digits.
//
// Errors as LineWorker: invalid_data is about that input alone ("jq: Cannot iterate over null", "no
// answer in 5 s"), any other kind about jq itself. Not synchronised: one a thread.
class JqClient {
 public:
  // Errors of base::ChildProcess::start. The expressions have passed check_jq().
  static base::Result<std::unique_ptr<JqClient>> start(JqSpec spec);

  // One JSON value, without a line break.
  base::Result<std::string> ask(const JqRequest& request);
  std::vector<base::Result<std::string>> ask_many(std::span<const JqRequest> requests);

 private:
  explicit JqClient(std::unique_ptr<LineWorker> worker) : worker_(std::move(worker)) {}

  std::unique_ptr<LineWorker> worker_;
};

// How to start the jq worker of this very program: whimbrel's hidden verb, found by /proc/self/exe,
// which holds also after the file was replaced by a newer one. In a program that is not named
// whimbrel (an embedder's, a test's): the program that WHIMBREL_JQ_WORKER names, else the whimbrel
// in PATH. A test has testing/jq_program.hpp.
std::vector<std::string> own_jq_command();

}  // namespace whimbrel::recipes
