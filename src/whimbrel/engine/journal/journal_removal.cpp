#include "whimbrel/engine/journal/journal_removal.hpp"

#include <string>

namespace whimbrel::engine {
namespace {

// A block may be large, and listing reads it: a few at a time.
constexpr std::size_t blocks_listed_max = 4;

}  // namespace

base::Status erase_journal(stores::Session& session, std::string_view run_id,
                           const stores::Fence& fence) {
  const std::string prefix = std::string(run_id) + '/';
  while (true) {
    WHIMBREL_ASSIGN(const auto blocks,
                    session.list_records(stores::Space::journal, prefix, {}, blocks_listed_max));
    if (blocks.empty()) return {};
    for (const stores::Record& block : blocks) {
      stores::RecordWrite write;
      write.kind = stores::RecordWrite::Kind::erase;
      write.space = stores::Space::journal;
      write.key = block.key;
      WHIMBREL_TRY(session.put_record(write, &fence));
    }
  }
}

}  // namespace whimbrel::engine
