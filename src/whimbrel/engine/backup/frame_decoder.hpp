#pragma once

#include <span>
#include <string>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/backup/archive_cipher.hpp"
#include "whimbrel/engine/backup/archive_format.hpp"
#include "whimbrel/model/digest.hpp"

namespace whimbrel::engine {

// Takes frames apart, trusting nothing: digest, then cipher, then zstd into the size announced. One
// object a thread, reused frame after frame.
class FrameDecoder {
 public:
  FrameDecoder();
  ~FrameDecoder();
  FrameDecoder(const FrameDecoder&) = delete;
  FrameDecoder& operator=(const FrameDecoder&) = delete;

  // `frame` is a whole frame, whose header decodes to `header`; its payload is decrypted in place.
  // `raw` gets the content. corrupt when anything does not fit.
  base::Status decode(const FrameHeader& header, std::span<char> frame, const ArchiveCipher* cipher,
                      std::string& raw);
  const model::Sha256Digest& digest() const noexcept { return digest_; }

 private:
  void* context_;  // ZSTD_DCtx
  model::Sha256 sha256_;
  model::Sha256Digest digest_{};
};

}  // namespace whimbrel::engine
