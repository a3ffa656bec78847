#include "whimbrel/stores/testing/disk_file.hpp"

#include <algorithm>
#include <limits>

namespace whimbrel::stores::testing {
namespace {

constexpr std::size_t sector_bytes = 512;

// How much of what was not synced a power loss leaves; seeds take one after the other.
enum class Survival : std::uint8_t {
  none,
  all,
  first_ones,
  some_writes,
  few_sectors,
  most_sectors
};
constexpr std::uint64_t survivals = 6;

void place(std::string& content, std::size_t offset, std::string_view bytes) {
  if (content.size() < offset + bytes.size()) content.resize(offset + bytes.size(), '\0');
  std::copy(bytes.begin(), bytes.end(), content.begin() + static_cast<std::ptrdiff_t>(offset));
}

}  // namespace

std::uint64_t SeededNumbers::next() {
  // splitmix64
  std::uint64_t mixed = state_ += 0x9E3779B97F4A7C15U;
  mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
  return mixed ^ (mixed >> 31U);
}

void DiskFile::apply(const Change& change, std::string& content) {
  if (change.truncates)
    content.resize(change.offset, '\0');
  else
    place(content, change.offset, change.bytes);
}

void DiskFile::write(std::size_t offset, std::string_view bytes) {
  unsynced_.push_back({false, offset, std::string(bytes), false});
  apply(unsynced_.back(), visible_);
}

void DiskFile::truncate(std::size_t size) {
  unsynced_.push_back({true, size, {}, false});
  apply(unsynced_.back(), visible_);
}

std::vector<DiskFile::Change> DiskFile::without_range(const Change& change, std::size_t begin,
                                                      std::size_t end) {
  std::vector<Change> rest;
  const std::size_t change_end = change.offset + change.bytes.size();
  if (change.offset < begin)
    rest.push_back({false, change.offset,
                    change.bytes.substr(0, std::min(begin, change_end) - change.offset), true});
  if (change_end > end) {
    const std::size_t start = std::max(end, change.offset);
    rest.push_back({false, start, change.bytes.substr(start - change.offset), true});
  }
  return rest;
}

void DiskFile::sync() {
  std::vector<Change> given_up;
  for (Change& change : unsynced_) {
    if (change.given_up && !change.truncates) {
      given_up.push_back(std::move(change));
      continue;
    }
    // What is written over or cut off now no longer matters, lost or not.
    const std::size_t begin = change.offset;
    const std::size_t end = change.truncates ? std::numeric_limits<std::size_t>::max()
                                             : change.offset + change.bytes.size();
    std::vector<Change> still_given_up;
    for (const Change& earlier : given_up)
      for (Change& rest : without_range(earlier, begin, end))
        still_given_up.push_back(std::move(rest));
    given_up = std::move(still_given_up);
    apply(change, durable_);
  }
  unsynced_ = std::move(given_up);
}

void DiskFile::fail_sync() {
  for (Change& change : unsynced_) change.given_up = true;
}

std::string DiskFile::after_power_loss(SeededNumbers& numbers) const {
  const auto survival = static_cast<Survival>(numbers.next(survivals));
  const std::uint64_t first_ones = numbers.next(unsynced_.size() + 1);
  const auto survives = [&](std::size_t index, bool whole_write) {
    switch (survival) {
      case Survival::none:
        return false;
      case Survival::all:
        return true;
      case Survival::first_ones:
        return index < first_ones;
      case Survival::some_writes:
        return whole_write ? numbers.next(2) == 0 : true;
      case Survival::few_sectors:
        return whole_write || numbers.next(8) == 0;
      case Survival::most_sectors:
        return whole_write || numbers.next(8) != 0;
    }
    return false;
  };

  // Changes of the size reach the disk in their order; the last that did gives the size.
  const std::uint64_t sizes_kept = survival == Survival::none  ? 0
                                   : survival == Survival::all ? unsynced_.size()
                                   : survival == Survival::first_ones
                                       ? first_ones
                                       : numbers.next(unsynced_.size() + 1);
  std::string content = durable_;
  std::size_t size = durable_.size();
  for (std::size_t i = 0; i < unsynced_.size(); ++i) {
    const Change& change = unsynced_[i];
    if (change.truncates) {
      if (i >= sizes_kept) continue;
      apply(change, content);
      size = change.offset;
      continue;
    }
    if (i < sizes_kept) size = std::max(size, change.offset + change.bytes.size());
    if (!survives(i, true)) continue;
    const std::string_view bytes = change.bytes;
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t to_border = sector_bytes - (change.offset + at) % sector_bytes;
      const std::string_view sector = bytes.substr(at, to_border);
      if (survives(i, false)) place(content, change.offset + at, sector);
      at += sector.size();
    }
  }
  content.resize(size, '\0');
  return content;
}

}  // namespace whimbrel::stores::testing
