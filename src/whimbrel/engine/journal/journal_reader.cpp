#include "whimbrel/engine/journal/journal_reader.hpp"

#include <fmt/format.h>

#include <utility>

#include "whimbrel/engine/journal/journal_layout.hpp"

namespace whimbrel::engine {
namespace {

tl::unexpected<base::Error> damaged(std::string_view record_key, std::string what) {
  return base::fail_in(
      fmt::format("journal record {}", record_key),
      base::Error(base::ErrorKind::corrupt, std::move(what), std::string(journal_remedy())));
}

}  // namespace

std::string journal_record_key(std::string_view run_id, std::uint32_t segment,
                               std::uint64_t sequence) {
  return fmt::format("{}/{:04}/{:08}", run_id, segment, sequence);
}

JournalReader::JournalReader(stores::Session& session, std::string run_id, std::uint32_t segment,
                             JournalPosition end)
    : session_(session), run_id_(std::move(run_id)), segment_(segment), end_(end) {}

void JournalReader::seek(const JournalPosition& position) { position_ = position; }

base::Result<std::optional<JournalBlock>> JournalReader::next() {
  if (position_.next_sequence >= end_.next_sequence) {
    WHIMBREL_TRY(check_end());
    return std::nullopt;
  }
  const std::uint64_t sequence = position_.next_sequence;
  const std::string key = journal_record_key(run_id_, segment_, sequence);
  WHIMBREL_ASSIGN(const auto record, session_.get_record(stores::Space::journal, key));
  if (!record)
    return damaged(key, fmt::format("it is missing, though the checkpoint counts {} blocks",
                                    end_.next_sequence));
  auto block = JournalBlock::unpack(record->value, sequence, position_.last_hash);
  if (!block) return base::fail_in(fmt::format("journal record {}", key), std::move(block).error());

  position_ = {sequence + 1, block->hash()};
  // The last block has no follower whose link would show an exchange, so hold it here.
  if (position_.next_sequence == end_.next_sequence) WHIMBREL_TRY(check_end());
  return std::optional<JournalBlock>(*std::move(block));
}

base::Status JournalReader::check_end() const {
  if (position_ == end_) return {};
  const std::uint64_t blocks = position_.next_sequence;
  if (blocks != end_.next_sequence || blocks == 0)
    return damaged(journal_record_key(run_id_, segment_, blocks),
                   fmt::format("the position to read from ({} blocks) does not belong to the "
                               "checkpoint ({} blocks)",
                               blocks, end_.next_sequence));
  return damaged(journal_record_key(run_id_, segment_, blocks - 1),
                 fmt::format("its hash is {}, but the checkpoint says {}",
                             model::to_hex(position_.last_hash), model::to_hex(end_.last_hash)));
}

}  // namespace whimbrel::engine
