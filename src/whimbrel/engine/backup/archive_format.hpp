#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/base/result.hpp"
#include "whimbrel/model/digest.hpp"

// The bytes of a backup archive, as docs/formats/archive.md describes them:
//
//   header | frame 0 | frame 1 | … | manifest frame | trailer
//
// Every frame is its header, its payload, and the SHA-256 of both. Numbers are little-endian.
namespace whimbrel::engine {

inline constexpr std::size_t archive_header_bytes = 128;
inline constexpr std::size_t frame_header_bytes = 40;
inline constexpr std::size_t archive_trailer_bytes = 40;
inline constexpr std::size_t frame_digest_bytes = 32;
inline constexpr std::size_t archive_id_bytes = 16;
inline constexpr std::size_t kdf_salt_bytes = 16;
inline constexpr std::size_t nonce_prefix_bytes = 16;
inline constexpr std::size_t key_check_bytes = 32;
inline constexpr std::size_t cipher_tag_bytes = 16;

// What a frame unpacks to at most; an item and its key must fit. Bounds what a reader allocates for
// an archive that somebody forged.
inline constexpr std::size_t frame_raw_bytes_max = std::size_t{24} << 20;
// More than zstd ever makes of frame_raw_bytes_max.
inline constexpr std::size_t frame_stored_bytes_max = frame_raw_bytes_max + (std::size_t{1} << 20);

using ArchiveId = std::array<unsigned char, archive_id_bytes>;
std::string to_hex(const ArchiveId& id);

// How a passphrase becomes a key: Argon2id with these costs.
struct KdfCost {
  std::uint32_t passes = 0;
  std::uint64_t memory_bytes = 0;
};

struct ArchiveHeader {
  bool encrypted = false;
  base::UnixMillis created_ms = 0;
  ArchiveId archive_id{};
  // The rest is zero in an archive that is not encrypted.
  KdfCost kdf;
  std::array<unsigned char, kdf_salt_bytes> kdf_salt{};
  std::array<unsigned char, nonce_prefix_bytes> nonce_prefix{};
  // A keyed hash of all of the above: tells a wrong passphrase from a damaged file.
  std::array<unsigned char, key_check_bytes> key_check{};
};

// Exactly archive_header_bytes.
std::string encode(const ArchiveHeader& header);
// What key_check is taken over.
std::string_view key_checked_part(std::string_view encoded_header);
// usage when it is no archive, unsupported for a later version, corrupt when damaged.
base::Result<ArchiveHeader> decode_archive_header(std::string_view bytes);

enum class FrameType : std::uint8_t {
  section = 1,   // a collection begins: JSON, see manifest.hpp
  items = 2,     // packed keys and items of one section
  manifest = 3,  // the last frame: JSON, see manifest.hpp
};

struct FrameHeader {
  FrameType type = FrameType::items;
  std::uint64_t sequence = 0;  // from 0, without gaps
  std::uint32_t section = 0;   // from 0; of a manifest 0
  std::uint32_t items = 0;
  std::uint32_t raw_bytes = 0;     // after decryption and decompression
  std::uint32_t stored_bytes = 0;  // of the payload, cipher tag included
};

// Writes frame_header_bytes to `out`.
void encode(const FrameHeader& header, char* out);
// The part that goes into the cipher as associated data.
std::string_view authenticated_part(std::string_view encoded_frame_header);
// corrupt when damaged or beyond the limits above.
base::Result<FrameHeader> decode_frame_header(std::string_view bytes);

struct ArchiveTrailer {
  std::uint64_t manifest_offset = 0;
  std::uint64_t frames = 0;  // before the manifest
};

std::string encode(const ArchiveTrailer& trailer);
// corrupt when these bytes are no trailer: the file was cut, or never finished.
base::Result<ArchiveTrailer> decode_archive_trailer(std::string_view bytes);

}  // namespace whimbrel::engine
