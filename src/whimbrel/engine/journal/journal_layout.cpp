#include "whimbrel/engine/journal/journal_layout.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <cstring>

namespace whimbrel::engine {
namespace {

constexpr std::string_view magic = "WHIMJB01";
constexpr std::size_t checksum_at = 8;
constexpr std::size_t covered_at = 16;

template <typename Unsigned>
char* put_little_endian(char* out, Unsigned value) noexcept {
  for (std::size_t i = 0; i < sizeof(Unsigned); ++i) *out++ = static_cast<char>(value >> (8 * i));
  return out;
}

template <typename Unsigned>
const char* get_little_endian(const char* at, Unsigned& value) noexcept {
  value = 0;
  for (std::size_t i = 0; i < sizeof(Unsigned); ++i)
    value |= static_cast<Unsigned>(static_cast<unsigned char>(*at++)) << (8 * i);
  return at;
}

std::uint64_t checksum_of(std::string_view block) noexcept {
  return XXH3_64bits(block.data() + covered_at, block.size() - covered_at);
}

base::Status check_limits(const JournalBlockHeader& header) {
  if (header.raw_bytes > block_raw_bytes_max)
    return damaged_block(
        fmt::format("it promises {} bytes unpacked, more than the {} that a block holds",
                    header.raw_bytes, block_raw_bytes_max));
  if (header.entry_count > block_entries_max || header.field_count > block_fields_max)
    return damaged_block(
        fmt::format("it promises {} entries and {} fields, more than a block holds",
                    header.entry_count, header.field_count));
  const std::uint64_t least = std::uint64_t{header.entry_count} * entry_bytes_min +
                              std::uint64_t{header.field_count} * field_bytes_min;
  if (header.entries_bytes > header.raw_bytes || least > header.entries_bytes)
    return damaged_block(fmt::format(
        "its sizes contradict each other: {} entries and {} fields in {} of "
        "{} bytes",
        header.entry_count, header.field_count, header.entries_bytes, header.raw_bytes));
  return {};
}

}  // namespace

tl::unexpected<base::Error> damaged_block(std::string what) {
  return base::fail(base::ErrorKind::corrupt, std::move(what), std::string(journal_remedy()));
}

std::string_view journal_remedy() noexcept {
  return "this run can no longer be taken back from its journal: restore the store's files from a "
         "copy, or its collections from the backup made before the run (`whimbrel backup restore`)";
}

void seal_block(const JournalBlockHeader& header, char* block, std::size_t block_bytes) noexcept {
  std::memcpy(block, magic.data(), magic.size());
  char* out = put_little_endian(block + covered_at, header.sequence);
  std::memcpy(out, header.previous.data(), header.previous.size());
  out += header.previous.size();
  out = put_little_endian(out, header.entry_count);
  out = put_little_endian(out, header.field_count);
  out = put_little_endian(out, header.entries_bytes);
  put_little_endian(out, header.raw_bytes);
  put_little_endian(block + checksum_at, checksum_of({block, block_bytes}));
}

base::Result<JournalBlockHeader> open_block(std::string_view block) {
  if (block.size() < journal_header_bytes)
    return damaged_block(fmt::format("it has {} bytes, too few for a journal block", block.size()));
  if (!block.starts_with(magic)) return damaged_block("it does not begin as a journal block does");
  std::uint64_t checksum = 0;
  get_little_endian(block.data() + checksum_at, checksum);
  if (checksum != checksum_of(block)) return damaged_block("its checksum does not match its bytes");

  JournalBlockHeader header;
  const char* at = get_little_endian(block.data() + covered_at, header.sequence);
  std::memcpy(header.previous.data(), at, header.previous.size());
  at += header.previous.size();
  at = get_little_endian(at, header.entry_count);
  at = get_little_endian(at, header.field_count);
  at = get_little_endian(at, header.entries_bytes);
  get_little_endian(at, header.raw_bytes);
  WHIMBREL_TRY(check_limits(header));
  return header;
}

}  // namespace whimbrel::engine
