#include "whimbrel/engine/insert_collisions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "whimbrel/engine/counted.hpp"

namespace whimbrel::engine {
namespace {

constexpr std::size_t places_bytes_max = std::size_t{4} << 20;
constexpr std::size_t places_shown_max = 5;

struct PlaceHeader {
  std::uint64_t wanted;
  std::uint64_t name_bytes;
};

// "people "k""
std::string shown_place(std::string_view name) {
  const std::size_t cut = name.find('\0');
  return fmt::format("{} {}", name.substr(0, cut), name.substr(cut + 1));
}

}  // namespace

void InsertCollisions::PlaceTraits::append(const Place& place, std::string& out) {
  const PlaceHeader header{place.wanted, place.name.size()};
  out.append(reinterpret_cast<const char*>(&header), sizeof header);
  out += place.name;
}

std::size_t InsertCollisions::PlaceTraits::parse(std::string_view bytes, Place& out) {
  PlaceHeader header{};
  if (bytes.size() < sizeof header) return 0;
  std::memcpy(&header, bytes.data(), sizeof header);
  if (bytes.size() - sizeof header < header.name_bytes) return 0;
  out.wanted = header.wanted;
  out.name.assign(bytes.substr(sizeof header, header.name_bytes));
  return sizeof header + header.name_bytes;
}

bool InsertCollisions::PlaceTraits::combine(Place& into, const Place& from) {
  if (into.name != from.name) return false;
  into.wanted += from.wanted;
  return true;
}

base::Status InsertCollisions::add(const std::vector<NewItem>& inserts) {
  for (const NewItem& insert : inserts) {
    std::string& place = places_.emplace_back(insert.collection);
    place += '\0';
    place += insert.key;
    bytes_ += place.size() + sizeof(std::string);
  }
  return bytes_ > places_bytes_max ? spill() : base::Status();
}

base::Status InsertCollisions::absorb(InsertCollisions& other) {
  WHIMBREL_TRY(other.spill());
  runs_.absorb(other.runs_);
  return {};
}

base::Status InsertCollisions::spill() {
  if (places_.empty()) return {};
  std::sort(places_.begin(), places_.end());
  std::size_t at = 0;
  WHIMBREL_TRY(runs_.add_run([&](Place& place) -> base::Result<bool> {
    if (at == places_.size()) return false;
    place.name = std::move(places_[at]);
    place.wanted = 1;
    for (++at; at < places_.size() && places_[at] == place.name; ++at) ++place.wanted;
    return true;
  }));
  places_.clear();
  bytes_ = 0;
  return {};
}

base::Result<CheckResult> InsertCollisions::check() {
  WHIMBREL_TRY(spill());
  WHIMBREL_ASSIGN(auto merge, runs_.merge());
  std::uint64_t twice = 0;
  std::string examples;
  Place place;
  while (true) {
    WHIMBREL_ASSIGN(const bool more, merge.next(place));
    if (!more) break;
    if (place.wanted == 1) continue;
    if (++twice <= places_shown_max)
      examples += (examples.empty() ? "" : ", ") + shown_place(place.name);
  }
  if (twice == 0) return CheckResult{"every new item has a key of its own", true, "all differ"};
  return CheckResult{"every new item has a key of its own", false,
                     fmt::format("{} would be given to several items, such as {}: narrow the "
                                 "selection, or make the new key from more of the item",
                                 counted(twice, "key"), examples)};
}

}  // namespace whimbrel::engine
