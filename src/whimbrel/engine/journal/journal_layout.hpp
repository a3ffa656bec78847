#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/digest.hpp"

// The bytes of a journal block that writer and reader share. Described for people in
// docs/formats/journal.md.
namespace whimbrel::engine {

// What one block holds at most. The reader allocates nothing beyond these, whatever a damaged or
// forged block promises; the writer refuses to make a block that the reader would refuse.
inline constexpr std::size_t block_raw_bytes_max = std::size_t{256} << 20;
inline constexpr std::uint32_t block_entries_max = 1u << 20;
inline constexpr std::uint32_t block_fields_max = 1u << 22;
inline constexpr std::size_t block_collections_max = 65'536;
// About the memory that a block's paths take when read. A Path also holds the paths of all
// containers it leads through, hence the square.
inline constexpr std::size_t block_paths_cost_max = std::size_t{128} << 20;
constexpr std::size_t path_cost(std::size_t segments, std::size_t bytes) noexcept {
  return (segments + 1) * (bytes + 64 * (segments + 1));
}

struct JournalBlockHeader {
  std::uint64_t sequence = 0;
  model::Sha256Digest previous{};
  std::uint32_t entry_count = 0;
  std::uint32_t field_count = 0;
  // The payload, unpacked: entries, and behind them the names they point at.
  std::uint32_t entries_bytes = 0;
  std::uint32_t raw_bytes = 0;
};

inline constexpr std::size_t journal_header_bytes = 72;

// Writes the header at `block`, whose payload frame stands behind it already: the checksum covers
// both. `block_bytes` counts header and frame.
void seal_block(const JournalBlockHeader& header, char* block, std::size_t block_bytes) noexcept;

// Reads the header of a whole block and holds its checksum and limits. corrupt, saying what is
// wrong.
base::Result<JournalBlockHeader> open_block(std::string_view block);

// What an error about a damaged journal tells the operator to do.
std::string_view journal_remedy() noexcept;

// corrupt, with `what` is wrong and that remedy.
tl::unexpected<base::Error> damaged_block(std::string what);

// What each entry begins with: its kind in the low bits, then what follows.
namespace entry_tag {
inline constexpr unsigned kind_mask = 0x03;
inline constexpr unsigned other_collection = 0x04;  // index of a name; else as the entry before
inline constexpr unsigned has_fields = 0x08;
inline constexpr unsigned has_before = 0x10;
inline constexpr unsigned has_after = 0x20;
inline constexpr unsigned with_next = 0x40;
inline constexpr unsigned all = 0x7F;
}  // namespace entry_tag

// What each field begins with: its inverse edit's kind in the low bits, then what follows.
namespace field_tag {
inline constexpr unsigned kind_mask = 0x03;
inline constexpr unsigned has_after = 0x04;
inline constexpr unsigned has_raw = 0x08;
inline constexpr unsigned has_ordinal = 0x10;
inline constexpr unsigned all = 0x1F;
}  // namespace field_tag

// The shortest entry and the shortest field: a tag and one varint each.
inline constexpr std::size_t entry_bytes_min = 2;
inline constexpr std::size_t field_bytes_min = 2;
inline constexpr std::size_t fingerprint_bytes = 16;

}  // namespace whimbrel::engine
