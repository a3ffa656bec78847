#pragma once

#include <zlib.h>

#include <memory>
#include <string>

#include "whimbrel/engine/transfer/byte_sink.hpp"

namespace whimbrel::engine {

// Packs what it takes as one gzip member.
class GzipSink final : public ByteSink {
 public:
  explicit GzipSink(std::unique_ptr<ByteSink> packed);
  ~GzipSink() override;
  GzipSink(const GzipSink&) = delete;
  GzipSink& operator=(const GzipSink&) = delete;

  base::Status append(std::string_view bytes) override;
  base::Status finish() override;

 private:
  base::Status deflate_all(int flush);

  static constexpr std::size_t packed_buffer_bytes = std::size_t{256} << 10;

  std::unique_ptr<ByteSink> packed_;
  std::string buffer_;
  z_stream stream_{};
};

}  // namespace whimbrel::engine
