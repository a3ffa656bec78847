#include "whimbrel/engine/backup/archive_reader.hpp"

#include <fmt/format.h>

#include "whimbrel/engine/backup/item_packing.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;
using base::fail;

tl::unexpected<base::Error> fail_corrupt(std::string message) {
  return fail(ErrorKind::corrupt, std::move(message), "use another copy of the archive");
}

std::string_view as_text(const model::Sha256Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// Counts the items and holds each against the frame's own bounds.
base::Result<std::uint64_t> measure_items(const ArchiveFrame& frame) {
  PackedItems items(frame.raw);
  std::uint64_t bytes = 0;
  std::uint32_t count = 0;
  for (stores::Page::Item item;; ++count) {
    WHIMBREL_ASSIGN(const bool more, items.next(item));
    if (!more) break;
    bytes += item.bytes.size();
  }
  if (count == frame.header.items) return bytes;
  return fail_corrupt(fmt::format("frame {} holds {} items and says {}", frame.header.sequence,
                                  count, frame.header.items));
}

}  // namespace

base::Result<std::unique_ptr<ArchiveReader>> ArchiveReader::open(
    base::FileSystem& files, const std::string& path, const ArchiveReaderOptions& options) {
  WHIMBREL_ASSIGN(auto file, files.open(path, base::OpenMode::read));
  std::unique_ptr<ArchiveReader> reader(new ArchiveReader(path, std::move(file)));
  base::Status status = reader->read_header(options);
  if (status) status = reader->read_manifest();
  if (!status) return base::fail_in(path, std::move(status).error());
  return reader;
}

base::Status ArchiveReader::read_header(const ArchiveReaderOptions& options) {
  WHIMBREL_ASSIGN(const base::FileInfo info, file_->info());
  size_bytes_ = info.size_bytes;
  std::string bytes(archive_header_bytes, '\0');
  WHIMBREL_ASSIGN(const std::size_t count, base::read_up_to(*file_, 0, bytes));
  bytes.resize(count);
  WHIMBREL_ASSIGN(header_, decode_archive_header(bytes));
  if (!header_.encrypted) return {};
  if (options.passphrase == nullptr)
    return fail(ErrorKind::usage, "the archive is encrypted",
                "give its passphrase, in a file or an environment variable");
  WHIMBREL_ASSIGN(cipher_, ArchiveCipher::open(*options.passphrase, header_, options.kdf_cost_max));
  return {};
}

base::Status ArchiveReader::read_manifest() {
  std::string bytes(archive_trailer_bytes, '\0');
  if (size_bytes_ < archive_header_bytes + archive_trailer_bytes)
    return fail_corrupt("the archive was cut short");
  WHIMBREL_TRY(base::read_exactly(*file_, size_bytes_ - archive_trailer_bytes, bytes));
  WHIMBREL_ASSIGN(trailer_, decode_archive_trailer(bytes));

  ArchiveFrame frame;
  WHIMBREL_TRY(read_frame(trailer_.manifest_offset, size_bytes_ - archive_trailer_bytes, frame));
  const std::uint64_t end = trailer_.manifest_offset + frame_header_bytes +
                            frame.header.stored_bytes + frame_digest_bytes;
  if (frame.header.type != FrameType::manifest || frame.header.sequence != trailer_.frames ||
      end != size_bytes_ - archive_trailer_bytes)
    return fail_corrupt("the archive's last frame is not its manifest");
  WHIMBREL_ASSIGN(manifest_, manifest_from_json(frame.raw));
  if (manifest_.archive_id != header_.archive_id || manifest_.created_ms != header_.created_ms ||
      manifest_.frames != trailer_.frames)
    return fail_corrupt("the manifest belongs to another archive");
  return {};
}

base::Status ArchiveReader::read_frame(std::uint64_t offset, std::uint64_t limit,
                                       ArchiveFrame& frame) {
  const auto fits = [&](std::uint64_t size) { return offset <= limit && size <= limit - offset; };
  if (!fits(frame_header_bytes)) return fail_corrupt("the archive was cut short");
  stored_.resize(frame_header_bytes);
  WHIMBREL_TRY(base::read_exactly(*file_, offset, stored_));
  WHIMBREL_ASSIGN(frame.header, decode_frame_header(stored_));
  const std::size_t frame_bytes =
      frame_header_bytes + frame.header.stored_bytes + frame_digest_bytes;
  if (!fits(frame_bytes)) return fail_corrupt("the archive was cut short");
  stored_.resize(frame_bytes);
  WHIMBREL_TRY(base::read_exactly(*file_, offset + frame_header_bytes,
                                  std::span(stored_).subspan(frame_header_bytes)));
  return decoder_.decode(frame.header, stored_, cipher_.get(), frame.raw);
}

base::Status ArchiveReader::check_order(const FrameHeader& header) const {
  if (header.sequence != next_sequence_)
    return fail_corrupt(
        fmt::format("frame {} stands where frame {} belongs", header.sequence, next_sequence_));
  const bool announced = header.type == FrameType::items && header.section < seen_.size();
  const bool announces = header.type == FrameType::section && header.section == seen_.size() &&
                         header.section < manifest_.sections.size();
  if (announced || announces) return {};
  return fail_corrupt(fmt::format("frame {} is out of place", header.sequence));
}

base::Status ArchiveReader::check_section(const ArchiveFrame& frame) {
  WHIMBREL_ASSIGN(const ArchiveSection section, section_from_json(frame.raw));
  if (!same_section(section, manifest_.sections[frame.header.section].section))
    return fail_corrupt(
        fmt::format("collection {} is not the one in the manifest", section.collection.name));
  seen_.emplace_back();
  return {};
}

base::Result<bool> ArchiveReader::next(ArchiveFrame& frame) {
  const auto read = [&]() -> base::Result<bool> {
    while (next_sequence_ < trailer_.frames) {
      WHIMBREL_TRY(read_frame(offset_, trailer_.manifest_offset, frame));
      WHIMBREL_TRY(check_order(frame.header));
      root_hash_.update(as_text(decoder_.digest()));
      offset_ += frame_header_bytes + frame.header.stored_bytes + frame_digest_bytes;
      ++next_sequence_;
      if (frame.header.type == FrameType::items) {
        WHIMBREL_ASSIGN(const std::uint64_t item_bytes, measure_items(frame));
        count(frame, item_bytes);
        return true;
      }
      WHIMBREL_TRY(check_section(frame));
    }
    WHIMBREL_TRY(check_end());
    return false;
  };
  auto more = read();
  if (!more) return base::fail_in(path_, std::move(more).error());
  return more;
}

void ArchiveReader::count(const ArchiveFrame& frame, std::uint64_t item_bytes) {
  SectionTotals& totals = seen_[frame.header.section];
  totals.items += frame.header.items;
  totals.item_bytes += item_bytes;
  ++totals.frames;
}

base::Status ArchiveReader::check_end() {
  if (offset_ != trailer_.manifest_offset)
    return fail_corrupt("there are bytes between the last frame and the manifest");
  if (root_hash_.finish() != manifest_.root_hash)
    return fail_corrupt("the root hash does not fit: frames were changed");
  if (seen_.size() != manifest_.sections.size())
    return fail_corrupt("a collection of the manifest is missing");
  for (std::size_t i = 0; i < seen_.size(); ++i)
    if (seen_[i] != manifest_.sections[i].totals)
      return fail_corrupt(fmt::format("collection {}: the counts are not those of the manifest",
                                      manifest_.sections[i].section.collection.name));
  return {};
}

}  // namespace whimbrel::engine
