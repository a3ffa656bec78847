#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "whimbrel/base/file_system.hpp"
#include "whimbrel/base/result.hpp"

namespace whimbrel::base {

// Where temporary files go: $TMPDIR, else /var/tmp, which lies on a disk where /tmp may be memory.
std::string scratch_directory();

// A temporary file without a name: gone when this is destroyed or the process dies, however it
// dies. For what does not fit the memory. Readable by this user only. Not synchronised.
class ScratchFile {
 public:
  // Errors as FileSystem::open, with TMPDIR as the remedy where space or rights are missing.
  static Result<std::unique_ptr<ScratchFile>> create(FileSystem& files = posix_file_system(),
                                                     std::string directory = scratch_directory());

  // Adds to the end, through a buffer.
  Status append(std::string_view bytes);
  // Makes what was appended readable.
  Status flush();
  std::uint64_t size_bytes() const noexcept { return written_bytes_ + buffer_.size(); }

  // Fills `buffer` from `offset` on; fewer bytes only at the end. Sees what was flushed.
  Result<std::size_t> read(std::uint64_t offset, std::span<char> buffer);

 private:
  ScratchFile(std::unique_ptr<File> file, std::string directory)
      : file_(std::move(file)), directory_(std::move(directory)) {}
  static constexpr std::size_t buffer_bytes = std::size_t{256} << 10;

  std::unique_ptr<File> file_;
  std::string directory_;
  std::string buffer_;
  std::uint64_t written_bytes_ = 0;
};

}  // namespace whimbrel::base
