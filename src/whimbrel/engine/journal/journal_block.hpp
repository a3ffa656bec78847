#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/journal/journal_entry.hpp"
#include "whimbrel/model/arena.hpp"
#include "whimbrel/model/digest.hpp"

namespace whimbrel::engine {

// The before-images of one batch as one record: header, then the entries in a zstd frame. The
// header holds sequence number, entry count, sizes, an XXH3 checksum of the payload and the SHA-256
// of the block before it, so that a lost, doubled, swapped or damaged block is found. Layout:
// docs/formats/journal.md.

// Gathers entries and packs them. Reuse one a writer: it keeps its buffers. Not synchronised.
class JournalBlockWriter {
 public:
  JournalBlockWriter();
  ~JournalBlockWriter();

  // Copies the entry in. Collections and paths are stored once a block. Every inverse edit must
  // have its path.
  void add(const JournalEntry& entry);
  std::size_t entry_count() const noexcept;
  // Bytes gathered so far, before compression.
  std::size_t raw_bytes() const noexcept;

  struct Packed {
    std::string_view bytes;    // valid until the next add, pack or clear
    model::Sha256Digest hash;  // of `bytes`; the next block's `previous`
  };
  // Makes the block `sequence` (from 0) that follows the block with hash `previous` (zeros for the
  // first), and begins a new one. refused when the batch is more than a block holds (256 MiB before
  // compression, a million entries, four million fields): clear() and use smaller batches.
  base::Result<Packed> pack(std::uint64_t sequence, const model::Sha256Digest& previous);

  void clear() noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A block read back. Owns the unpacked bytes; entries point into it and live as long.
class JournalBlock {
 public:
  // Checks everything the header promises. corrupt, naming what is wrong, when anything differs
  // from `expected_sequence` and `expected_previous`.
  static base::Result<JournalBlock> unpack(std::string_view bytes, std::uint64_t expected_sequence,
                                           const model::Sha256Digest& expected_previous);
  JournalBlock(JournalBlock&&) noexcept;
  JournalBlock& operator=(JournalBlock&&) noexcept;
  ~JournalBlock();

  const std::vector<JournalEntry>& entries() const noexcept;
  // Of the packed bytes.
  const model::Sha256Digest& hash() const noexcept;

 private:
  struct State;
  explicit JournalBlock(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace whimbrel::engine
