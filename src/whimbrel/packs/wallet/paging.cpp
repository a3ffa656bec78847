#include "whimbrel/packs/wallet/paging.hpp"

#include <fmt/format.h>

#include <charconv>

namespace whimbrel::packs::wallet {
namespace {

constexpr std::size_t shown_chars_max = 40;

base::Status read_number(std::string_view name, std::optional<std::string_view> text,
                         std::uint64_t min, std::uint64_t max, std::uint64_t& number) {
  if (!text) return {};
  std::uint64_t read = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), read);
  if (error == std::errc() && end == text->data() + text->size() && read >= min && read <= max) {
    number = read;
    return {};
  }
  return base::fail(base::ErrorKind::usage,
                    fmt::format("{} \"{}\" is not allowed", name, text->substr(0, shown_chars_max)),
                    fmt::format("give {} as a whole number from {} to {}", name, min, max));
}

}  // namespace

base::Result<Paging> parse_paging(std::optional<std::string_view> limit,
                                  std::optional<std::string_view> offset) {
  Paging paging;
  WHIMBREL_TRY(read_number("limit", limit, 1, Paging::limit_max, paging.limit));
  WHIMBREL_TRY(read_number("offset", offset, 0, Paging::offset_max, paging.offset));
  return paging;
}

}  // namespace whimbrel::packs::wallet
