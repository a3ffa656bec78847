#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "whimbrel/base/file_system.hpp"
#include "whimbrel/base/result.hpp"

namespace whimbrel::engine {

// Bytes in order, from a file, a pipe or a decompressor. One thread at a time.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Fills `buffer` from its start; fewer bytes than asked at any time, 0 only at the end.
  virtual base::Result<std::size_t> read(std::span<char> buffer) = 0;
};

// Gives what was read to look at an input's beginning, then the rest of it.
class RewoundSource final : public ByteSource {
 public:
  RewoundSource(std::string beginning, std::unique_ptr<ByteSource> rest)
      : beginning_(std::move(beginning)), rest_(std::move(rest)) {}
  base::Result<std::size_t> read(std::span<char> buffer) override;

 private:
  std::string beginning_;
  std::size_t given_ = 0;
  std::unique_ptr<ByteSource> rest_;
};

// Up to `size` bytes; fewer only when the input has no more.
base::Result<std::string> read_beginning(ByteSource& source, std::size_t size);

// Opens a file, or standard input for "-", and unpacks it when it begins as gzip does, whatever its
// name says. Adds what it reads from the file, still packed, to `bytes_read` (if not null), which
// must outlive it. Errors name the path.
base::Result<std::unique_ptr<ByteSource>> open_byte_source(
    base::FileSystem& files, const std::string& path,
    std::atomic<std::uint64_t>* bytes_read = nullptr);

}  // namespace whimbrel::engine
