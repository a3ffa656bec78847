#include "whimbrel/engine/journal_index.hpp"

#include <utility>

namespace whimbrel::engine {
namespace {

constexpr const char* missing_journal_remedy =
    "restore the journal or the collection from the backup that `whimbrel history` names";

}  // namespace

base::Result<JournalIndex> JournalIndex::verify(stores::Session& session, std::string run_id,
                                                std::uint32_t segment, const JournalPosition& end) {
  JournalIndex index(session, run_id, segment);
  JournalReader reader(session, std::move(run_id), segment, end);
  while (true) {
    WHIMBREL_ASSIGN(const auto block, reader.next());
    if (!block) return index;
    index.hashes_.push_back(block->hash());
    index.entries_ += block->entries().size();
  }
}

base::Result<std::shared_ptr<const JournalBlock>> JournalIndex::block(std::uint64_t sequence) {
  const auto key = journal_record_key(run_id_, segment_, sequence);
  WHIMBREL_ASSIGN(const auto record, session_->get_record(stores::Space::journal, key));
  if (!record) {
    return base::fail(base::ErrorKind::corrupt, "journal block " + key + " is gone",
                      missing_journal_remedy);
  }
  const model::Sha256Digest previous =
      sequence == 0 ? model::Sha256Digest{} : hashes_[sequence - 1];
  WHIMBREL_ASSIGN(auto block, JournalBlock::unpack(record->value, sequence, previous));
  return std::make_shared<const JournalBlock>(std::move(block));
}

}  // namespace whimbrel::engine
