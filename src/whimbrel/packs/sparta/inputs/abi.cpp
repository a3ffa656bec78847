#include "whimbrel/packs/sparta/inputs/abi.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "whimbrel/model/hex.hpp"
#include "whimbrel/packs/sparta/inputs/address.hpp"

namespace whimbrel::packs::sparta {
namespace {

constexpr std::size_t word_digits = 64;
constexpr std::string_view address_padding = "000000000000000000000000";

}  // namespace

std::string abi_word(std::string_view address) {
  return std::string(address_padding) + comparable(address).substr(2);
}

std::string abi_word(std::uint64_t number) { return fmt::format("{:064x}", number); }

std::optional<AbiReader> AbiReader::make(std::string_view hex) {
  if (!hex.starts_with("0x") || (hex.size() - 2) % word_digits != 0) return std::nullopt;
  hex.remove_prefix(2);
  std::vector<model::Uint256::Bytes> words(hex.size() / word_digits);
  for (model::Uint256::Bytes& word : words) {
    if (!model::read_hex(hex.substr(0, word_digits), word)) return std::nullopt;
    hex.remove_prefix(word_digits);
  }
  return AbiReader(std::move(words));
}

std::optional<model::Uint256> AbiReader::number(std::size_t word) const {
  if (word >= words()) return std::nullopt;
  return model::Uint256::from_bytes(words_[word]);
}

std::optional<std::string> AbiReader::address(std::size_t word) const {
  if (word >= words()) return std::nullopt;
  const std::span<const std::uint8_t> bytes(words_[word]);
  const auto padding = bytes.first(address_padding.size() / 2);
  if (std::any_of(padding.begin(), padding.end(), [](std::uint8_t byte) { return byte != 0; }))
    return std::nullopt;
  std::string address = "0x";
  model::append_hex(bytes.subspan(padding.size()), address);
  return address;
}

std::optional<std::vector<std::string>> AbiReader::addresses(std::size_t word) const {
  constexpr std::uint64_t word_bytes = 32;
  const auto offset_number = number(word);
  const auto offset = offset_number ? offset_number->to_uint64() : std::nullopt;
  if (!offset || *offset % word_bytes != 0 || *offset / word_bytes >= words()) return std::nullopt;
  const auto begin = static_cast<std::size_t>(*offset / word_bytes);
  const auto count_number = number(begin);
  const auto count = count_number ? count_number->to_uint64() : std::nullopt;
  if (!count || *count > words() - begin - 1) return std::nullopt;
  std::vector<std::string> read;
  for (std::size_t i = 0; i < *count; ++i) {
    auto one = address(begin + 1 + i);
    if (!one) return std::nullopt;
    read.push_back(*std::move(one));
  }
  return read;
}

}  // namespace whimbrel::packs::sparta
