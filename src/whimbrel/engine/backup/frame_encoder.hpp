#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/backup/archive_cipher.hpp"
#include "whimbrel/engine/backup/archive_format.hpp"
#include "whimbrel/model/digest.hpp"

namespace whimbrel::engine {

// Makes frames: compress() does most of the work and needs no sequence number, seal() the rest. One
// object a thread, reused frame after frame.
class FrameEncoder {
 public:
  FrameEncoder();
  ~FrameEncoder();
  FrameEncoder(const FrameEncoder&) = delete;
  FrameEncoder& operator=(const FrameEncoder&) = delete;

  // Packs `raw` with zstd level 1. refused when it is larger than a frame can be.
  base::Status compress(std::string_view raw);

  // Completes what compress() left: header, encryption (null: none), digest. `header` gives type,
  // sequence, section and items; the sizes are filled in. The bytes stay valid until the next
  // compress().
  std::string_view seal(FrameHeader header, const ArchiveCipher* cipher);
  const model::Sha256Digest& digest() const noexcept { return digest_; }

 private:
  void* context_;  // ZSTD_CCtx
  std::string frame_;
  std::size_t raw_bytes_ = 0;
  std::size_t packed_bytes_ = 0;
  model::Sha256 sha256_;
  model::Sha256Digest digest_{};
};

}  // namespace whimbrel::engine
