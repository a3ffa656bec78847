// Backup archives from hostile bytes: an error or items, never a crash, in the memory of a frame.
// What is proven restorable is restored, backed up again and proven again, with the same items.
//
// Digests would stop nearly every input at the door, so the first byte says how far in the rest
// goes: 'a' is an archive as it is; anything else a list of frames that are sealed properly, by 'p'
// plain and by 'e' encrypted, under a manifest that fits them.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

#include "tests/fuzz/require.hpp"
#include "whimbrel/base/testing/fault_file_system.hpp"
#include "whimbrel/engine/backup/create_backup.hpp"
#include "whimbrel/engine/backup/frame_encoder.hpp"
#include "whimbrel/engine/backup/item_packing.hpp"
#include "whimbrel/engine/backup/restore_backup.hpp"
#include "whimbrel/engine/backup/verify_backup.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"

namespace {

using namespace whimbrel;
using namespace whimbrel::engine;
using fuzz::require;

// Cheap, and what a hostile header may ask for at most.
constexpr KdfCost kdf_cost{1, 8192};
constexpr std::size_t items_max = 2'000;

const base::Secret& passphrase() {
  static const base::Secret secret{std::string_view("correct horse")};
  return secret;
}

struct Sealing {
  ArchiveHeader header;
  std::unique_ptr<ArchiveCipher> cipher;
};

const Sealing& sealing(bool encrypted) {
  static const Sealing plain;
  static const Sealing sealed = [] {
    Sealing made;
    made.header.encrypted = true;
    auto cipher = ArchiveCipher::create(passphrase(), kdf_cost, made.header);
    require(cipher.has_value());
    made.cipher = *std::move(cipher);
    return made;
  }();
  return encrypted ? sealed : plain;
}

// Reads the input as little commands.
class Input {
 public:
  explicit Input(std::string_view bytes) : bytes_(bytes) {}

  bool empty() const { return bytes_.empty(); }
  std::uint8_t byte() {
    if (bytes_.empty()) return 0;
    const auto value = static_cast<std::uint8_t>(bytes_.front());
    bytes_.remove_prefix(1);
    return value;
  }
  std::string_view text(std::size_t size) {
    const std::string_view taken = bytes_.substr(0, std::min(size, bytes_.size()));
    bytes_.remove_prefix(taken.size());
    return taken;
  }

 private:
  std::string_view bytes_;
};

class ForgedArchive {
 public:
  explicit ForgedArchive(bool encrypted) : sealing_(sealing(encrypted)) {
    bytes_ = encode(sealing_.header);
    manifest_.archive_id = sealing_.header.archive_id;
    manifest_.created_ms = sealing_.header.created_ms;
  }

  // A frame of the input: type and payload are its own, the figures fit unless it says otherwise.
  void add_frame(Input& input) {
    const std::uint8_t choice = input.byte();
    const std::size_t size = std::size_t{input.byte()} << 8 | input.byte();
    FrameHeader header;
    header.type = (choice & 1) != 0 ? FrameType::section : FrameType::items;
    const bool is_lying = (choice & 2) != 0;
    if (is_lying) {
      header.items = input.byte();
      header.section = input.byte();
    }
    const std::string_view content = input.text(size);
    if (header.type == FrameType::section)
      add_section(content, header, is_lying);
    else
      add_items(content, header, is_lying);
  }

  std::string finish() {
    manifest_.frames = sequence_;
    manifest_.root_hash = root_hash_.finish();
    ArchiveTrailer trailer;
    trailer.manifest_offset = bytes_.size();
    trailer.frames = sequence_;
    FrameHeader header;
    header.type = FrameType::manifest;
    append(to_json(manifest_), header);
    return bytes_ + encode(trailer);
  }

 private:
  void add_section(std::string_view content, FrameHeader header, bool is_lying) {
    if (!is_lying) header.section = static_cast<std::uint32_t>(manifest_.sections.size());
    if (auto section = section_from_json(content))
      manifest_.sections.push_back({*std::move(section), {}});
    append(content, header);
  }

  void add_items(std::string_view content, FrameHeader header, bool is_lying) {
    std::uint64_t item_bytes = 0;
    if (!is_lying && !manifest_.sections.empty()) {
      header.section = static_cast<std::uint32_t>(manifest_.sections.size() - 1);
      PackedItems items(content);
      for (stores::Page::Item item; items.next(item).value_or(false); ++header.items)
        item_bytes += item.bytes.size();
    }
    if (!manifest_.sections.empty()) {
      SectionTotals& totals = manifest_.sections.back().totals;
      totals.items += header.items;
      totals.item_bytes += item_bytes;
      ++totals.frames;
    }
    append(content, header);
  }

  void append(std::string_view content, FrameHeader header) {
    header.sequence = sequence_;
    FrameEncoder encoder;
    require(encoder.compress(content).has_value());
    bytes_ += encoder.seal(header, sealing_.cipher.get());
    if (header.type == FrameType::manifest) return;
    root_hash_.update(
        {reinterpret_cast<const char*>(encoder.digest().data()), encoder.digest().size()});
    ++sequence_;
  }

  const Sealing& sealing_;
  std::string bytes_;
  ArchiveManifest manifest_;
  std::uint64_t sequence_ = 0;
  model::Sha256 root_hash_;
};

std::string archive_of(std::string_view bytes) {
  Input input(bytes);
  const char depth = static_cast<char>(input.byte());
  if (depth == 'a') return std::string(input.text(bytes.size()));
  ForgedArchive archive(depth == 'e');
  while (!input.empty()) archive.add_frame(input);
  return archive.finish();
}

using Items = std::map<std::string, std::string>;

Items items_of(stores::Store& store) {
  Items items;
  const auto session = store.open_session().value();
  const auto collections = store.collections().value();
  for (const auto& info : collections) {
    stores::ScanRequest request;
    request.collection = info.spec.name;
    request.items_max = items_max;
    request.bytes_max = std::size_t{64} << 20;
    stores::Page page;
    require(session->scan(request, page).has_value());
    for (std::size_t i = 0; i < page.size(); ++i)
      items.emplace(info.spec.name + '\n' + std::string(page[i].key), page[i].bytes);
  }
  return items;
}

bool is_told_of_a_forgery(const base::Error& error) {
  // Well-formed archives of a forger may name what this store does not take.
  return error.kind() == base::ErrorKind::usage || error.kind() == base::ErrorKind::refused ||
         error.kind() == base::ErrorKind::invalid_data;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::Cancellation never;
  base::testing::FaultFileSystem disk;
  disk.place("a.whb", archive_of({reinterpret_cast<const char*>(data), size}));
  const ArchiveReaderOptions reading{&passphrase(), kdf_cost};
  const auto verified = verify_backup(disk, "a.whb", reading, {}, never);
  if (!verified) {
    require(!verified.error().message().empty());
    return 0;
  }
  if (verified->manifest.totals().items > items_max) return 0;

  stores::memory::MemoryStore store;
  RestoreOptions restoring;
  restoring.passphrase = &passphrase();
  restoring.kdf_cost_max = kdf_cost;
  const auto restored = restore_backup(disk, "a.whb", store, restoring, {}, never);
  if (!restored) {
    require(is_told_of_a_forgery(restored.error()));
    return 0;
  }

  if (verified->manifest.sections.empty()) return 0;
  BackupOptions backing_up;
  backing_up.threads = 1;
  const auto again = create_backup(store, disk, base::system_clock(), backing_up, {}, never);
  require(again.has_value());
  require(verify_backup(disk, again->path, {}, {}, never).has_value());
  stores::memory::MemoryStore second;
  require(restore_backup(disk, again->path, second, {}, {}, never).has_value());
  require(items_of(second) == items_of(store));
  return 0;
}
