#include "tests/chaos/crash_archive.hpp"

#include "whimbrel/engine/backup/restore_backup.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"

namespace whimbrel::chaos {

base::Status restore_archive(stores::Store& store, base::FileSystem& files,
                             const std::string& archive) {
  const base::Cancellation cancellation;
  WHIMBREL_TRY(engine::restore_backup(files, archive, store, {}, {}, cancellation));
  return {};
}

std::string judge_archive(base::FileSystem& files, const std::string& archive,
                          const Oracle& oracle) {
  stores::memory::MemoryStore store;
  if (const auto restored = restore_archive(store, files, archive); !restored)
    return restored.error().describe();
  const auto items = read_items(store);
  return items ? oracle.judge_original(*items) : items.error().describe();
}

}  // namespace whimbrel::chaos
