#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "whimbrel/base/file_system.hpp"
#include "whimbrel/base/secret.hpp"
#include "whimbrel/engine/backup/archive_cipher.hpp"
#include "whimbrel/engine/backup/frame_decoder.hpp"
#include "whimbrel/engine/backup/manifest.hpp"

namespace whimbrel::engine {

struct ArchiveReaderOptions {
  const base::Secret* passphrase = nullptr;
  KdfCost kdf_cost_max = accepted_kdf_cost_max;
};

// One frame as read: what it says and its content. `raw` has model::item_padding_bytes behind it.
struct ArchiveFrame {
  FrameHeader header;
  std::string raw;
};

// Reads one archive from its start to its end, in memory of one frame, and proves it on the way:
// every digest and cipher tag, the sequence, the sections against the manifest, and after the last
// frame the root hash and all counts. One thread at a time.
class ArchiveReader {
 public:
  // Opens it and reads header and manifest. usage when it is no archive, or encrypted and no
  // passphrase is given; permission when the passphrase is wrong; corrupt when it is not whole.
  static base::Result<std::unique_ptr<ArchiveReader>> open(base::FileSystem& files,
                                                           const std::string& path,
                                                           const ArchiveReaderOptions& options);

  const ArchiveHeader& header() const noexcept { return header_; }
  const ArchiveManifest& manifest() const noexcept { return manifest_; }
  std::uint64_t size_bytes() const noexcept { return size_bytes_; }

  // The next items frame; section frames are checked and passed over. False at the end, once all
  // has been proven.
  base::Result<bool> next(ArchiveFrame& frame);

 private:
  ArchiveReader(std::string path, std::unique_ptr<base::File> file)
      : path_(std::move(path)), file_(std::move(file)) {}

  base::Status read_header(const ArchiveReaderOptions& options);
  base::Status read_manifest();
  base::Status read_frame(std::uint64_t offset, std::uint64_t limit, ArchiveFrame& frame);
  base::Status check_order(const FrameHeader& header) const;
  base::Status check_section(const ArchiveFrame& frame);
  void count(const ArchiveFrame& frame, std::uint64_t item_bytes);
  base::Status check_end();

  std::string path_;
  std::unique_ptr<base::File> file_;
  std::uint64_t size_bytes_ = 0;
  ArchiveHeader header_;
  std::unique_ptr<ArchiveCipher> cipher_;
  ArchiveTrailer trailer_;
  ArchiveManifest manifest_;
  FrameDecoder decoder_;
  std::string stored_;
  std::uint64_t offset_ = archive_header_bytes;
  std::uint64_t next_sequence_ = 0;
  std::vector<SectionTotals> seen_;
  model::Sha256 root_hash_;
};

}  // namespace whimbrel::engine
