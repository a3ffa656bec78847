#include "whimbrel/base/partial_file.hpp"

namespace whimbrel::base {

Result<PartialFile> PartialFile::create(FileSystem& files, std::string path,
                                        std::uint32_t permissions, IfExists if_partial_exists) {
  PartialFile partial(files, std::move(path));
  const std::string partial_path = partial.partial_path();
  if (if_partial_exists == IfExists::replace) {
    // Removed rather than truncated: it may be a link, or readable by others.
    const Status removed = files.remove(partial_path);
    if (!removed && removed.error().kind() != ErrorKind::not_found)
      return tl::unexpected(removed.error());
  }
  WHIMBREL_ASSIGN(partial.file_, files.open(partial_path, OpenMode::create_new, permissions));
  return partial;
}

PartialFile::~PartialFile() {
  if (!file_) return;
  file_.reset();
  // Best effort: a partial file left behind is harmless and replaced by the next attempt.
  (void)files_->remove(partial_path());
}

Status PartialFile::append(std::string_view bytes) {
  WHIMBREL_TRY(write_all(*file_, size_bytes_, bytes));
  size_bytes_ += bytes.size();
  if (size_bytes_ - handed_to_disk_bytes_ >= writeback_step_bytes) {
    file_->start_writeback(handed_to_disk_bytes_, size_bytes_ - handed_to_disk_bytes_);
    handed_to_disk_bytes_ = size_bytes_;
  }
  return {};
}

Status PartialFile::commit(IfExists if_exists) {
  WHIMBREL_TRY(file_->sync());
  WHIMBREL_TRY(files_->rename(partial_path(), path_, if_exists));
  file_.reset();
  return files_->sync_directory(directory_of(path_));
}

}  // namespace whimbrel::base
