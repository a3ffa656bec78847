#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "whimbrel/base/file_system.hpp"

namespace whimbrel::base {

// A file in the making: bytes go to "<path>.partial" and get the real name only when complete and
// durable, so nothing half-written ever bears it. Destroying it without commit() removes the
// partial file; a crash leaves "<path>.partial" behind. Not synchronised.
class PartialFile {
 public:
  // Makes the partial file with these permissions. A partial file that is there already, left by a
  // crash or being written by another process, is replaced or refused. Errors as FileSystem::open.
  static Result<PartialFile> create(FileSystem& files, std::string path,
                                    std::uint32_t permissions = 0600,
                                    IfExists if_partial_exists = IfExists::replace);

  PartialFile(PartialFile&&) noexcept = default;
  PartialFile& operator=(PartialFile&&) = delete;
  ~PartialFile();

  // Adds to the end.
  Status append(std::string_view bytes);
  std::uint64_t size_bytes() const noexcept { return size_bytes_; }
  const std::string& path() const noexcept { return path_; }

  // Sync, rename to the real name, sync of the directory: durable when this returns success. With
  // IfExists::refuse, refused when the real name is taken. After an error nothing new stands under
  // the real name, except that when only the directory's sync failed (io) it may.
  Status commit(IfExists if_exists);

 private:
  PartialFile(FileSystem& files, std::string path) : files_(&files), path_(std::move(path)) {}
  std::string partial_path() const { return path_ + ".partial"; }

  // Long files are handed to the disk in steps of this size while they grow.
  static constexpr std::uint64_t writeback_step_bytes = std::uint64_t{8} << 20;

  FileSystem* files_;
  std::string path_;
  std::unique_ptr<File> file_;  // null once committed or moved from
  std::uint64_t size_bytes_ = 0;
  std::uint64_t handed_to_disk_bytes_ = 0;
};

}  // namespace whimbrel::base
