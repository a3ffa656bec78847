#include "whimbrel/recipes/change/asker.hpp"

#include <utility>

namespace whimbrel::recipes {
namespace {

std::vector<base::Result<std::string>> all_failed(std::size_t count, const base::Error& error) {
  return std::vector<base::Result<std::string>>(count, tl::unexpected(error));
}

}  // namespace

JqAsker::JqAsker(std::shared_ptr<JqProcess> process, std::size_t expression)
    : process_(std::move(process)), expression_(expression) {}

std::vector<base::Result<std::string>> JqAsker::ask_many(std::span<const std::string_view> lines) {
  const auto client = process_->client();
  if (!client) return all_failed(lines.size(), client.error());
  std::vector<JqRequest> requests;
  requests.reserve(lines.size());
  for (const std::string_view line : lines) requests.push_back({expression_, line});
  return (*client)->ask_many(requests);
}

ProgramAsker::ProgramAsker(WorkerSpec spec) : spec_(std::move(spec)) {}

std::vector<base::Result<std::string>> ProgramAsker::ask_many(
    std::span<const std::string_view> lines) {
  if (worker_ == nullptr) {
    auto started = LineWorker::start(spec_);
    if (!started) return all_failed(lines.size(), started.error());
    worker_ = *std::move(started);
  }
  return worker_->ask_many(lines);
}

}  // namespace whimbrel::recipes
