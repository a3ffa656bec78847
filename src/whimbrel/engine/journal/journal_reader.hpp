#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/journal/journal_block.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// "RUN/0003/00000017": the journal record of a run's segment and sequence number.
std::string journal_record_key(std::string_view run_id, std::uint32_t segment,
                               std::uint64_t sequence);

// How far a segment's journal counts: blocks past it belong to no committed batch. Stands in the
// segment's checkpoint.
struct JournalPosition {
  std::uint64_t next_sequence = 0;
  model::Sha256Digest last_hash{};

  friend bool operator==(const JournalPosition&, const JournalPosition&) = default;
};

// Reads one segment's blocks in order, holding the chain against each other and, at the end,
// against `end`. One thread.
class JournalReader {
 public:
  // `session` must outlive the reader.
  JournalReader(stores::Session& session, std::string run_id, std::uint32_t segment,
                JournalPosition end);

  // Continues behind `position`, which an earlier reader reached.
  void seek(const JournalPosition& position);

  // The next block; nullopt at the end. corrupt when a block is missing, damaged or out of order,
  // or when the last one's hash is not the end's.
  base::Result<std::optional<JournalBlock>> next();

  const JournalPosition& position() const noexcept { return position_; }

 private:
  base::Status check_end() const;

  stores::Session& session_;
  std::string run_id_;
  std::uint32_t segment_;
  JournalPosition end_;
  JournalPosition position_;
};

}  // namespace whimbrel::engine
