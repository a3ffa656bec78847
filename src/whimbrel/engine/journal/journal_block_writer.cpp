#include <fmt/format.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "whimbrel/engine/journal/journal_block.hpp"
#include "whimbrel/engine/journal/journal_layout.hpp"
#include "whimbrel/engine/journal/name_table.hpp"
#include "whimbrel/engine/journal/varint.hpp"

namespace whimbrel::engine {
namespace {

constexpr int compression_level = 1;

char* put_bytes(char* out, std::string_view bytes) noexcept {
  if (!bytes.empty()) std::memcpy(out, bytes.data(), bytes.size());
  return out + bytes.size();
}

char* put_sized(char* out, std::string_view bytes) noexcept {
  return put_bytes(put_varint(out, bytes.size()), bytes);
}

char* put_fingerprint(char* out, const model::Fingerprint& fingerprint) noexcept {
  for (const std::uint64_t half : {fingerprint.low, fingerprint.high})
    for (unsigned shift = 0; shift < 64; shift += 8) *out++ = static_cast<char>(half >> shift);
  return out;
}

// Room for the entry however its numbers come out.
std::size_t bytes_bound(const JournalEntry& entry) noexcept {
  constexpr std::size_t fixed = 1 + 4 * varint_bytes_max + fingerprint_bytes;
  std::size_t bytes = fixed + entry.key.size() + entry.before.size();
  for (const FieldUndo& field : entry.fields) bytes += fixed + field.inverse.raw.size();
  return bytes;
}

}  // namespace

struct JournalBlockWriter::State {
  struct ContextDeleter {
    void operator()(ZSTD_CCtx* context) const noexcept { ZSTD_freeCCtx(context); }
  };

  // A growing run of bytes whose new room is not cleared first, as a std::string's would be.
  class RawBuffer {
   public:
    // At least `bytes` of room behind what is there.
    char* room_for(std::size_t bytes) {
      if (capacity_ - used_ < bytes) grow(bytes);
      return data_.get() + used_;
    }
    void end_at(const char* end) noexcept { used_ = static_cast<std::size_t>(end - data_.get()); }
    void clear() noexcept { used_ = 0; }
    const char* data() const noexcept { return data_.get(); }
    std::size_t size() const noexcept { return used_; }

   private:
    void grow(std::size_t bytes) {
      const std::size_t capacity = std::max(capacity_ * 2, used_ + bytes);
      std::unique_ptr<char[]> larger(new char[capacity]);
      if (used_ != 0) std::memcpy(larger.get(), data_.get(), used_);
      data_ = std::move(larger);
      capacity_ = capacity;
    }

    std::unique_ptr<char[]> data_;
    std::size_t capacity_ = 0;
    std::size_t used_ = 0;
  };

  RawBuffer raw;
  NameTable names;
  std::uint64_t entry_count = 0;
  std::uint64_t field_count = 0;
  std::uint32_t collection = 0;
  std::string name_bytes;
  RawBuffer packed;
  std::unique_ptr<ZSTD_CCtx, ContextDeleter> compressor{ZSTD_createCCtx()};

  // Past a limit nothing more is gathered, so that memory stays bounded until pack() refuses.
  bool too_large() const noexcept {
    return raw.size() + names.bytes() + 2 * varint_bytes_max > block_raw_bytes_max ||
           entry_count > block_entries_max || field_count > block_fields_max ||
           names.collection_count() > block_collections_max ||
           names.paths_cost() > block_paths_cost_max;
  }
  char* put_field(char* out, const FieldUndo& field, std::size_t place);
  base::Result<std::size_t> compress();
};

char* JournalBlockWriter::State::put_field(char* out, const FieldUndo& field, std::size_t place) {
  const model::Edit& edit = field.inverse;
  unsigned tag = static_cast<unsigned>(edit.kind);
  if (field.after) tag |= field_tag::has_after;
  if (!edit.raw.empty()) tag |= field_tag::has_raw;
  if (edit.ordinal != 0) tag |= field_tag::has_ordinal;
  *out++ = static_cast<char>(tag);
  out = put_varint(out, names.path_index(*edit.path, place));
  if (!edit.raw.empty()) out = put_sized(out, edit.raw);
  if (edit.ordinal != 0) out = put_varint(out, edit.ordinal);
  if (field.after) out = put_fingerprint(out, *field.after);
  return out;
}

// Header room and frame into `packed`; gives the whole block's size.
base::Result<std::size_t> JournalBlockWriter::State::compress() {
  if (compressor == nullptr)
    return base::fail(base::ErrorKind::internal, "no memory for compressing the journal",
                      "free some memory, then resume the run");
  const std::size_t frame_bytes_max = ZSTD_compressBound(raw.size());
  packed.clear();
  char* block = packed.room_for(journal_header_bytes + frame_bytes_max);
  const std::size_t frame_bytes =
      ZSTD_compressCCtx(compressor.get(), block + journal_header_bytes, frame_bytes_max, raw.data(),
                        raw.size(), compression_level);
  if (ZSTD_isError(frame_bytes))
    return base::fail(base::ErrorKind::internal,
                      fmt::format("zstd cannot compress {} bytes of journal: {}", raw.size(),
                                  ZSTD_getErrorName(frame_bytes)),
                      "free some memory, then resume the run");
  return journal_header_bytes + frame_bytes;
}

JournalBlockWriter::JournalBlockWriter() : state_(std::make_unique<State>()) {}
JournalBlockWriter::~JournalBlockWriter() = default;

void JournalBlockWriter::add(const JournalEntry& entry) {
  State& state = *state_;
  if (state.too_large()) return;
  char* out = state.raw.room_for(bytes_bound(entry));

  const std::uint32_t collection = state.names.collection_index(entry.collection);
  const bool other_collection = state.entry_count == 0 || collection != state.collection;
  const bool has_after = entry.after != model::Fingerprint{};
  unsigned tag = static_cast<unsigned>(entry.done);
  if (other_collection) tag |= entry_tag::other_collection;
  if (!entry.fields.empty()) tag |= entry_tag::has_fields;
  if (!entry.before.empty()) tag |= entry_tag::has_before;
  if (has_after) tag |= entry_tag::has_after;
  if (entry.with_next) tag |= entry_tag::with_next;

  *out++ = static_cast<char>(tag);
  if (other_collection) out = put_varint(out, collection);
  out = put_sized(out, entry.key);
  if (!entry.fields.empty()) {
    out = put_varint(out, entry.fields.size());
    for (std::size_t i = 0; i < entry.fields.size(); ++i)
      out = state.put_field(out, entry.fields[i], i);
  }
  if (!entry.before.empty()) out = put_sized(out, entry.before);
  if (has_after) out = put_fingerprint(out, entry.after);

  state.raw.end_at(out);
  state.collection = collection;
  state.field_count += entry.fields.size();
  ++state.entry_count;
}

std::size_t JournalBlockWriter::entry_count() const noexcept { return state_->entry_count; }

std::size_t JournalBlockWriter::raw_bytes() const noexcept {
  return state_->raw.size() + state_->names.bytes();
}

base::Result<JournalBlockWriter::Packed> JournalBlockWriter::pack(
    std::uint64_t sequence, const model::Sha256Digest& previous) {
  State& state = *state_;
  if (state.too_large())
    return base::fail(base::ErrorKind::refused,
                      fmt::format("the before-images of one batch ({} entries, {} bytes) are more "
                                  "than a journal block holds",
                                  entry_count(), raw_bytes()),
                      "make the batches smaller (`--batch-size`)");
  JournalBlockHeader header;
  header.sequence = sequence;
  header.previous = previous;
  header.entry_count = static_cast<std::uint32_t>(state.entry_count);
  header.field_count = static_cast<std::uint32_t>(state.field_count);
  header.entries_bytes = static_cast<std::uint32_t>(state.raw.size());
  state.name_bytes.clear();
  state.names.append_to(state.name_bytes);
  state.raw.end_at(put_bytes(state.raw.room_for(state.name_bytes.size()), state.name_bytes));
  header.raw_bytes = static_cast<std::uint32_t>(state.raw.size());

  auto block_bytes = state.compress();
  clear();
  if (!block_bytes) return tl::unexpected(std::move(block_bytes).error());
  char* block = state.packed.room_for(*block_bytes);
  seal_block(header, block, *block_bytes);
  const std::string_view bytes(block, *block_bytes);
  return Packed{bytes, model::sha256_of(bytes)};
}

void JournalBlockWriter::clear() noexcept {
  state_->raw.clear();
  state_->names.clear();
  state_->entry_count = 0;
  state_->field_count = 0;
  state_->collection = 0;
}

}  // namespace whimbrel::engine
