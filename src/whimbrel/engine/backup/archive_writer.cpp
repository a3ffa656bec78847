#include "whimbrel/engine/backup/archive_writer.hpp"

namespace whimbrel::engine {

base::Result<std::unique_ptr<ArchiveWriter>> ArchiveWriter::create(
    base::FileSystem& files, const std::string& path, const ArchiveWriterOptions& options) {
  ArchiveHeader header;
  header.created_ms = options.created_ms;
  WHIMBREL_TRY(fill_random(header.archive_id));
  std::unique_ptr<ArchiveCipher> cipher;
  if (options.passphrase != nullptr) {
    WHIMBREL_ASSIGN(cipher, ArchiveCipher::create(*options.passphrase, options.kdf_cost, header));
  }
  WHIMBREL_ASSIGN(auto file, base::PartialFile::create(files, path, 0600, base::IfExists::refuse));
  WHIMBREL_TRY(file.append(encode(header)));

  ArchiveManifest manifest;
  manifest.archive_id = header.archive_id;
  manifest.created_ms = options.created_ms;
  manifest.source = options.source;
  std::unique_ptr<ArchiveWriter> writer(new ArchiveWriter(std::move(file), std::move(manifest)));
  writer->cipher_ = std::move(cipher);
  return writer;
}

base::Result<std::uint32_t> ArchiveWriter::begin_section(const ArchiveSection& section) {
  const auto number = static_cast<std::uint32_t>(manifest_.sections.size());
  manifest_.sections.push_back({section, {}});
  WHIMBREL_TRY(own_encoder_.compress(to_json(section)));
  FrameHeader header;
  header.type = FrameType::section;
  header.sequence = take_place();
  header.section = number;
  WHIMBREL_TRY(append(header, own_encoder_, 0));
  return number;
}

base::Status ArchiveWriter::append_items(std::uint64_t place, std::uint32_t section,
                                         std::uint32_t items, std::uint64_t item_bytes,
                                         FrameEncoder& encoder) {
  FrameHeader header;
  header.sequence = place;
  header.type = FrameType::items;
  header.section = section;
  header.items = items;
  return append(header, encoder, item_bytes);
}

base::Status ArchiveWriter::append(const FrameHeader& header, FrameEncoder& encoder,
                                   std::uint64_t item_bytes) {
  const std::string_view frame = encoder.seal(header, cipher_.get());
  return write_in_turn(header, frame, encoder.digest(), item_bytes);
}

std::uint64_t ArchiveWriter::take_place() {
  const std::scoped_lock lock(mutex_);
  return next_sequence_++;
}

void ArchiveWriter::abandon(const base::Error& reason) {
  const std::scoped_lock lock(mutex_);
  if (!failure_) failure_ = reason;
  turn_.notify_all();
}

base::Status ArchiveWriter::write_in_turn(const FrameHeader& header, std::string_view frame,
                                          const model::Sha256Digest& digest,
                                          std::uint64_t item_bytes) {
  std::unique_lock lock(mutex_);
  turn_.wait(lock, [&] { return written_ == header.sequence || failure_; });
  if (!failure_) {
    const base::Status status = file_.append(frame);
    if (!status) failure_ = status.error();
  }
  if (failure_) {
    turn_.notify_all();
    return tl::unexpected(*failure_);
  }
  root_hash_.update({reinterpret_cast<const char*>(digest.data()), digest.size()});
  count(header, item_bytes);
  ++written_;
  turn_.notify_all();
  return {};
}

void ArchiveWriter::count(const FrameHeader& header, std::uint64_t item_bytes) {
  if (header.type != FrameType::items) return;
  SectionTotals& totals = manifest_.sections[header.section].totals;
  totals.items += header.items;
  totals.item_bytes += item_bytes;
  ++totals.frames;
}

base::Result<ArchiveManifest> ArchiveWriter::finish() {
  manifest_.frames = written_;
  manifest_.root_hash = root_hash_.finish();
  const ArchiveTrailer trailer{file_.size_bytes(), written_};
  WHIMBREL_TRY(own_encoder_.compress(to_json(manifest_)));
  FrameHeader header;
  header.type = FrameType::manifest;
  header.sequence = take_place();
  WHIMBREL_TRY(append(header, own_encoder_, 0));
  WHIMBREL_TRY(file_.append(encode(trailer)));
  WHIMBREL_TRY(file_.commit(base::IfExists::refuse));
  return manifest_;
}

std::uint64_t ArchiveWriter::size_bytes() const {
  const std::scoped_lock lock(mutex_);
  return file_.size_bytes();
}

}  // namespace whimbrel::engine
