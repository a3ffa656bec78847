#include "whimbrel/engine/backup/archive_reader.hpp"
#include "whimbrel/engine/backup/backup_name.hpp"
#include "whimbrel/engine/backup/verify_backup.hpp"

namespace whimbrel::engine {
namespace {

constexpr std::string_view partial_extension = ".whb.partial";

base::Result<ArchiveHeader> read_header(base::FileSystem& files, const std::string& path) {
  WHIMBREL_ASSIGN(const auto file, files.open(path, base::OpenMode::read));
  std::string bytes(archive_header_bytes, '\0');
  WHIMBREL_ASSIGN(const std::size_t count, base::read_up_to(*file, 0, bytes));
  bytes.resize(count);
  return decode_archive_header(bytes);
}

void describe(base::FileSystem& files, ListedBackup& backup) {
  const auto header = read_header(files, backup.path);
  if (!header) {
    backup.problem = header.error().describe();
    return;
  }
  backup.created_ms = header->created_ms;
  backup.encrypted = header->encrypted;
  if (header->encrypted) return;
  const auto reader = ArchiveReader::open(files, backup.path, {});
  if (reader)
    backup.sections = (*reader)->manifest().sections;
  else
    backup.problem = reader.error().describe();
}

}  // namespace

base::Result<std::vector<ListedBackup>> list_backups(base::FileSystem& files,
                                                     const std::string& directory) {
  WHIMBREL_ASSIGN(const auto names, files.list(directory));
  std::vector<ListedBackup> backups;
  for (const std::string& name : names) {
    const bool unfinished = name.ends_with(partial_extension);
    if (!unfinished && !name.ends_with(backup_extension)) continue;
    ListedBackup backup;
    backup.path = base::join_path(directory, name);
    const auto info = files.stat(backup.path);
    if (info) backup.file_bytes = info->size_bytes;
    if (unfinished)
      backup.problem = "unfinished: its backup was interrupted or is still running";
    else
      describe(files, backup);
    backups.push_back(std::move(backup));
  }
  return backups;
}

}  // namespace whimbrel::engine
