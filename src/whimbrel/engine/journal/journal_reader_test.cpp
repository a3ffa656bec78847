#include "whimbrel/engine/journal/journal_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/engine/journal/testing/store_kinds.hpp"

namespace whimbrel::engine {
namespace {

using stores::Space;
using ::testing::HasSubstr;

class JournalReading : public testing::OnEachStore {
 protected:
  // Writes blocks of one entry each, whose keys are the blocks' numbers.
  JournalPosition write_blocks(int count) {
    JournalBlockWriter writer;
    JournalPosition position;
    for (int i = 0; i < count; ++i) {
      const std::string item_key = std::to_string(i);
      writer.add({stores::ItemWrite::Kind::erase, "c", item_key, {}, "{}", {}});
      const auto block = writer.pack(position.next_sequence, position.last_hash).value();
      put(Space::journal, journal_record_key("run-1", 2, position.next_sequence), block.bytes);
      position = {position.next_sequence + 1, block.hash};
    }
    return position;
  }

  JournalReader reader(const JournalPosition& end) { return {session(), "run-1", 2, end}; }

  static std::string item_key_of(const base::Result<std::optional<JournalBlock>>& block) {
    if (!block) return block.error().describe();
    return *block ? std::string((*block)->entries().front().key) : "end";
  }

  static std::string fault_of(JournalReader reader) {
    while (true) {
      const auto block = reader.next();
      if (!block) {
        EXPECT_EQ(block.error().kind(), base::ErrorKind::corrupt);
        EXPECT_FALSE(block.error().remedy().empty());
        return block.error().describe();
      }
      if (!*block) return "none";
    }
  }

  static std::string key_of(int sequence) { return journal_record_key("run-1", 2, sequence); }
};

INSTANTIATE_TEST_SUITE_P(Store, JournalReading, testing::each_store(), testing::store_name);

TEST(JournalRecordKey, sorts_as_its_numbers) {
  EXPECT_EQ(journal_record_key("run-1", 3, 17), "run-1/0003/00000017");
  EXPECT_LT(journal_record_key("run-1", 3, 99), journal_record_key("run-1", 3, 100));
}

TEST_P(JournalReading, gives_the_blocks_in_order_and_then_the_end) {
  const JournalPosition end = write_blocks(3);
  JournalReader blocks = reader(end);
  EXPECT_EQ(item_key_of(blocks.next()), "0");
  EXPECT_EQ(item_key_of(blocks.next()), "1");
  EXPECT_EQ(item_key_of(blocks.next()), "2");
  EXPECT_EQ(item_key_of(blocks.next()), "end");
  EXPECT_EQ(item_key_of(blocks.next()), "end");
  EXPECT_EQ(blocks.position(), end);
}

TEST_P(JournalReading, an_empty_journal_ends_at_once) { EXPECT_EQ(fault_of(reader({})), "none"); }

TEST_P(JournalReading, goes_on_behind_a_position_reached_before) {
  const JournalPosition end = write_blocks(4);
  JournalReader first = reader(end);
  ASSERT_TRUE(first.next());
  ASSERT_TRUE(first.next());
  JournalReader second = reader(end);
  second.seek(first.position());
  EXPECT_EQ(item_key_of(second.next()), "2");
  EXPECT_EQ(item_key_of(second.next()), "3");
  EXPECT_EQ(item_key_of(second.next()), "end");
}

TEST_P(JournalReading, leaves_blocks_past_the_end_alone) {
  const JournalPosition end = write_blocks(2);
  put(Space::journal, key_of(2), "left behind by a crash");
  EXPECT_EQ(fault_of(reader(end)), "none");
}

TEST_P(JournalReading, names_a_missing_block) {
  const JournalPosition end = write_blocks(3);
  erase(Space::journal, key_of(1));
  EXPECT_EQ(fault_of(reader(end)),
            "journal record run-1/0002/00000001: it is missing, though the checkpoint counts 3 "
            "blocks");
}

TEST_P(JournalReading, names_a_damaged_block) {
  const JournalPosition end = write_blocks(3);
  std::string bytes = get(Space::journal, key_of(2)).value;
  bytes[80] = static_cast<char>(bytes[80] ^ 1);
  put(Space::journal, key_of(2), bytes);
  EXPECT_EQ(fault_of(reader(end)),
            "journal record run-1/0002/00000002: its checksum does not match its bytes");
}

TEST_P(JournalReading, finds_swapped_and_doubled_blocks) {
  const JournalPosition end = write_blocks(3);
  const std::string zero = get(Space::journal, key_of(0)).value;
  const std::string one = get(Space::journal, key_of(1)).value;
  put(Space::journal, key_of(1), zero);
  EXPECT_THAT(fault_of(reader(end)), HasSubstr("block 0 where block 1 should stand"));
  put(Space::journal, key_of(0), one);
  EXPECT_THAT(fault_of(reader(end)), HasSubstr("block 1 where block 0 should stand"));
}

TEST_P(JournalReading, finds_a_block_put_in_place_of_the_one_that_was_written) {
  const JournalPosition end = write_blocks(3);
  JournalReader upto = reader({2, {}});
  ASSERT_TRUE(upto.next());
  const model::Sha256Digest before_last =
      JournalBlock::unpack(get(Space::journal, key_of(1)).value, 1, upto.position().last_hash)
          ->hash();
  JournalBlockWriter writer;
  writer.add({stores::ItemWrite::Kind::erase, "c", "\"forged\"", {}, "{}", {}});
  put(Space::journal, key_of(2), writer.pack(2, before_last)->bytes);
  EXPECT_THAT(fault_of(reader(end)), HasSubstr("00000002: its hash is"));
}

TEST_P(JournalReading, refuses_to_start_behind_the_end) {
  const JournalPosition end = write_blocks(2);
  JournalReader blocks = reader({1, {}});
  blocks.seek(end);
  EXPECT_THAT(fault_of(std::move(blocks)), HasSubstr("does not belong to the checkpoint"));
}

}  // namespace
}  // namespace whimbrel::engine
