#include "whimbrel/engine/backup/create_backup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "whimbrel/engine/backup/archive_writer.hpp"
#include "whimbrel/engine/backup/backup_name.hpp"
#include "whimbrel/engine/backup/section_backup.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;
using base::fail;

constexpr int threads_max = 8;
constexpr int name_attempts_max = 100;

struct Scope {
  std::vector<std::string> collections;
  std::uint64_t items = 0;  // as the store knows it
  bool whole_store = false;
};

base::Result<Scope> scope_of(stores::Store& store, const std::vector<std::string>& names) {
  Scope scope;
  if (names.empty()) {
    WHIMBREL_ASSIGN(const auto all, store.collections());
    scope.whole_store = true;
    for (const auto& info : all) {
      scope.collections.push_back(info.spec.name);
      scope.items += info.items;
    }
    return scope;
  }
  for (const std::string& name : names) {
    if (std::count(scope.collections.begin(), scope.collections.end(), name) != 0) continue;
    WHIMBREL_ASSIGN(const auto info, store.collection(name));
    scope.collections.push_back(name);
    scope.items += info.items;
  }
  return scope;
}

int thread_count(int asked) {
  const int wanted = asked > 0 ? asked : static_cast<int>(std::thread::hardware_concurrency());
  return std::clamp(wanted, 1, threads_max);
}

int reader_count(int asked, int threads, const stores::Capabilities& capabilities) {
  const int wanted = asked > 0 ? asked : capabilities.parallel_writers_max > 1 ? threads : 1;
  return std::min(wanted, threads);
}

struct OpenArchive {
  std::string path;
  std::unique_ptr<ArchiveWriter> writer;
};

base::Result<bool> exists(base::FileSystem& files, const std::string& path) {
  const auto info = files.stat(path);
  if (info) return true;
  if (info.error().kind() == ErrorKind::not_found) return false;
  return tl::unexpected(info.error());
}

// Two backups within one second must not meet under one name.
base::Result<OpenArchive> open_archive(base::FileSystem& files, const Scope& scope,
                                       const BackupOptions& options,
                                       const ArchiveWriterOptions& writer_options) {
  WHIMBREL_TRY(files.make_directories(options.directory));
  for (int attempt = 1; attempt <= name_attempts_max; ++attempt) {
    const std::string path = base::join_path(
        options.directory,
        backup_file_name(writer_options.created_ms, scope.collections, scope.whole_store, attempt));
    WHIMBREL_ASSIGN(const bool taken, exists(files, path));
    if (taken) continue;
    auto writer = ArchiveWriter::create(files, path, writer_options);
    if (writer) return OpenArchive{path, *std::move(writer)};
    if (writer.error().kind() != ErrorKind::refused)
      return tl::unexpected(std::move(writer).error());
  }
  return fail(ErrorKind::refused,
              fmt::format("{} holds {} backups of this second already", options.directory,
                          name_attempts_max),
              "wait a second, then run it again");
}

}  // namespace

base::Result<BackupSummary> create_backup(stores::Store& store, base::FileSystem& files,
                                          const base::Clock& clock, const BackupOptions& options,
                                          const BackupProgressFunction& progress,
                                          const base::Cancellation& cancellation) {
  if (!store.capabilities().scan)
    return fail(ErrorKind::unsupported, store.description() + " cannot be read from end to end",
                "back up what it was made from");
  WHIMBREL_ASSIGN(const Scope scope, scope_of(store, options.collections));
  const ArchiveWriterOptions writer_options{clock.now_ms(), store.description(), options.passphrase,
                                            options.kdf_cost};
  WHIMBREL_ASSIGN(OpenArchive archive, open_archive(files, scope, options, writer_options));

  const int threads = thread_count(options.threads);
  const int readers = reader_count(options.readers, threads, store.capabilities());
  ProgressMeter meter("backup", scope.items, progress);
  for (const std::string& collection : scope.collections) {
    SectionBackup section(store, *archive.writer, collection, meter, cancellation);
    WHIMBREL_TRY(section.run(threads, readers));
  }
  BackupSummary summary;
  WHIMBREL_ASSIGN(summary.manifest, archive.writer->finish());
  summary.path = archive.path;
  summary.file_bytes = archive.writer->size_bytes();
  summary.encrypted = options.passphrase != nullptr;
  return summary;
}

}  // namespace whimbrel::engine
