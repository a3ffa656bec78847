#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/recipes/change/jq_expressions.hpp"
#include "whimbrel/recipes/worker/line_worker.hpp"

namespace whimbrel::recipes {

// Somebody in another process who answers a line of JSON with a line of JSON. One thread.
class Asker {
 public:
  virtual ~Asker() = default;
  // An answer for each line, in their order. An error of kind invalid_data is about that line
  // alone, any other about the process.
  virtual std::vector<base::Result<std::string>> ask_many(
      std::span<const std::string_view> lines) = 0;
};

// One jq expression of those that `process` answers.
class JqAsker final : public Asker {
 public:
  JqAsker(std::shared_ptr<JqProcess> process, std::size_t expression);
  std::vector<base::Result<std::string>> ask_many(std::span<const std::string_view> lines) override;

 private:
  std::shared_ptr<JqProcess> process_;
  std::size_t expression_;
};

// A user's program, started when it is first asked.
class ProgramAsker final : public Asker {
 public:
  explicit ProgramAsker(WorkerSpec spec);
  std::vector<base::Result<std::string>> ask_many(std::span<const std::string_view> lines) override;

 private:
  WorkerSpec spec_;
  std::unique_ptr<LineWorker> worker_;
};

}  // namespace whimbrel::recipes
