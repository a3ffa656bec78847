#include "whimbrel/engine/backup/verify_backup.hpp"

#include "whimbrel/engine/backup/archive_reader.hpp"
#include "whimbrel/engine/backup/codec_by_name.hpp"
#include "whimbrel/engine/backup/item_checker.hpp"
#include "whimbrel/engine/backup/item_packing.hpp"
#include "whimbrel/engine/backup/progress_meter.hpp"

namespace whimbrel::engine {
namespace {

base::Result<std::vector<ItemChecker>> make_checkers(const ArchiveManifest& manifest) {
  std::vector<ItemChecker> checkers;
  for (const auto& [section, totals] : manifest.sections) {
    WHIMBREL_ASSIGN(const model::ItemCodec* codec, codec_by_name(section.codec));
    checkers.emplace_back(*codec, section.collection.key_fields);
  }
  return checkers;
}

base::Status check_items(const ArchiveFrame& frame, ItemChecker& checker) {
  PackedItems items(frame.raw);
  for (stores::Page::Item item;;) {
    WHIMBREL_ASSIGN(const bool more, items.next(item));
    if (!more) return {};
    WHIMBREL_TRY(checker.check(item));
  }
}

}  // namespace

base::Result<VerifiedBackup> verify_backup(base::FileSystem& files, const std::string& path,
                                           const ArchiveReaderOptions& options,
                                           const BackupProgressFunction& progress,
                                           const base::Cancellation& cancellation) {
  WHIMBREL_ASSIGN(const auto reader, ArchiveReader::open(files, path, options));
  const ArchiveManifest& manifest = reader->manifest();
  WHIMBREL_ASSIGN(auto checkers, make_checkers(manifest));
  ProgressMeter meter("verify", manifest.totals().items, progress);
  for (ArchiveFrame frame;;) {
    if (cancellation.requested())
      return base::fail(base::ErrorKind::cancelled, "the check was interrupted", "run it again");
    WHIMBREL_ASSIGN(const bool more, reader->next(frame));
    if (!more) break;
    const std::string& collection = manifest.sections[frame.header.section].section.collection.name;
    if (base::Status status = check_items(frame, checkers[frame.header.section]); !status)
      return base::fail_in(path,
                           std::move(status).error().with_context("collection " + collection));
    meter.add(collection, frame.header.items);
  }
  return VerifiedBackup{reader->size_bytes(), reader->header().encrypted, manifest};
}

}  // namespace whimbrel::engine
