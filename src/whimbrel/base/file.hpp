#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/base/result.hpp"

namespace whimbrel::base {

struct FileInfo {
  bool is_directory = false;
  std::uint64_t size_bytes = 0;
  // Permission bits only: 0600.
  std::uint32_t mode = 0;
  UnixMillis modified_ms = 0;
};

// One open file, made by FileSystem::open. Closed without a sync when destroyed. Not synchronised.
// Errors: no_space (disk or quota full), io (everything the medium refuses), permission.
class File {
 public:
  virtual ~File() = default;

  // Reads into `buffer` from `offset` on; the count may be short before the end of the file, and is
  // 0 only at it (or when the buffer is empty). `offset` is ignored by pipes and terminals.
  virtual Result<std::size_t> read_some(std::uint64_t offset, std::span<char> buffer) = 0;

  // Writes at `offset`; the count may be short, but is never 0 for a non-empty `bytes`.
  virtual Result<std::size_t> write_some(std::uint64_t offset, std::string_view bytes) = 0;

  // Makes everything written so far durable. Once it has failed, every later sync and write of this
  // file fails too: the kernel may have dropped the pages, so a second "success" would prove
  // nothing.
  virtual Status sync() = 0;

  virtual Status truncate(std::uint64_t size_bytes) = 0;
  virtual Result<FileInfo> info() = 0;

  // Asks for these bytes to be written to the medium soon, so that a later sync of a large file
  // finds little left to do. Only a hint.
  virtual void start_writeback(std::uint64_t offset, std::uint64_t size_bytes) noexcept {
    (void)offset, (void)size_bytes;
  }
};

// Reads until `buffer` is full or the file ends; answers how many bytes were read.
Result<std::size_t> read_up_to(File& file, std::uint64_t offset, std::span<char> buffer);

// Fills `buffer`, or corrupt when the file ends before.
Status read_exactly(File& file, std::uint64_t offset, std::span<char> buffer);

// Writes all of `bytes`.
Status write_all(File& file, std::uint64_t offset, std::string_view bytes);

}  // namespace whimbrel::base
