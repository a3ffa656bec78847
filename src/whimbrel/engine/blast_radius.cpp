#include "whimbrel/engine/blast_radius.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "whimbrel/engine/counted.hpp"

namespace whimbrel::engine {

std::optional<std::uint64_t> items_allowed(const BlastRadius& radius, const Plan& plan) {
  std::optional<std::uint64_t> allowed = radius.items_max;
  if (radius.share_max) {
    const auto by_share =
        static_cast<std::uint64_t>(*radius.share_max * static_cast<double>(plan.items_total));
    allowed = allowed ? std::min(*allowed, by_share) : by_share;
  }
  return allowed;
}

base::Status check_blast_radius(const BlastRadius& radius, const Plan& plan, std::string remedy) {
  const auto allowed = items_allowed(radius, plan);
  const std::uint64_t wanted = plan.test_items_max
                                   ? std::min(*plan.test_items_max, plan.items_selected)
                                   : plan.items_selected;
  if (!allowed || wanted <= *allowed) return {};
  return base::fail(
      base::ErrorKind::refused,
      fmt::format("blast radius: {} of {} would change, {} allowed; nothing was changed",
                  count_text(wanted), counted(plan.items_total, plan.item_noun),
                  count_text(*allowed)),
      std::move(remedy));
}

base::Status check_still_within(const BlastRadius& radius, const Plan& plan, std::uint64_t changed,
                                std::uint64_t more) {
  const auto allowed = items_allowed(radius, plan);
  if (!allowed || changed + more <= *allowed) return {};
  return base::fail(
      base::ErrorKind::refused,
      fmt::format("blast radius: {} changed and the next batch has {}, {} allowed in "
                  "all; stopped at a batch border",
                  counted(changed, plan.item_noun), count_text(more), count_text(*allowed)),
      "live writers made more since the preview: raise --max-affected and `whimbrel "
      "resume`, or `whimbrel down`");
}

}  // namespace whimbrel::engine
