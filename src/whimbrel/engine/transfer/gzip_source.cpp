#include "whimbrel/engine/transfer/gzip_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <new>

#include "whimbrel/engine/transfer/gzip_format.hpp"

namespace whimbrel::engine {

GzipSource::GzipSource(std::string path, std::unique_ptr<ByteSource> packed)
    : path_(std::move(path)), packed_(std::move(packed)), buffer_(packed_buffer_bytes, '\0') {
  if (inflateInit2(&stream_, zlib_window_bits_for_gzip) != Z_OK) throw std::bad_alloc();
}

GzipSource::~GzipSource() { inflateEnd(&stream_); }

tl::unexpected<base::Error> GzipSource::fail_damaged(const char* why) const {
  return base::fail(base::ErrorKind::corrupt,
                    fmt::format("{}: byte {} of the packed file: {}", path_,
                                packed_bytes_read_ - stream_.avail_in, why),
                    "take another copy of the file; gzip -t checks it");
}

base::Result<bool> GzipSource::refill() {
  WHIMBREL_ASSIGN(const std::size_t count, packed_->read(buffer_));
  packed_bytes_read_ += count;
  stream_.next_in = reinterpret_cast<Bytef*>(buffer_.data());
  stream_.avail_in = static_cast<uInt>(count);
  return count > 0;
}

// False at the end of the file. Some writers fill the last block up with zeros.
base::Result<bool> GzipSource::begin_member() {
  for (;;) {
    while (any_member_ && stream_.avail_in > 0 && *stream_.next_in == 0) {
      ++stream_.next_in;
      --stream_.avail_in;
    }
    if (stream_.avail_in > 0) break;
    WHIMBREL_ASSIGN(const bool more, refill());
    if (!more) return false;
  }
  inflateReset(&stream_);
  in_member_ = true;
  any_member_ = true;
  return true;
}

base::Result<std::size_t> GzipSource::read(std::span<char> buffer) {
  const std::size_t room = std::min<std::size_t>(buffer.size(), std::numeric_limits<uInt>::max());
  stream_.next_out = reinterpret_cast<Bytef*>(buffer.data());
  stream_.avail_out = static_cast<uInt>(room);
  while (stream_.avail_out == room && room > 0) {
    if (!in_member_) {
      WHIMBREL_ASSIGN(const bool more, begin_member());
      if (!more) break;
    }
    if (stream_.avail_in == 0) {
      WHIMBREL_ASSIGN(const bool more, refill());
      if (!more) return fail_damaged("the file ends in the middle: it was cut short");
    }
    const int code = inflate(&stream_, Z_NO_FLUSH);
    if (code == Z_STREAM_END)
      in_member_ = false;
    else if (code == Z_MEM_ERROR)
      return base::fail(base::ErrorKind::unavailable, path_ + ": out of memory while unpacking",
                        "free some memory, then run it again");
    else if (code != Z_OK && code != Z_BUF_ERROR)
      return fail_damaged(stream_.msg != nullptr ? stream_.msg : "not gzip data");
  }
  return room - stream_.avail_out;
}

}  // namespace whimbrel::engine
