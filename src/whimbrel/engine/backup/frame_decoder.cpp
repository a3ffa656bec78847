#include "whimbrel/engine/backup/frame_decoder.hpp"

#include <fmt/format.h>
#include <zstd.h>

#include <cstring>
#include <new>

#include "whimbrel/model/item_codec.hpp"

namespace whimbrel::engine {
namespace {

tl::unexpected<base::Error> fail_damaged(const FrameHeader& header, std::string_view why) {
  return base::fail(base::ErrorKind::corrupt,
                    fmt::format("frame {} is damaged: {}", header.sequence, why),
                    "use another copy of the archive");
}

}  // namespace

FrameDecoder::FrameDecoder() : context_(ZSTD_createDCtx()) {
  if (context_ == nullptr) throw std::bad_alloc();
}

FrameDecoder::~FrameDecoder() { ZSTD_freeDCtx(static_cast<ZSTD_DCtx*>(context_)); }

base::Status FrameDecoder::decode(const FrameHeader& header, std::span<char> frame,
                                  const ArchiveCipher* cipher, std::string& raw) {
  const std::size_t digested = frame_header_bytes + header.stored_bytes;
  if (frame.size() != digested + frame_digest_bytes) return fail_damaged(header, "its size");
  digest_ = sha256_.update({frame.data(), digested}).finish();
  if (std::memcmp(digest_.data(), frame.data() + digested, digest_.size()) != 0)
    return fail_damaged(header, "its SHA-256 does not fit");

  std::span<char> payload = frame.subspan(frame_header_bytes, header.stored_bytes);
  if (cipher != nullptr) {
    WHIMBREL_ASSIGN(
        payload, cipher->unseal(header.sequence,
                                authenticated_part({frame.data(), frame_header_bytes}), payload));
  }
  raw.reserve(header.raw_bytes + model::item_padding_bytes);
  raw.resize(header.raw_bytes);
  const std::size_t unpacked = ZSTD_decompressDCtx(static_cast<ZSTD_DCtx*>(context_), raw.data(),
                                                   raw.size(), payload.data(), payload.size());
  if (ZSTD_isError(unpacked) != 0) return fail_damaged(header, ZSTD_getErrorName(unpacked));
  if (unpacked != raw.size()) return fail_damaged(header, "it unpacks to another size");
  return {};
}

}  // namespace whimbrel::engine
