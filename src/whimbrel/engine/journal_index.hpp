#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/journal/journal_reader.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// A segment's journal, held against its chain once from end to end before anything is undone, and
// then readable block by block in any order. One thread, as its session.
class JournalIndex {
 public:
  // corrupt when any block is missing or damaged. `session` must outlive it.
  static base::Result<JournalIndex> verify(stores::Session& session, std::string run_id,
                                           std::uint32_t segment, const JournalPosition& end);

  std::uint64_t block_count() const noexcept { return hashes_.size(); }
  std::uint64_t entry_count() const noexcept { return entries_; }

  base::Result<std::shared_ptr<const JournalBlock>> block(std::uint64_t sequence);

 private:
  JournalIndex(stores::Session& session, std::string run_id, std::uint32_t segment)
      : session_(&session), run_id_(std::move(run_id)), segment_(segment) {}

  stores::Session* session_;
  std::string run_id_;
  std::uint32_t segment_;
  std::vector<model::Sha256Digest> hashes_;  // of each block
  std::uint64_t entries_ = 0;
};

}  // namespace whimbrel::engine
