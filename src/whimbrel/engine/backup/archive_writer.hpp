#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "whimbrel/base/partial_file.hpp"
#include "whimbrel/base/secret.hpp"
#include "whimbrel/engine/backup/archive_cipher.hpp"
#include "whimbrel/engine/backup/frame_encoder.hpp"
#include "whimbrel/engine/backup/manifest.hpp"

namespace whimbrel::engine {

struct ArchiveWriterOptions {
  base::UnixMillis created_ms = 0;
  std::string source;                        // into the manifest
  const base::Secret* passphrase = nullptr;  // null: not encrypted
  KdfCost kdf_cost = default_kdf_cost;
};

// Writes one archive. Nothing stands under its name before finish() succeeded. begin_section and
// finish belong to one thread, with no frame under way; the others may be called by many.
class ArchiveWriter {
 public:
  // refused when the name, or its partial file, is taken.
  static base::Result<std::unique_ptr<ArchiveWriter>> create(base::FileSystem& files,
                                                             const std::string& path,
                                                             const ArchiveWriterOptions& options);

  // Announces the next collection; answers its number for append_items.
  base::Result<std::uint32_t> begin_section(const ArchiveSection& section);

  // The place of the next items frame. Every place taken must be filled, or abandon() called.
  std::uint64_t take_place();

  // Fills `place` with what `encoder` has compressed: `items` items of `item_bytes` in all.
  // Encrypts and hashes on the caller's thread, then waits until all earlier places are filled.
  // After one call has failed, all later ones fail.
  base::Status append_items(std::uint64_t place, std::uint32_t section, std::uint32_t items,
                            std::uint64_t item_bytes, FrameEncoder& encoder);

  // Gives the archive up: whoever waits in append_items gets this error.
  void abandon(const base::Error& reason);

  // Manifest, trailer, sync, rename: the archive is durable under its name.
  base::Result<ArchiveManifest> finish();

  std::uint64_t size_bytes() const;

 private:
  ArchiveWriter(base::PartialFile file, ArchiveManifest manifest)
      : file_(std::move(file)), manifest_(std::move(manifest)) {}

  base::Status append(const FrameHeader& header, FrameEncoder& encoder, std::uint64_t item_bytes);
  base::Status write_in_turn(const FrameHeader& header, std::string_view frame,
                             const model::Sha256Digest& digest, std::uint64_t item_bytes);
  void count(const FrameHeader& header, std::uint64_t item_bytes);

  base::PartialFile file_;
  ArchiveManifest manifest_;
  std::unique_ptr<ArchiveCipher> cipher_;
  FrameEncoder own_encoder_;  // for section and manifest frames
  model::Sha256 root_hash_;

  mutable std::mutex mutex_;
  std::condition_variable turn_;
  std::uint64_t next_sequence_ = 0;
  std::uint64_t written_ = 0;
  std::optional<base::Error> failure_;
};

}  // namespace whimbrel::engine
