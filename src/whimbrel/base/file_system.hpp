#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/file.hpp"
#include "whimbrel/base/result.hpp"

namespace whimbrel::base {

enum class OpenMode : std::uint8_t {
  read,                // must exist
  read_write,          // must exist
  create_new,          // must not exist; written and read
  create_or_truncate,  // empty afterwards; written and read
};

enum class IfExists : std::uint8_t { refuse, replace };

// The file operations that whimbrel needs, and no more, so that a test can stand in for the disk
// and fail any one of them. Paths are UTF-8 as the operating system has them; relative ones start
// at the working directory. Thread-safe. Errors name the path; kinds: not_found, permission (also a
// read-only file system), no_space, io, refused (something is there already), usage (a directory
// where a file is meant, or the other way round, or a name too long).
class FileSystem {
 public:
  virtual ~FileSystem() = default;

  // `permissions` are those of a newly made file, exactly (the process's umask is not applied).
  virtual Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode,
                                             std::uint32_t permissions = 0600) = 0;

  // One atomic step: readers see the old name or the new one. Durable after sync_directory.
  virtual Status rename(const std::string& from, const std::string& to, IfExists if_exists) = 0;
  virtual Status remove(const std::string& path) = 0;
  virtual Result<FileInfo> stat(const std::string& path) = 0;
  // Names (not paths) in byte order, without "." and "..".
  virtual Result<std::vector<std::string>> list(const std::string& directory) = 0;
  // Makes the directory and its missing parents; one that exists is fine.
  virtual Status make_directories(const std::string& directory) = 0;
  // Makes creations, renames and removals in the directory durable.
  virtual Status sync_directory(const std::string& directory) = 0;
};

// The machine's own. A static.
FileSystem& posix_file_system();

// Standard input or output as a File: offsets are ignored, sync does nothing.
std::unique_ptr<File> standard_input();
std::unique_ptr<File> standard_output();

// "a/b" for "a/b/c", "." for "c", "/" for "/c".
std::string directory_of(const std::string& path);
// "a/b" + "c"; a name that is absolute, or a directory that is empty or ".", gives the name alone.
std::string join_path(const std::string& directory, const std::string& name);

// Reads a whole file. refused when it is larger than `bytes_max`.
Result<std::string> read_file(FileSystem& files, const std::string& path, std::size_t bytes_max);

// Writes a file so that after any crash the path holds the old content or all of the new: into
// "<path>.partial", sync, rename, sync of the directory.
Status write_file_durably(FileSystem& files, const std::string& path, std::string_view bytes,
                          IfExists if_exists = IfExists::replace, std::uint32_t permissions = 0600);

}  // namespace whimbrel::base
