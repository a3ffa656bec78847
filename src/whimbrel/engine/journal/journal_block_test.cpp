#include "whimbrel/engine/journal/journal_block.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <zstd.h>

#include <deque>
#include <string>
#include <vector>

#include "whimbrel/engine/journal/journal_layout.hpp"

namespace whimbrel::engine {
namespace {

using ::testing::HasSubstr;
using Kind = stores::ItemWrite::Kind;

constexpr model::Sha256Digest zeros{};

// An entry that owns what it holds, for making up and comparing.
struct OwnedEntry {
  struct Field {
    model::Edit::Kind kind = model::Edit::Kind::set;
    std::vector<std::string> segments;
    std::string raw;
    std::uint32_t ordinal = 0;
    std::optional<model::Fingerprint> after;
    bool operator==(const Field&) const = default;
  };
  Kind done = Kind::update;
  std::string collection;
  std::string key;
  std::vector<Field> fields;
  std::string before;
  model::Fingerprint after;
  bool operator==(const OwnedEntry&) const = default;
};

OwnedEntry owned(const JournalEntry& entry) {
  OwnedEntry result{entry.done, std::string(entry.collection), std::string(entry.key),
                    {},         std::string(entry.before),     entry.after};
  for (const FieldUndo& field : entry.fields)
    result.fields.push_back({field.inverse.kind, field.inverse.path->segments(),
                             std::string(field.inverse.raw), field.inverse.ordinal, field.after});
  return result;
}

std::vector<OwnedEntry> owned(const JournalBlock& block) {
  std::vector<OwnedEntry> result;
  for (const JournalEntry& entry : block.entries()) result.push_back(owned(entry));
  return result;
}

void add_all(JournalBlockWriter& writer, const std::vector<OwnedEntry>& entries) {
  for (const OwnedEntry& entry : entries) {
    std::deque<model::Path> paths;
    std::vector<FieldUndo> fields;
    for (const OwnedEntry::Field& field : entry.fields)
      fields.push_back({{field.kind, &paths.emplace_back(field.segments), field.raw, field.ordinal},
                        field.after});
    writer.add({entry.done, entry.collection, entry.key, fields, entry.before, entry.after});
  }
}

std::string packed(const std::vector<OwnedEntry>& entries, std::uint64_t sequence = 0,
                   const model::Sha256Digest& previous = zeros) {
  JournalBlockWriter writer;
  add_all(writer, entries);
  return std::string(writer.pack(sequence, previous).value().bytes);
}

std::string fault_of(std::string_view bytes, std::uint64_t sequence = 0,
                     const model::Sha256Digest& previous = zeros) {
  const auto block = JournalBlock::unpack(bytes, sequence, previous);
  if (block) return "none";
  EXPECT_EQ(block.error().kind(), base::ErrorKind::corrupt);
  EXPECT_THAT(block.error().remedy(), HasSubstr("whimbrel backup restore"));
  return block.error().message();
}

// A block with right checksum around whatever header and payload, as a forger would make it.
std::string forged(JournalBlockHeader header, std::string_view payload) {
  std::string block(journal_header_bytes + ZSTD_compressBound(payload.size()), '\0');
  const std::size_t frame =
      ZSTD_compress(block.data() + journal_header_bytes, block.size() - journal_header_bytes,
                    payload.data(), payload.size(), 1);
  block.resize(journal_header_bytes + frame);
  seal_block(header, block.data(), block.size());
  return block;
}

std::string forged_with(std::uint32_t entries, std::uint32_t fields, std::string_view entry_bytes,
                        std::string_view name_bytes) {
  JournalBlockHeader header;
  header.entry_count = entries;
  header.field_count = fields;
  header.entries_bytes = static_cast<std::uint32_t>(entry_bytes.size());
  header.raw_bytes = static_cast<std::uint32_t>(entry_bytes.size() + name_bytes.size());
  return forged(header, std::string(entry_bytes) + std::string(name_bytes));
}

OwnedEntry melted_token(int number) {
  return {Kind::update,
          "cashu_tokens",
          R"({"$oid":"507f1f77bcf86cd7994)" + std::to_string(10000 + number) + "\"}",
          {{model::Edit::Kind::set, {"status"}, R"("unspent")", 0, model::fingerprint_of("spent")},
           {model::Edit::Kind::unset, {"spent_at"}, "", 0, model::fingerprint_of("now")}},
          "",
          {}};
}

TEST(JournalBlock, gives_back_updates_inserts_and_erasures_of_several_collections) {
  const std::vector<OwnedEntry> entries = {
      melted_token(1),
      {Kind::insert, "wallets", R"("a")", {}, "", {7, 9}},
      {Kind::erase, "wallets", R"("b")", {}, R"({"_id":"b","n":1})", {}},
      melted_token(2),
      {Kind::update,
       "cashu_tokens",
       R"("c")",
       {{model::Edit::Kind::insert, {"metadata", "a.b", ""}, R"(,"":null)", 3, std::nullopt}},
       "",
       {}}};
  const auto block = JournalBlock::unpack(packed(entries), 0, zeros);
  ASSERT_TRUE(block) << block.error().describe();
  EXPECT_EQ(owned(*block), entries);
}

TEST(JournalBlock, holds_no_entries_at_all) {
  const auto block = JournalBlock::unpack(packed({}), 0, zeros);
  ASSERT_TRUE(block);
  EXPECT_TRUE(block->entries().empty());
}

TEST(JournalBlock, holds_an_erased_item_of_16_mib) {
  std::string item(16u << 20, '\0');
  std::uint64_t state = 1;
  for (char& c : item) c = static_cast<char>((state = state * 6364136223846793005u + 1) >> 56);
  const std::vector<OwnedEntry> entries = {{Kind::erase, "c", "\"big\"", {}, item, {}}};
  const auto block = JournalBlock::unpack(packed(entries), 0, zeros);
  ASSERT_TRUE(block);
  EXPECT_EQ(owned(*block), entries);
}

TEST(JournalBlock, survives_being_moved) {
  auto block = JournalBlock::unpack(packed({melted_token(1)}), 0, zeros).value();
  const JournalBlock moved = std::move(block);
  EXPECT_EQ(owned(moved), std::vector{melted_token(1)});
}

TEST(JournalBlock, hashes_its_packed_bytes) {
  const std::string bytes = packed({melted_token(1)});
  EXPECT_EQ(JournalBlock::unpack(bytes, 0, zeros)->hash(), model::sha256_of(bytes));
}

TEST(JournalBlock, finds_every_single_damaged_bit) {
  const std::string bytes = packed({melted_token(1), melted_token(2)});
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    ASSERT_FALSE(JournalBlock::unpack(damaged, 0, zeros)) << "bit " << bit;
  }
}

TEST(JournalBlock, finds_every_truncation_and_any_tail) {
  const std::string bytes = packed({melted_token(1)});
  for (std::size_t size = 0; size < bytes.size(); ++size)
    ASSERT_FALSE(JournalBlock::unpack(bytes.substr(0, size), 0, zeros)) << size;
  EXPECT_FALSE(JournalBlock::unpack(bytes + '\0', 0, zeros));
}

TEST(JournalBlock, says_what_is_wrong_with_damaged_bytes) {
  const std::string bytes = packed({melted_token(1)});
  EXPECT_EQ(fault_of("WHIM"), "it has 4 bytes, too few for a journal block");
  EXPECT_EQ(fault_of(std::string(100, 'x')), "it does not begin as a journal block does");
  std::string flipped = bytes;
  flipped.back() = static_cast<char>(~flipped.back());
  EXPECT_EQ(fault_of(flipped), "its checksum does not match its bytes");
}

TEST(JournalBlock, says_which_block_stands_in_a_wrong_place) {
  const std::string bytes = packed({melted_token(1)}, 4, model::sha256_of("three"));
  EXPECT_EQ(fault_of(bytes, 5, model::sha256_of("three")),
            "it is block 4 where block 5 should stand");
  EXPECT_EQ(fault_of(bytes, 4, model::sha256_of("two")),
            "it follows a block with hash " + model::to_hex(model::sha256_of("three")) +
                ", but the block before it has " + model::to_hex(model::sha256_of("two")));
}

TEST(JournalBlock, refuses_promises_that_would_cost_memory) {
  JournalBlockHeader header;
  header.raw_bytes = (256u << 20) + 1;
  EXPECT_THAT(fault_of(forged(header, "")), HasSubstr("promises 268435457 bytes unpacked"));
  header.raw_bytes = 200u << 20;
  EXPECT_THAT(fault_of(forged(header, "")), HasSubstr("not of the size that its header says"));
  header.entries_bytes = header.raw_bytes;
  header.entry_count = block_entries_max + 1;
  EXPECT_THAT(fault_of(forged(header, "")), HasSubstr("more than a block holds"));
  header.entry_count = 3;
  header.raw_bytes = header.entries_bytes = 5;
  EXPECT_THAT(fault_of(forged(header, "12345")), HasSubstr("sizes contradict each other"));
}

TEST(JournalBlock, refuses_paths_that_would_cost_memory) {
  // One path of 20,000 empty names would hold 200 million names in its parents.
  std::string names(1, '\0');
  names += "\x01\xA0\x9C\x01";
  names += std::string(20'000, '\0');
  EXPECT_THAT(fault_of(forged_with(0, 0, "", names)), HasSubstr("longer than a block holds"));
  // Three million paths of no names at all.
  names.assign(1, '\0');
  names += "\xC0\x8D\xB7\x01";
  names += std::string(3'000'000, '\0');
  EXPECT_THAT(fault_of(forged_with(0, 0, "", names)), HasSubstr("longer than a block holds"));
}

TEST(JournalBlock, refuses_a_payload_that_does_not_add_up) {
  using std::string_literals::operator""s;
  const std::string no_names = "\0\0"s;
  const std::string names =
      "\x01\x01"s
      "c\x01\x01\x01"s
      "f"s;
  const std::string entry =
      "\x04\0\x01"s
      "k"s;
  EXPECT_EQ(fault_of(forged_with(1, 0, entry, names)), "none");

  EXPECT_THAT(fault_of(forged_with(1, 0, entry, no_names)), HasSubstr("entry 1 of 1"));
  EXPECT_THAT(fault_of(forged_with(1, 0, "\x04\0\x02k"s, names)), HasSubstr("entry 1 of 1"));
  EXPECT_THAT(fault_of(forged_with(1, 0, "\0\x01k"s, names)), HasSubstr("entry 1 of 1"));
  EXPECT_THAT(fault_of(forged_with(1, 0, "\x84\0\x01k"s, names)), HasSubstr("entry 1 of 1"));
  EXPECT_THAT(fault_of(forged_with(1, 0, "\x07\0\x01k"s, names)), HasSubstr("entry 1 of 1"));
  EXPECT_THAT(fault_of(forged_with(1, 0, entry + "x", names)), HasSubstr("more or less"));
  EXPECT_THAT(fault_of(forged_with(2, 0, entry, names)), HasSubstr("entry 2 of 2"));
  // A field more than the header says, one with an unknown path, one fewer than the header says.
  const std::string with_field = "\x0C\0\x01k\x01\x01\0"s;
  EXPECT_EQ(fault_of(forged_with(1, 1, with_field, names)), "none");
  EXPECT_THAT(fault_of(forged_with(1, 0, with_field, names)), HasSubstr("entry 1 of 1"));
  EXPECT_THAT(fault_of(forged_with(1, 1, "\x0C\0\x01k\x01\x01\x01"s, names)),
              HasSubstr("entry 1 of 1"));
  EXPECT_THAT(fault_of(forged_with(1, 1, entry, names)), HasSubstr("more or less"));
  EXPECT_THAT(fault_of(forged_with(0, 0, "", names + "x")), HasSubstr("list of collections"));
  EXPECT_THAT(fault_of(forged_with(0, 0, "", "\x01")), HasSubstr("list of collections"));
}

TEST(JournalBlock, refuses_a_damaged_frame_under_a_right_checksum) {
  std::string block = packed({melted_token(1), melted_token(2)});
  const auto header = open_block(block).value();
  block.resize(block.size() - 4);
  seal_block(header, block.data(), block.size());
  EXPECT_THAT(fault_of(block), HasSubstr("cannot be uncompressed"));
}

TEST(JournalBlockWriter, counts_what_it_gathered_and_begins_anew_after_packing) {
  JournalBlockWriter writer;
  EXPECT_EQ(writer.entry_count(), 0u);
  EXPECT_EQ(writer.raw_bytes(), 0u);
  add_all(writer, {melted_token(1), melted_token(2)});
  EXPECT_EQ(writer.entry_count(), 2u);
  EXPECT_GT(writer.raw_bytes(), 100u);
  const std::string first(writer.pack(0, zeros).value().bytes);
  EXPECT_EQ(writer.entry_count(), 0u);
  EXPECT_EQ(writer.raw_bytes(), 0u);
  add_all(writer, {melted_token(1), melted_token(2)});
  EXPECT_EQ(writer.pack(0, zeros).value().bytes, first);
  add_all(writer, {melted_token(1)});
  writer.clear();
  EXPECT_EQ(writer.pack(0, zeros).value().bytes, packed({}));
}

TEST(JournalBlockWriter, stores_names_once_however_many_entries_have_them) {
  OwnedEntry named = melted_token(0);
  named.fields[0].segments = {std::string(1'000, 'n')};
  JournalBlockWriter writer;
  for (int i = 0; i < 100; ++i) add_all(writer, {named});
  EXPECT_LT(writer.raw_bytes(), 15'000u);
}

TEST(JournalBlockWriter, refuses_what_a_block_does_not_hold_until_cleared) {
  const std::string item(64u << 20, 'i');
  JournalBlockWriter writer;
  for (int i = 0; i < 8; ++i) writer.add({Kind::erase, "c", "\"k\"", {}, item, {}});
  EXPECT_LT(writer.raw_bytes(), 330u << 20) << "memory must stay bounded";
  const auto refused = writer.pack(0, zeros);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), base::ErrorKind::refused);
  EXPECT_THAT(refused.error().message(), HasSubstr("more than a journal block holds"));
  EXPECT_THAT(refused.error().remedy(), HasSubstr("smaller"));
  writer.clear();
  EXPECT_EQ(writer.pack(0, zeros).value().bytes, packed({}));
}

// Up to `size_max` of them: without the bound, lists of lists of lists take minutes to make.
template <typename Container, typename T>
rc::Gen<Container> some(rc::Gen<T> element, int size_max) {
  return rc::gen::mapcat(rc::gen::inRange(0, size_max + 1), [element](int size) {
    return rc::gen::container<Container>(static_cast<std::size_t>(size), element);
  });
}

rc::Gen<std::string> any_bytes() {
  return rc::gen::oneOf(some<std::string>(rc::gen::arbitrary<char>(), 20),
                        rc::gen::element<std::string>("", "a.b", "\"", "status", "0", "\\", "é"));
}

rc::Gen<OwnedEntry::Field> any_field() {
  return rc::gen::build<OwnedEntry::Field>(
      rc::gen::set(&OwnedEntry::Field::kind,
                   rc::gen::element(model::Edit::Kind::set, model::Edit::Kind::unset,
                                    model::Edit::Kind::insert)),
      rc::gen::set(&OwnedEntry::Field::segments, some<std::vector<std::string>>(any_bytes(), 4)),
      rc::gen::set(&OwnedEntry::Field::raw, any_bytes()), rc::gen::set(&OwnedEntry::Field::ordinal),
      rc::gen::set(&OwnedEntry::Field::after,
                   rc::gen::exec([]() -> std::optional<model::Fingerprint> {
                     if (*rc::gen::arbitrary<bool>()) return std::nullopt;
                     return model::Fingerprint{*rc::gen::arbitrary<std::uint64_t>(),
                                               *rc::gen::arbitrary<std::uint64_t>()};
                   })));
}

rc::Gen<OwnedEntry> any_entry() {
  return rc::gen::build<OwnedEntry>(
      rc::gen::set(&OwnedEntry::done, rc::gen::element(Kind::update, Kind::insert, Kind::erase)),
      rc::gen::set(&OwnedEntry::collection, any_bytes()),
      rc::gen::set(&OwnedEntry::key, any_bytes()),
      rc::gen::set(&OwnedEntry::fields, some<std::vector<OwnedEntry::Field>>(any_field(), 4)),
      rc::gen::set(&OwnedEntry::before, any_bytes()),
      rc::gen::set(&OwnedEntry::after, rc::gen::exec([] {
        return model::Fingerprint{*rc::gen::arbitrary<std::uint64_t>(),
                                  *rc::gen::arbitrary<std::uint64_t>()};
      })));
}

TEST(JournalBlockProperty, unpacking_is_the_inverse_of_packing) {
  EXPECT_TRUE(rc::check([] {
    const auto entries = *some<std::vector<OwnedEntry>>(any_entry(), 12);
    const auto sequence = *rc::gen::arbitrary<std::uint64_t>();
    const auto previous = model::sha256_of(*any_bytes());
    const std::string bytes = packed(entries, sequence, previous);
    const auto block = JournalBlock::unpack(bytes, sequence, previous);
    RC_ASSERT(block.has_value());
    RC_ASSERT(owned(*block) == entries);
    RC_ASSERT(packed(owned(*block), sequence, previous) == bytes);
  }));
}

TEST(JournalBlockProperty, a_chain_holds_and_only_in_its_order) {
  EXPECT_TRUE(rc::check([] {
    const auto batches = *some<std::vector<std::vector<OwnedEntry>>>(
        some<std::vector<OwnedEntry>>(any_entry(), 3), 5);
    JournalBlockWriter writer;
    std::vector<std::string> blocks;
    std::vector<model::Sha256Digest> hashes = {zeros};
    for (const auto& batch : batches) {
      add_all(writer, batch);
      const auto block = writer.pack(blocks.size(), hashes.back()).value();
      blocks.emplace_back(block.bytes);
      hashes.push_back(block.hash);
    }
    for (std::size_t place = 0; place < blocks.size(); ++place)
      for (std::size_t i = 0; i < blocks.size(); ++i)
        RC_ASSERT(JournalBlock::unpack(blocks[i], place, hashes[place]).has_value() ==
                  (i == place));
  }));
}

}  // namespace
}  // namespace whimbrel::engine
