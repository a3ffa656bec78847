// Journal blocks from hostile bytes: no crash, no memory beyond what the format allows, and what is
// read is packed again and read as the same. A checksum would stop nearly every input at the door,
// so the first byte says how far in the rest goes: as a block, as its frame, or as its payload.
#include <zstd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "tests/fuzz/require.hpp"
#include "whimbrel/engine/journal/journal_block.hpp"
#include "whimbrel/engine/journal/journal_layout.hpp"

namespace {

using namespace whimbrel;
using engine::JournalBlock;
using engine::JournalEntry;
using fuzz::require;

std::uint32_t take_number(std::string_view& input) {
  std::uint32_t number = 0;
  for (int i = 0; i < 2 && !input.empty(); ++i) {
    number = number << 8 | static_cast<unsigned char>(input.front());
    input.remove_prefix(1);
  }
  return number;
}

std::string sealed(engine::JournalBlockHeader header, std::string_view frame) {
  std::string block(engine::journal_header_bytes, '\0');
  block += frame;
  engine::seal_block(header, block.data(), block.size());
  return block;
}

std::string as_frame(std::string_view input) {
  engine::JournalBlockHeader header;
  header.entry_count = take_number(input);
  header.field_count = take_number(input);
  header.entries_bytes = take_number(input);
  header.raw_bytes = take_number(input);
  return sealed(header, input);
}

std::string as_payload(std::string_view input) {
  engine::JournalBlockHeader header;
  header.entry_count = take_number(input);
  header.field_count = take_number(input);
  header.entries_bytes = take_number(input);
  header.raw_bytes = static_cast<std::uint32_t>(input.size());
  std::string frame(ZSTD_compressBound(input.size()), '\0');
  frame.resize(ZSTD_compress(frame.data(), frame.size(), input.data(), input.size(), 1));
  return sealed(header, frame);
}

bool same(const JournalEntry& a, const JournalEntry& b) {
  const auto same_field = [](const engine::FieldUndo& x, const engine::FieldUndo& y) {
    return x.inverse.kind == y.inverse.kind && *x.inverse.path == *y.inverse.path &&
           x.inverse.raw == y.inverse.raw && x.inverse.ordinal == y.inverse.ordinal &&
           x.after == y.after;
  };
  return a.done == b.done && a.collection == b.collection && a.key == b.key &&
         a.before == b.before && a.after == b.after &&
         std::equal(a.fields.begin(), a.fields.end(), b.fields.begin(), b.fields.end(), same_field);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.empty()) return 0;
  const char depth = input.front();
  input.remove_prefix(1);
  const std::string bytes = depth == 'b'   ? std::string(input)
                            : depth == 'f' ? as_frame(input)
                                           : as_payload(input);
  const auto block = JournalBlock::unpack(bytes, 0, {});
  if (!block) {
    require(block.error().kind() == base::ErrorKind::corrupt);
    return 0;
  }

  engine::JournalBlockWriter writer;
  for (const JournalEntry& entry : block->entries()) writer.add(entry);
  const auto packed = writer.pack(0, {});
  require(packed.has_value());
  const auto again = JournalBlock::unpack(packed->bytes, 0, {});
  require(again.has_value());
  require(std::equal(block->entries().begin(), block->entries().end(), again->entries().begin(),
                     again->entries().end(), same));
  return 0;
}
