#include "whimbrel/stores/memory/scan_order.hpp"

#include <fmt/format.h>

#include "whimbrel/model/digest.hpp"

namespace whimbrel::stores::memory {
namespace {

constexpr std::size_t hash_bytes = 8;

// Compares as the number does.
std::string big_endian(std::uint64_t number) {
  std::string bytes(hash_bytes, '\0');
  for (std::size_t i = 0; i < hash_bytes; ++i)
    bytes[i] = static_cast<char>(number >> (8 * (hash_bytes - 1 - i)));
  return bytes;
}

// The first hash of part `part`; the part behind the last one has none.
std::string start_of_part(std::uint32_t part, std::uint32_t parts) {
  if (part >= parts) return {};
  const std::uint64_t width = ~std::uint64_t{0} / parts;
  return big_endian(width * part);
}

tl::unexpected<base::Error> unknown_range(std::string_view what) {
  return base::fail(base::ErrorKind::internal,
                    fmt::format("a range of keys cannot be scanned: {}", what),
                    "report this as a bug");
}

}  // namespace

std::string ScanOrder::place_of(model::KeyView key) const {
  if (by_key_) return std::string(key);
  return big_endian(model::fingerprint_of(key).high).append(key);
}

model::KeyView ScanOrder::key_at(std::string_view place) const {
  return by_key_ ? place : place.substr(hash_bytes);
}

base::Result<ScanOrder::Places> ScanOrder::places_of(const KeyRange& range) const {
  if (!by_key_) return places_of_part(range);
  if (range.parts != 1) return unknown_range("it is a part, but scans go in key order");
  Places places;
  if (range.after) places.after = range.after->text;
  if (range.until) places.until = range.until->text;
  return places;
}

base::Result<ScanOrder::Places> ScanOrder::places_of_part(const KeyRange& range) const {
  if (range.until) return unknown_range("it has an end, but scans go in no order of keys");
  if (range.part >= range.parts) return unknown_range("there is no such part");
  Places places;
  places.end = start_of_part(range.part + 1, range.parts);
  const std::string start = start_of_part(range.part, range.parts);
  // No place is the hash alone, so that nothing is lost by beginning after it.
  places.after = range.after ? place_of(range.after->text) : start;
  if (places.after < start || !places.hold(places.after))
    return unknown_range("the key that it begins after is of another part");
  return places;
}

}  // namespace whimbrel::stores::memory
