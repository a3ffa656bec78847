#include "whimbrel/engine/ledger/audit_chain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <thread>

#include "whimbrel/engine/journal/testing/store_kinds.hpp"
#include "whimbrel/engine/ledger/audit_entry.hpp"
#include "whimbrel/engine/ledger/ledger.hpp"
#include "whimbrel/model/digest.hpp"
#include "whimbrel/stores/testing/fault_injecting_store.hpp"

namespace whimbrel::engine {
namespace {

using stores::Space;
using ::testing::HasSubstr;

AuditEvent event(std::string action) {
  AuditEvent event;
  event.at_ms = 1'737'945'600'000;
  event.actor = "ana@build-7";
  event.action = std::move(action);
  event.migration_id = "m";
  event.run_id = "m-1";
  event.detail = "44 of 100 items";
  return event;
}

class AuditChain : public testing::OnEachStore {
 protected:
  void append(int count) {
    for (int i = 0; i < count; ++i)
      ASSERT_TRUE(Ledger(session()).audit(event("step " + std::to_string(i)), nullptr));
  }

  AuditVerdict verdict() {
    auto verdict = verify_audit_chain(session());
    EXPECT_TRUE(verdict) << verdict.error().describe();
    return verdict.value_or(AuditVerdict{});
  }

  std::string text(std::uint64_t sequence) {
    return get(Space::audit, audit_entry_key(sequence)).value;
  }
  void put_text(std::uint64_t sequence, std::string_view value, std::uint64_t version = 1) {
    put(Space::audit, audit_entry_key(sequence), value, version);
  }
  void remove(std::uint64_t sequence) { erase(Space::audit, audit_entry_key(sequence)); }

  // Writes the entry anew with hashes of its own, as a forger would.
  void forge(std::uint64_t sequence, std::string action) {
    AuditEvent forged = read_audit(session(), sequence - 1, 1).value().front();
    forged.action = std::move(action);
    put_text(sequence, seal_audit_entry(forged));
  }

  void expect_broken(std::uint64_t at, const std::string& why) {
    const AuditVerdict found = verdict();
    EXPECT_EQ(found.broken_at, at);
    EXPECT_THAT(found.reason, HasSubstr(why));
    EXPECT_FALSE(found.intact());
  }
};

INSTANTIATE_TEST_SUITE_P(Store, AuditChain, testing::each_store(), testing::store_name);

TEST_P(AuditChain, an_empty_chain_holds) {
  EXPECT_TRUE(verdict().intact());
  EXPECT_EQ(verdict().entries, 0u);
  EXPECT_TRUE(read_audit(session(), 0, 10).value().empty());
}

TEST_P(AuditChain, entries_follow_each_other_without_gaps) {
  append(3);
  const auto events = read_audit(session(), 0, 10).value();
  ASSERT_EQ(events.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(events[i].sequence, i + 1);
    EXPECT_EQ(events[i].previous_hash, i == 0 ? "" : events[i - 1].hash);
    EXPECT_EQ(events[i].action, "step " + std::to_string(i));
    EXPECT_EQ(events[i].detail, "44 of 100 items");
  }
  EXPECT_EQ(read_audit(session(), 1, 1).value().front().sequence, 2u);
  EXPECT_EQ(verdict().entries, 3u);
  EXPECT_TRUE(verdict().intact()) << verdict().reason;
}

TEST_P(AuditChain, anybody_can_compute_a_hash_from_the_stored_text) {
  append(1);
  const std::string stored = text(1);
  const auto hash_member = stored.rfind(R"(,"hash":)");
  EXPECT_EQ(stored.substr(hash_member),
            R"(,"hash":")" + model::to_hex(model::sha256_of(stored.substr(0, hash_member) + "}")) +
                R"("})");
}

TEST_P(AuditChain, every_changed_byte_is_found) {
  append(3);
  const std::string stored = text(2);
  for (std::size_t i = 0; i < stored.size(); ++i) {
    std::string changed = stored;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    put_text(2, changed);
    const AuditVerdict found = verdict();
    ASSERT_EQ(found.broken_at, 2u) << "byte " << i << ": " << changed;
    ASSERT_EQ(found.entries, 1u);
  }
  put_text(2, stored + " ");
  expect_broken(2, "entry 2 was changed");
  put_text(2, stored, 2);
  expect_broken(2, "entry 2 was changed");
  put_text(2, stored);
  EXPECT_TRUE(verdict().intact());
}

TEST_P(AuditChain, a_removed_entry_is_found) {
  append(3);
  const std::string first = text(1);
  remove(1);
  expect_broken(1, "entry 1 is missing: the next one is entry/000000000002");
  put_text(1, first);
  remove(2);
  expect_broken(2, "entry 2 is missing");
}

TEST_P(AuditChain, swapped_entries_are_found) {
  append(3);
  const std::string second = text(2);
  put_text(2, text(3));
  put_text(3, second);
  expect_broken(2, "entry 3 stands in the place of entry 2");
}

TEST_P(AuditChain, inserted_entries_are_found_wherever_they_stand) {
  append(2);
  AuditEvent extra = event("never happened");
  extra.sequence = 3;
  extra.previous_hash = std::string(64, '0');
  put_text(3, seal_audit_entry(extra));
  expect_broken(3, "entry 3 does not follow the one before it");
  remove(3);
  for (const char* key : {"entry/", "entry/!", "entry/000000000000", "entry/000000000001x"}) {
    put(Space::audit, key, text(1));
    EXPECT_FALSE(verdict().intact()) << key;
    erase(Space::audit, key);
  }
  EXPECT_TRUE(verdict().intact());
}

TEST_P(AuditChain, an_entry_rewritten_with_a_right_hash_is_found_by_the_next_one) {
  append(3);
  forge(2, "something nicer");
  expect_broken(3, "entry 3 does not follow the one before it");
}

TEST_P(AuditChain, a_last_entry_rewritten_with_a_right_hash_is_found_by_the_head) {
  append(3);
  forge(3, "something nicer");
  expect_broken(3, "entry 3 is not the one that the chain's head names");
}

TEST_P(AuditChain, a_cut_off_tail_is_found) {
  append(5);
  remove(5);
  expect_broken(5, "ends at entry 4, but its head names entry 5: 1 were removed");
  remove(4);
  expect_broken(4, "2 were removed");
  for (std::uint64_t i = 1; i <= 3; ++i) remove(i);
  expect_broken(1, "ends at entry 0, but its head names entry 5");
}

TEST_P(AuditChain, a_removed_or_put_back_head_is_found) {
  append(1);
  const std::string old_head = get(Space::audit, "head").value;
  append(3);
  put(Space::audit, "head", old_head, 1);
  expect_broken(2, "head names entry 1, but 3 follow");
  erase(Space::audit, "head");
  expect_broken(1, "head names entry 0, but 4 follow");
  put(Space::audit, "head", "{}", 4);
  expect_broken(4, "ledger record head: field sequence is missing");
}

TEST_P(AuditChain, takes_up_an_entry_that_a_crash_left_behind_the_head) {
  append(2);
  const std::string head = get(Space::audit, "head").value;
  append(1);
  put(Space::audit, "head", head, 2);
  EXPECT_TRUE(verdict().intact()) << verdict().reason;
  append(1);
  EXPECT_EQ(verdict().entries, 4u);
  EXPECT_TRUE(verdict().intact()) << verdict().reason;
  EXPECT_EQ(read_audit_head(session())->sequence, 4u);
}

TEST_P(AuditChain, verifies_more_entries_than_one_page) {
  append(450);
  EXPECT_EQ(verdict().entries, 450u);
  EXPECT_TRUE(verdict().intact());
  forge(401, "x");
  EXPECT_EQ(verdict().broken_at, 402u);
}

TEST_P(AuditChain, words_that_are_no_utf8_do_not_break_it) {
  ASSERT_TRUE(Ledger(session()).audit(event("bad \xff"), nullptr));
  append(1);
  EXPECT_TRUE(verdict().intact()) << verdict().reason;
}

TEST_P(AuditChain, writers_side_by_side_lose_nothing) {
  constexpr int threads = 4;
  constexpr int each = 25;
  std::vector<std::thread> writers;
  for (int thread = 0; thread < threads; ++thread)
    writers.emplace_back([this, thread] {
      const auto own = open_session();
      for (int i = 0; i < each; ++i) {
        const auto done = Ledger(*own).audit(event(fmt::format("{}.{}", thread, i)), nullptr);
        EXPECT_TRUE(done) << done.error().describe();
      }
    });
  const auto watcher = open_session();
  for (int i = 0; i < 20; ++i) {
    const auto seen = verify_audit_chain(*watcher);
    ASSERT_TRUE(seen) << seen.error().describe();
    EXPECT_TRUE(seen->intact()) << seen->reason;
  }
  for (std::thread& writer : writers) writer.join();

  EXPECT_TRUE(verdict().intact()) << verdict().reason;
  std::set<std::string> actions;
  const auto entries = read_audit(session(), 0, 1'000).value();
  for (const AuditEvent& entry : entries) actions.insert(entry.action);
  EXPECT_EQ(verdict().entries, threads * each);
  EXPECT_EQ(actions.size(), threads * each);
}

// Dies, or fails once, at every write boundary, before and after its effect; then appends again.
TEST(AuditChainFaults, a_crash_or_failure_anywhere_leaves_it_whole) {
  for (const bool kills : {true, false}) {
    for (const auto point :
         {stores::testing::FaultPoint::before_effect, stores::testing::FaultPoint::after_effect}) {
      for (std::uint64_t boundary = 1; boundary <= 6; ++boundary) {
        stores::memory::MemoryOptions options;
        options.transactions = false;
        stores::memory::MemoryStore memory(options);
        stores::testing::FaultInjector injector;
        stores::testing::FaultInjectingStore faulty(memory, injector);
        if (kills)
          injector.kill_at(boundary, point);
        else
          injector.fail_at(boundary, point, base::ErrorKind::unavailable);
        std::uint64_t acknowledged = 0;
        {
          const auto dying = faulty.open_session().value();
          for (int i = 0; i < 3; ++i)
            acknowledged += Ledger(*dying).audit(event("before"), nullptr).has_value() ? 1 : 0;
        }
        const auto after = memory.open_session().value();
        const auto left = verify_audit_chain(*after).value();
        EXPECT_TRUE(left.intact()) << left.reason << ", boundary " << boundary;
        EXPECT_GE(left.entries, acknowledged);
        ASSERT_TRUE(Ledger(*after).audit(event("after"), nullptr));
        const auto verdict = verify_audit_chain(*after).value();
        EXPECT_TRUE(verdict.intact()) << verdict.reason;
        EXPECT_EQ(verdict.entries, left.entries + 1);
        EXPECT_EQ(read_audit_head(*after)->sequence, verdict.entries);
      }
    }
  }
}

TEST(AuditChainProperty, any_words_are_kept_and_any_change_of_them_is_found) {
  EXPECT_TRUE(rc::check([](const std::vector<std::string>& details) {
    stores::memory::MemoryStore memory;
    const auto session = memory.open_session().value();
    for (const std::string& detail : details) {
      AuditEvent entry = event("step");
      entry.detail = detail;
      RC_ASSERT(Ledger(*session).audit(entry, nullptr).has_value());
    }
    const auto verdict = verify_audit_chain(*session).value();
    RC_ASSERT(verdict.intact());
    RC_ASSERT(verdict.entries == details.size());
    if (details.empty()) return;

    const auto victim = *rc::gen::inRange<std::size_t>(1, details.size() + 1);
    auto record = session->get_record(Space::audit, audit_entry_key(victim)).value().value();
    const auto at = *rc::gen::inRange<std::size_t>(0, record.value.size());
    record.value[at] = static_cast<char>(record.value[at] ^ *rc::gen::inRange(1, 256));
    stores::RecordWrite write;
    write.space = Space::audit;
    write.key = record.key;
    write.value = record.value;
    RC_ASSERT(session->put_record(write, nullptr).has_value());
    RC_ASSERT(verify_audit_chain(*session).value().broken_at == victim);
  }));
}

}  // namespace
}  // namespace whimbrel::engine
