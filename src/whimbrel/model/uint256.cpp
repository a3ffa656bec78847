#include "whimbrel/model/uint256.hpp"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <iterator>

#include "whimbrel/model/hex.hpp"

namespace whimbrel::model {
namespace {

using WideInteger = boost::multiprecision::uint256_t;

// 2^256 has 78 digits.
constexpr std::size_t decimal_digits_max = 78;

tl::unexpected<base::Error> not_uint256(std::string_view what) {
  return base::fail(base::ErrorKind::invalid_data, std::string(what),
                    "give a whole number from 0 to 2^256 - 1, in decimal digits or as 0x and "
                    "hexadecimal digits");
}

WideInteger wide(const Uint256& number) {
  WideInteger integer;
  const Uint256::Bytes bytes = number.bytes();
  boost::multiprecision::import_bits(integer, bytes.begin(), bytes.end());
  return integer;
}

}  // namespace

Uint256::Uint256(std::uint64_t number) {
  for (auto byte = bytes_.rbegin(); number != 0; ++byte, number >>= 8)
    *byte = static_cast<std::uint8_t>(number & 0xff);
}

base::Result<Uint256> Uint256::from_decimal(std::string_view digits) {
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos)
    return not_uint256("a uint256 is decimal digits only");
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size() - 1));
  // One size up, so that too large a number shows instead of wrapping round.
  boost::multiprecision::uint512_t integer = 0;
  if (digits.size() <= decimal_digits_max) integer.assign(std::string(digits));
  if (digits.size() > decimal_digits_max || boost::multiprecision::msb(integer | 1) >= 256)
    return not_uint256("the number does not fit 256 bits");
  std::vector<std::uint8_t> significant;
  boost::multiprecision::export_bits(integer, std::back_inserter(significant), 8);
  Uint256 number;
  std::copy_backward(significant.begin(), significant.end(), number.bytes_.end());
  return number;
}

base::Result<Uint256> Uint256::from_hex(std::string_view text) {
  Uint256 number;
  if (text.size() < 3 || text.size() > 2 + 2 * number.bytes_.size() || !text.starts_with("0x"))
    return not_uint256("a uint256 in hexadecimal is 0x and 1 to 64 digits");
  std::string digits(2 * number.bytes_.size() - (text.size() - 2), '0');
  digits += text.substr(2);
  if (!read_hex(digits, number.bytes_)) return not_uint256("this is not a hexadecimal number");
  return number;
}

Uint256 Uint256::from_bytes(const Bytes& big_endian) noexcept {
  Uint256 number;
  number.bytes_ = big_endian;
  return number;
}

std::string Uint256::decimal() const { return wide(*this).str(); }

std::string Uint256::hex() const {
  std::string digits;
  append_hex(bytes_, digits);
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  return "0x" + digits;
}

std::optional<std::uint64_t> Uint256::to_uint64() const noexcept {
  constexpr std::size_t high_bytes = 24;
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < bytes_.size(); ++i) {
    if (i < high_bytes && bytes_[i] != 0) return std::nullopt;
    number = (number << 8) | bytes_[i];
  }
  return number;
}

}  // namespace whimbrel::model
