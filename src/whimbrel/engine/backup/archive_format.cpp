#include "whimbrel/engine/backup/archive_format.hpp"

#include <fmt/format.h>

#include <cstring>

#include "whimbrel/engine/backup/byte_fields.hpp"
#include "whimbrel/model/hex.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;
using base::fail;

// The first byte and the line ends show at once when a transfer took it for text.
constexpr std::string_view archive_magic{"\x89WHB\r\n\x1a\n", 8};
constexpr std::string_view frame_magic = "WFRM";
constexpr std::string_view trailer_magic{"WHBEND\r\n", 8};
constexpr std::uint32_t archive_version = 1;
constexpr std::uint32_t flag_encrypted = 1;
constexpr std::size_t key_check_offset = 88;
constexpr std::size_t checksum_bytes = 8;

std::uint64_t checksum_of(std::string_view bytes) { return model::fingerprint_of(bytes).low; }

bool checksum_holds(std::string_view bytes) {
  const std::size_t checked = bytes.size() - checksum_bytes;
  ByteReader reader(bytes.substr(checked));
  return reader.u64() == checksum_of(bytes.substr(0, checked));
}

}  // namespace

std::string to_hex(const ArchiveId& id) {
  std::string text;
  model::append_hex(id, text);
  return text;
}

std::string encode(const ArchiveHeader& header) {
  std::string bytes(archive_header_bytes, '\0');
  ByteWriter writer(bytes.data());
  writer.bytes(archive_magic);
  writer.u32(archive_version);
  writer.u32(header.encrypted ? flag_encrypted : 0);
  writer.u64(static_cast<std::uint64_t>(header.created_ms));
  writer.bytes(header.archive_id);
  writer.u32(header.encrypted ? 1 : 0);
  writer.u32(header.kdf.passes);
  writer.u64(header.kdf.memory_bytes);
  writer.bytes(header.kdf_salt);
  writer.bytes(header.nonce_prefix);
  writer.bytes(header.key_check);
  writer.u64(checksum_of(std::string_view(bytes).substr(0, archive_header_bytes - checksum_bytes)));
  return bytes;
}

std::string_view key_checked_part(std::string_view encoded_header) {
  return encoded_header.substr(0, key_check_offset);
}

base::Result<ArchiveHeader> decode_archive_header(std::string_view bytes) {
  if (bytes.size() < archive_header_bytes || !bytes.starts_with(archive_magic))
    return fail(ErrorKind::usage, "not a whimbrel backup archive", "name a .whb file");
  bytes = bytes.substr(0, archive_header_bytes);
  ByteReader reader(bytes.substr(archive_magic.size()));
  if (const std::uint32_t version = reader.u32(); version != archive_version)
    return fail(
        ErrorKind::unsupported,
        fmt::format("archive version {}, this whimbrel reads version {}", version, archive_version),
        "use the whimbrel that wrote it, or a newer one");
  if (!checksum_holds(bytes))
    return fail(ErrorKind::corrupt, "the archive's header is damaged", "use another copy of it");
  ArchiveHeader header;
  header.encrypted = (reader.u32() & flag_encrypted) != 0;
  header.created_ms = static_cast<base::UnixMillis>(reader.u64());
  reader.bytes(header.archive_id);
  reader.u32();  // the key derivation's number: Argon2id is the only one
  header.kdf.passes = reader.u32();
  header.kdf.memory_bytes = reader.u64();
  reader.bytes(header.kdf_salt);
  reader.bytes(header.nonce_prefix);
  reader.bytes(header.key_check);
  return header;
}

void encode(const FrameHeader& header, char* out) {
  ByteWriter writer(out);
  writer.bytes(frame_magic);
  writer.u32(static_cast<std::uint32_t>(header.type));
  writer.u64(header.sequence);
  writer.u32(header.section);
  writer.u32(header.items);
  writer.u32(header.raw_bytes);
  writer.u32(header.stored_bytes);
  writer.u64(checksum_of({out, frame_header_bytes - checksum_bytes}));
}

std::string_view authenticated_part(std::string_view encoded_frame_header) {
  return encoded_frame_header.substr(0, frame_header_bytes - checksum_bytes);
}

base::Result<FrameHeader> decode_frame_header(std::string_view bytes) {
  bytes = bytes.substr(0, frame_header_bytes);
  if (bytes.size() < frame_header_bytes || !bytes.starts_with(frame_magic) ||
      !checksum_holds(bytes))
    return fail(ErrorKind::corrupt, "a frame's header is damaged",
                "use another copy of the archive");
  ByteReader reader(bytes.substr(frame_magic.size()));
  FrameHeader header;
  const std::uint32_t type = reader.u32();
  header.type = static_cast<FrameType>(type);
  header.sequence = reader.u64();
  header.section = reader.u32();
  header.items = reader.u32();
  header.raw_bytes = reader.u32();
  header.stored_bytes = reader.u32();
  if (type < 1 || type > 3 || header.raw_bytes > frame_raw_bytes_max ||
      header.stored_bytes > frame_stored_bytes_max)
    return fail(ErrorKind::corrupt,
                fmt::format("frame {} is of an unknown type or too large", header.sequence),
                "use another copy of the archive");
  return header;
}

std::string encode(const ArchiveTrailer& trailer) {
  std::string bytes(archive_trailer_bytes, '\0');
  ByteWriter writer(bytes.data());
  writer.bytes(trailer_magic);
  writer.u64(trailer.manifest_offset);
  writer.u64(trailer.frames);
  writer.u64(0);
  writer.u64(
      checksum_of(std::string_view(bytes).substr(0, archive_trailer_bytes - checksum_bytes)));
  return bytes;
}

base::Result<ArchiveTrailer> decode_archive_trailer(std::string_view bytes) {
  if (bytes.size() != archive_trailer_bytes || !bytes.starts_with(trailer_magic) ||
      !checksum_holds(bytes))
    return fail(ErrorKind::corrupt, "the archive does not end as one: it was cut short or damaged",
                "use another copy of it");
  ByteReader reader(bytes.substr(trailer_magic.size()));
  ArchiveTrailer trailer;
  trailer.manifest_offset = reader.u64();
  trailer.frames = reader.u64();
  return trailer;
}

}  // namespace whimbrel::engine
