#pragma once

#include <zlib.h>

#include <cstdint>
#include <memory>
#include <string>

#include "whimbrel/engine/transfer/byte_source.hpp"

namespace whimbrel::engine {

// Unpacks gzip: one member or several one after another, as gzip and AWS write them. corrupt, with
// the path and the packed byte offset, when the stream is damaged, cut short, or followed by
// something that is no member.
class GzipSource final : public ByteSource {
 public:
  GzipSource(std::string path, std::unique_ptr<ByteSource> packed);
  ~GzipSource() override;
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;

  base::Result<std::size_t> read(std::span<char> buffer) override;

 private:
  base::Result<bool> refill();
  base::Result<bool> begin_member();
  tl::unexpected<base::Error> fail_damaged(const char* why) const;

  static constexpr std::size_t packed_buffer_bytes = std::size_t{64} << 10;

  std::string path_;
  std::unique_ptr<ByteSource> packed_;
  std::string buffer_;
  std::uint64_t packed_bytes_read_ = 0;
  bool in_member_ = false;
  bool any_member_ = false;
  z_stream stream_{};
};

}  // namespace whimbrel::engine
