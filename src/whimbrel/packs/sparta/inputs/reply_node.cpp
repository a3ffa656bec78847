#include "whimbrel/packs/sparta/inputs/reply_node.hpp"

#include <fmt/format.h>

#include <charconv>
#include <limits>

#include "whimbrel/packs/sparta/inputs/address.hpp"

namespace whimbrel::packs::sparta {
namespace {

constexpr auto whole_max = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

}  // namespace

bool ReplyNode::has(std::string_view name) const {
  const model::Value* found = value_->find(name);
  return found != nullptr && !found->is<model::Null>();
}

base::Result<ReplyNode> ReplyNode::field(std::string_view name) const {
  std::string place = place_.empty() ? std::string(name) : fmt::format("{}.{}", place_, name);
  const model::Value* found = value_->find(name);
  if (found == nullptr)
    return tl::unexpected(ReplyNode(*value_, *source_, std::move(place)).wrong("is missing"));
  return ReplyNode(*found, *source_, std::move(place));
}

base::Result<std::vector<ReplyNode>> ReplyNode::elements() const {
  const auto* list = value_->get_if<model::List>();
  if (list == nullptr) return tl::unexpected(wrong("is no list"));
  std::vector<ReplyNode> elements;
  elements.reserve(list->size());
  for (std::size_t i = 0; i < list->size(); ++i)
    elements.emplace_back((*list)[i], *source_, fmt::format("{}[{}]", place_, i));
  return elements;
}

base::Result<std::string> ReplyNode::text() const {
  if (const auto* text = value_->get_if<std::string>()) return *text;
  return tl::unexpected(wrong("is no text"));
}

base::Result<std::uint64_t> ReplyNode::whole() const {
  if (const auto* small = value_->get_if<std::int32_t>(); small != nullptr && *small >= 0)
    return static_cast<std::uint64_t>(*small);
  if (const auto* large = value_->get_if<std::int64_t>(); large != nullptr && *large >= 0)
    return static_cast<std::uint64_t>(*large);
  if (const auto* text = value_->get_if<std::string>(); text != nullptr && !text->empty()) {
    std::uint64_t number = 0;
    const char* const end = text->data() + text->size();
    const auto [stop, error] = std::from_chars(text->data(), end, number);
    if (error == std::errc() && stop == end && number <= whole_max) return number;
  }
  return tl::unexpected(wrong("is no whole number from 0 on"));
}

base::Result<std::string> ReplyNode::address() const {
  const auto* text = value_->get_if<std::string>();
  if (text == nullptr || !normal_address(*text)) return tl::unexpected(wrong("is no address"));
  return *text;
}

base::Error ReplyNode::wrong(std::string_view what) const {
  return {base::ErrorKind::invalid_data,
          fmt::format("{} gave an answer of another shape: {} {}", source_->url,
                      place_.empty() ? "the whole" : place_, what),
          fmt::format("look whether {} names the right service and what that says now; nothing was "
                      "changed",
                      source_->setting)};
}

}  // namespace whimbrel::packs::sparta
