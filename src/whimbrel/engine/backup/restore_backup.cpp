#include "whimbrel/engine/backup/restore_backup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "whimbrel/engine/backup/codec_by_name.hpp"
#include "whimbrel/engine/backup/collection_restore.hpp"
#include "whimbrel/engine/backup/frame_prefetcher.hpp"
#include "whimbrel/engine/backup/item_packing.hpp"
#include "whimbrel/engine/backup/progress_meter.hpp"
#include "whimbrel/engine/backup/restore_record.hpp"
#include "whimbrel/engine/backup/verify_backup.hpp"
#include "whimbrel/stores/ensure_collection.hpp"
#include "whimbrel/stores/store_maintainer.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;
using base::fail;

// Frames kept until their items are written, and frames read ahead; each unpacks to about 0.5 MiB.
constexpr std::size_t frames_a_batch = 8;
constexpr std::size_t frames_ahead = 4;

// One call of restore_backup.
class Restore {
 public:
  Restore(ArchiveReader& reader, stores::Store& store, const RestoreOptions& options,
          const BackupProgressFunction& progress, const base::Cancellation& cancellation)
      : reader_(reader),
        store_(store),
        options_(options),
        meter_("restore", reader.manifest().totals().items, progress),
        cancellation_(cancellation) {}

  base::Result<RestoreSummary> run() {
    WHIMBREL_ASSIGN(session_, store_.open_session());
    WHIMBREL_TRY(choose());
    for (Target& target : targets_)
      if (target.chosen) WHIMBREL_TRY(load_record(target));
    for (Target& target : targets_)
      if (target.chosen) WHIMBREL_TRY(check_allowed(target));
    for (Target& target : targets_)
      if (target.chosen) WHIMBREL_TRY(prepare(target));
    WHIMBREL_TRY(copy_frames());
    for (Target& target : targets_)
      if (target.chosen) WHIMBREL_TRY(complete(target));
    return std::move(summary_);
  }

 private:
  struct Target {
    const ArchiveManifest::Section* section = nullptr;
    bool chosen = false;
    RestoredCollection counts;
    std::optional<RestoreRecord> record;
    std::unique_ptr<CollectionRestore> writer;
  };

  base::Status choose() {
    for (const auto& section : reader_.manifest().sections) {
      const std::string& name = section.section.collection.name;
      Target target;
      target.section = &section;
      target.chosen =
          options_.collections.empty() ||
          std::count(options_.collections.begin(), options_.collections.end(), name) != 0;
      target.counts.name = name;
      const auto renamed = options_.into_collections.find(name);
      target.counts.into = renamed == options_.into_collections.end() ? name : renamed->second;
      targets_.push_back(std::move(target));
    }
    for (const std::string& name : options_.collections) WHIMBREL_TRY(check_in_archive(name));
    for (const auto& [name, into] : options_.into_collections) WHIMBREL_TRY(check_in_archive(name));
    return check_apart();
  }

  base::Status check_in_archive(const std::string& name) const {
    const auto has_name = [&](const Target& target) { return target.counts.name == name; };
    if (std::any_of(targets_.begin(), targets_.end(), has_name)) return {};
    return fail(ErrorKind::not_found, "the archive has no collection " + name,
                "list what it holds: whimbrel backup list");
  }

  base::Status check_apart() const {
    for (std::size_t i = 0; i < targets_.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (targets_[i].chosen && targets_[j].chosen &&
            targets_[i].counts.into == targets_[j].counts.into)
          return fail(ErrorKind::usage,
                      fmt::format("{} and {} would both go into {}", targets_[j].counts.name,
                                  targets_[i].counts.name, targets_[i].counts.into),
                      "give each another name");
    return {};
  }

  base::Result<bool> holds_items(const std::string& collection) {
    if (const auto info = store_.collection(collection); !info) {
      if (info.error().kind() == ErrorKind::not_found) return false;
      return tl::unexpected(info.error());
    }
    stores::Page page;
    stores::ScanRequest request{collection, {}, 1, 1};
    WHIMBREL_TRY(session_->scan(request, page));
    return !page.empty();
  }

  base::Status load_record(Target& target) {
    WHIMBREL_ASSIGN(auto record, RestoreRecord::load(*session_, reader_.header().archive_id,
                                                     target.counts.into));
    target.record = std::move(record);
    summary_.resumed = summary_.resumed || target.record->is_unfinished(options_.policy);
    return {};
  }

  // A crash may have left some of an archive's collections completed and others not: the unfinished
  // one speaks for all.
  base::Status check_allowed(const Target& target) {
    const std::string& into = target.counts.into;
    const bool ours = summary_.resumed && target.record->state() != RestoreRecord::State::none;
    if (ours || options_.policy != RestorePolicy::refuse_existing) return {};
    WHIMBREL_ASSIGN(const bool occupied, holds_items(into));
    if (!occupied) return {};
    return fail(ErrorKind::refused, "collection " + into + " holds items already",
                "restore into another collection, or say what to do with what is there: "
                "only-missing or replace");
  }

  base::Status prepare(Target& target) {
    const ArchiveSection& section = target.section->section;
    WHIMBREL_ASSIGN(const model::ItemCodec* codec, codec_by_name(section.codec));
    WHIMBREL_TRY(target.record->save(*session_, RestoreRecord::State::running, options_.policy));
    stores::CollectionSpec spec = section.collection;
    spec.name = target.counts.into;
    WHIMBREL_TRY(stores::ensure_collection(store_, spec));
    target.writer = std::make_unique<CollectionRestore>(
        *session_, store_.capabilities(), *codec, store_.codec(), section.collection.key_fields,
        options_.policy, target.counts);
    return {};
  }

  base::Status copy_frames() {
    stores::StoreMaintainer maintainer(store_);
    FramePrefetcher prefetcher(reader_, frames_ahead);
    std::vector<std::unique_ptr<ArchiveFrame>> held;
    for (;;) {
      if (cancellation_.requested())
        return fail(ErrorKind::cancelled, "the restore was interrupted", "run it again to go on");
      WHIMBREL_ASSIGN(auto frame, prefetcher.next());
      if (!frame || held.size() == frames_a_batch) {
        WHIMBREL_TRY(flush_all());
        held.clear();
      }
      if (!frame) return maintainer.stop();
      WHIMBREL_TRY(add_items(*frame));
      held.push_back(std::move(frame));
    }
  }

  base::Status add_items(const ArchiveFrame& frame) {
    Target& target = targets_[frame.header.section];
    meter_.add(target.counts.name, frame.header.items);
    if (!target.chosen) return {};
    PackedItems items(frame.raw);
    for (stores::Page::Item item;;) {
      WHIMBREL_ASSIGN(const bool more, items.next(item));
      if (!more) return {};
      if (base::Status status = target.writer->add(item); !status)
        return base::fail_in("collection " + target.counts.into, std::move(status).error());
    }
  }

  base::Status flush_all() {
    for (Target& target : targets_) {
      if (!target.chosen) continue;
      if (base::Status status = target.writer->flush(); !status)
        return base::fail_in("collection " + target.counts.into, std::move(status).error());
    }
    return {};
  }

  base::Status complete(Target& target) {
    WHIMBREL_TRY(target.record->save(*session_, RestoreRecord::State::completed, options_.policy));
    summary_.collections.push_back(target.counts);
    return {};
  }

  ArchiveReader& reader_;
  stores::Store& store_;
  const RestoreOptions& options_;
  ProgressMeter meter_;
  const base::Cancellation& cancellation_;
  std::unique_ptr<stores::Session> session_;
  std::vector<Target> targets_;
  RestoreSummary summary_;
};

}  // namespace

base::Result<RestoreSummary> restore_backup(base::FileSystem& files, const std::string& path,
                                            stores::Store& store, const RestoreOptions& options,
                                            const BackupProgressFunction& progress,
                                            const base::Cancellation& cancellation) {
  const ArchiveReaderOptions reader_options{options.passphrase, options.kdf_cost_max};
  if (options.verify_first)
    WHIMBREL_TRY(verify_backup(files, path, reader_options, progress, cancellation));
  WHIMBREL_ASSIGN(const auto reader, ArchiveReader::open(files, path, reader_options));
  return Restore(*reader, store, options, progress, cancellation).run();
}

}  // namespace whimbrel::engine
