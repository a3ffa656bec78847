#include "whimbrel/engine/journal/journal_block.hpp"

#include <fmt/format.h>
#include <zstd.h>

#include <utility>

#include "whimbrel/engine/journal/journal_layout.hpp"
#include "whimbrel/engine/journal/varint.hpp"

namespace whimbrel::engine {
namespace {

// Takes numbers and bytes off the front; once it fails, it stays failed and gives nothing more.
class PayloadReader {
 public:
  explicit PayloadReader(std::string_view bytes)
      : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  bool failed() const noexcept { return failed_; }
  bool at_end() const noexcept { return at_ == end_; }

  std::uint64_t number() noexcept {
    std::uint64_t value = 0;
    const char* behind = failed_ ? nullptr : get_varint(at_, end_, value);
    if (behind == nullptr) return fail();
    at_ = behind;
    return value;
  }

  // A number below `limit`.
  std::uint64_t number_below(std::uint64_t limit) noexcept {
    const std::uint64_t value = number();
    return value < limit ? value : fail();
  }

  std::string_view bytes(std::uint64_t size) noexcept {
    if (failed_ || size > static_cast<std::uint64_t>(end_ - at_)) {
      fail();
      return {};
    }
    const std::string_view taken(at_, static_cast<std::size_t>(size));
    at_ += taken.size();
    return taken;
  }

  std::string_view sized() noexcept { return bytes(number()); }

  unsigned tag(unsigned known_bits, unsigned kind_mask) noexcept {
    const std::string_view byte = bytes(1);
    if (byte.empty()) return 0;
    const auto tag = static_cast<unsigned char>(byte.front());
    if ((tag & ~known_bits) != 0 || (tag & kind_mask) == kind_mask) fail();
    return tag;
  }

  model::Fingerprint fingerprint() noexcept {
    const std::string_view raw = bytes(fingerprint_bytes);
    if (raw.empty()) return {};
    return {half(raw.data()), half(raw.data() + 8)};
  }

  std::uint64_t fail() noexcept {
    failed_ = true;
    at_ = end_;
    return 0;
  }

 private:
  static std::uint64_t half(const char* at) noexcept {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < 8; ++i)
      value |= std::uint64_t{static_cast<unsigned char>(at[i])} << (8 * i);
    return value;
  }

  const char* at_;
  const char* end_;
  bool failed_ = false;
};

std::size_t list_size(PayloadReader& reader, std::size_t size_max) noexcept {
  return static_cast<std::size_t>(reader.number_below(std::uint64_t{size_max} + 1));
}

// Adds the path's memory to `cost`; false as soon as that is past what a block holds.
bool read_segments(PayloadReader& reader, std::size_t count, std::size_t& cost,
                   std::vector<std::string>& segments) {
  std::size_t bytes = 0;
  std::size_t cost_of_path = path_cost(0, 0);
  for (std::size_t i = 0; i < count && !reader.failed(); ++i) {
    bytes += segments.emplace_back(reader.sized()).size();
    cost_of_path = path_cost(i + 1, bytes);
    if (cost + cost_of_path > block_paths_cost_max) return false;
  }
  cost += cost_of_path;
  return cost <= block_paths_cost_max;
}

}  // namespace

struct JournalBlock::State {
  std::unique_ptr<char[]> raw;
  std::vector<std::string_view> collections;
  std::vector<model::Path> paths;
  std::vector<FieldUndo> fields;
  std::vector<JournalEntry> entries;
  model::Sha256Digest hash{};

  base::Status unpack_frame(const JournalBlockHeader& header, std::string_view frame);
  base::Status read_names(std::string_view bytes);
  base::Status read_entries(const JournalBlockHeader& header);
  void read_entry(PayloadReader& reader, JournalEntry& entry, std::uint32_t fields_max);
  void read_field(PayloadReader& reader, FieldUndo& field);
};

base::Status JournalBlock::State::unpack_frame(const JournalBlockHeader& header,
                                               std::string_view frame) {
  if (ZSTD_getFrameContentSize(frame.data(), frame.size()) != header.raw_bytes)
    return damaged_block("its compressed part is not of the size that its header says");
  raw = std::unique_ptr<char[]>(new char[header.raw_bytes]);
  const std::size_t bytes =
      ZSTD_decompress(raw.get(), header.raw_bytes, frame.data(), frame.size());
  if (ZSTD_isError(bytes))
    return damaged_block(fmt::format("it cannot be uncompressed: {}", ZSTD_getErrorName(bytes)));
  if (bytes != header.raw_bytes) return damaged_block("its compressed part ends too early");
  return {};
}

base::Status JournalBlock::State::read_names(std::string_view bytes) {
  PayloadReader reader(bytes);
  const std::size_t collection_count = list_size(reader, block_collections_max);
  for (std::size_t i = 0; i < collection_count && !reader.failed(); ++i)
    collections.push_back(reader.sized());

  const std::size_t path_count = list_size(reader, bytes.size());
  std::size_t cost = 0;
  for (std::size_t i = 0; i < path_count && !reader.failed(); ++i) {
    std::vector<std::string> segments;
    if (!read_segments(reader, list_size(reader, bytes.size()), cost, segments))
      return damaged_block("its field paths are longer than a block holds");
    if (!reader.failed()) paths.emplace_back(std::move(segments));
  }
  if (reader.failed() || !reader.at_end())
    return damaged_block("its list of collections and fields does not end where it should");
  return {};
}

void JournalBlock::State::read_field(PayloadReader& reader, FieldUndo& field) {
  const unsigned tag = reader.tag(field_tag::all, field_tag::kind_mask);
  field.inverse.kind = static_cast<model::Edit::Kind>(tag & field_tag::kind_mask);
  const std::uint64_t path = reader.number_below(paths.size());
  if (reader.failed()) return;
  field.inverse.path = &paths[path];
  if ((tag & field_tag::has_raw) != 0) field.inverse.raw = reader.sized();
  if ((tag & field_tag::has_ordinal) != 0)
    field.inverse.ordinal = static_cast<std::uint32_t>(reader.number_below(std::uint64_t{1} << 32));
  if ((tag & field_tag::has_after) != 0) field.after = reader.fingerprint();
}

void JournalBlock::State::read_entry(PayloadReader& reader, JournalEntry& entry,
                                     std::uint32_t fields_max) {
  const unsigned tag = reader.tag(entry_tag::all, entry_tag::kind_mask);
  entry.done = static_cast<stores::ItemWrite::Kind>(tag & entry_tag::kind_mask);
  entry.with_next = (tag & entry_tag::with_next) != 0;
  if ((tag & entry_tag::other_collection) != 0) {
    const std::uint64_t index = reader.number_below(collections.size());
    if (!reader.failed()) entry.collection = collections[index];
  } else if (!entries.empty()) {
    entry.collection = entries.back().collection;
  } else {
    reader.fail();
  }
  entry.key = reader.sized();
  if ((tag & entry_tag::has_fields) != 0) {
    const std::size_t first = fields.size();
    const std::uint64_t count = reader.number_below(fields_max - first + 1);
    for (std::uint64_t i = 0; i < count && !reader.failed(); ++i)
      read_field(reader, fields.emplace_back());
    entry.fields = std::span<const FieldUndo>(fields).subspan(first);
  }
  if ((tag & entry_tag::has_before) != 0) entry.before = reader.sized();
  if ((tag & entry_tag::has_after) != 0) entry.after = reader.fingerprint();
}

base::Status JournalBlock::State::read_entries(const JournalBlockHeader& header) {
  PayloadReader reader({raw.get(), header.entries_bytes});
  entries.reserve(header.entry_count);
  // Entries point into `fields`, so it must not grow past this.
  fields.reserve(header.field_count);
  for (std::uint32_t i = 0; i < header.entry_count; ++i) {
    JournalEntry entry;
    read_entry(reader, entry, header.field_count);
    if (reader.failed())
      return damaged_block(
          fmt::format("entry {} of {} runs past its bytes or points at a name that is "
                      "not there",
                      i + 1, header.entry_count));
    entries.push_back(entry);
  }
  if (!reader.at_end() || fields.size() != header.field_count)
    return damaged_block(
        fmt::format("it holds more or less than the {} entries and {} fields that its "
                    "header says",
                    header.entry_count, header.field_count));
  return {};
}

base::Result<JournalBlock> JournalBlock::unpack(std::string_view bytes,
                                                std::uint64_t expected_sequence,
                                                const model::Sha256Digest& expected_previous) {
  WHIMBREL_ASSIGN(const JournalBlockHeader header, open_block(bytes));
  if (header.sequence != expected_sequence)
    return damaged_block(fmt::format("it is block {} where block {} should stand", header.sequence,
                                     expected_sequence));
  if (header.previous != expected_previous)
    return damaged_block(
        fmt::format("it follows a block with hash {}, but the block before it has {}",
                    model::to_hex(header.previous), model::to_hex(expected_previous)));

  auto state = std::make_unique<State>();
  WHIMBREL_TRY(state->unpack_frame(header, bytes.substr(journal_header_bytes)));
  WHIMBREL_TRY(state->read_names(
      {state->raw.get() + header.entries_bytes, header.raw_bytes - header.entries_bytes}));
  WHIMBREL_TRY(state->read_entries(header));
  state->hash = model::sha256_of(bytes);
  return JournalBlock(std::move(state));
}

JournalBlock::JournalBlock(std::unique_ptr<State> state) : state_(std::move(state)) {}
JournalBlock::JournalBlock(JournalBlock&&) noexcept = default;
JournalBlock& JournalBlock::operator=(JournalBlock&&) noexcept = default;
JournalBlock::~JournalBlock() = default;

const std::vector<JournalEntry>& JournalBlock::entries() const noexcept { return state_->entries; }

const model::Sha256Digest& JournalBlock::hash() const noexcept { return state_->hash; }

}  // namespace whimbrel::engine
