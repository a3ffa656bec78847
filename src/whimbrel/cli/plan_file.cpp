#include "whimbrel/cli/plan_file.hpp"

#include <utility>

namespace whimbrel::cli {
namespace {

constexpr std::size_t plan_bytes_max = std::size_t{64} << 20;

}  // namespace

base::Result<engine::Plan> read_plan_file(const Invocation& call, const std::string& path,
                                          const std::string& remedy) {
  auto text = base::read_file(call.files(), path, plan_bytes_max);
  if (!text) return base::fail_in("--plan", std::move(text).error());
  auto plan = engine::plan_from_json(*text);
  if (!plan) return base::fail_in("--plan " + path, std::move(plan).error().with_remedy(remedy));
  return plan;
}

}  // namespace whimbrel::cli
