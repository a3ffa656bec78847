#include <gtest/gtest.h>

#include <thread>

#include "whimbrel/stores/contract/contract_test_list.hpp"

namespace whimbrel::stores::contract {
namespace {

using base::ErrorKind;

base::Status erase(Session& session, Space space, std::string_view key,
                   std::optional<std::uint64_t> expected = std::nullopt,
                   const Fence* fence = nullptr) {
  RecordWrite write;
  write.kind = RecordWrite::Kind::erase;
  write.space = space;
  write.key = key;
  write.expected_version = expected;
  return session.put_record(write, fence);
}

std::vector<std::string> list(Session& session, std::string_view prefix, std::string_view after,
                              std::size_t records_max = 100) {
  const auto records = session.list_records(Space::ledger, prefix, after, records_max);
  EXPECT_TRUE(records) << why(records);
  std::vector<std::string> keys;
  for (const Record& record : records.value_or(std::vector<Record>{})) keys.push_back(record.key);
  return keys;
}

void a_record_is_read_back_as_written(Context& context) {
  Session& session = context.session();
  ASSERT_TRUE(Context::put(session, Space::ledger, "run/1", R"({"state":"running"})", 7));
  const auto record = Context::get(session, Space::ledger, "run/1");
  ASSERT_TRUE(record);
  EXPECT_EQ(record->key, "run/1");
  EXPECT_EQ(record->value, R"({"state":"running"})");
  EXPECT_EQ(record->version, 7U);
  EXPECT_FALSE(Context::get(session, Space::ledger, "run/2"));
}

void spaces_are_apart(Context& context) {
  Session& session = context.session();
  ASSERT_TRUE(Context::put(session, Space::ledger, "same", "1", 1, 0));
  ASSERT_TRUE(Context::put(session, Space::journal, "same", "2", 1, 0));
  ASSERT_TRUE(Context::put(session, Space::audit, "same", "3", 1, 0));
  EXPECT_EQ(Context::get(session, Space::ledger, "same")->value, "1");
  EXPECT_EQ(Context::get(session, Space::journal, "same")->value, "2");
  EXPECT_EQ(Context::get(session, Space::audit, "same")->value, "3");
}

void records_are_seen_by_other_sessions_at_once(Context& context) {
  const auto other = context.open_session();
  ASSERT_TRUE(Context::put(context.session(), Space::ledger, "run/1", "{}", 1));
  EXPECT_TRUE(Context::get(*other, Space::ledger, "run/1"));
}

void the_journal_keeps_every_byte(Context& context) {
  std::string bytes;
  for (int i = 0; i < 300'000; ++i) bytes += static_cast<char>(i * 7 % 256);
  ASSERT_TRUE(Context::put(context.session(), Space::journal, "run/1/block/1", bytes, 1));
  EXPECT_EQ(Context::get(context.session(), Space::journal, "run/1/block/1")->value, bytes);
  ASSERT_TRUE(Context::put(context.session(), Space::journal, "empty", "", 1));
  EXPECT_EQ(Context::get(context.session(), Space::journal, "empty")->value, "");
}

void versions_keep_their_bits(Context& context) {
  constexpr std::uint64_t large = (std::uint64_t{1} << 62) + 1;
  ASSERT_TRUE(Context::put(context.session(), Space::ledger, "lease", "{}", large));
  EXPECT_EQ(Context::get(context.session(), Space::ledger, "lease")->version, large);
  EXPECT_TRUE(Context::put(context.session(), Space::ledger, "lease", "{}", large + 1, large));
}

void put_expecting_nothing_takes_a_free_key_only(Context& context) {
  Session& session = context.session();
  EXPECT_TRUE(Context::put(session, Space::ledger, "lease", "first", 1, 0));
  const auto second = Context::put(session, Space::ledger, "lease", "second", 1, 0);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind(), ErrorKind::conflict);
  EXPECT_EQ(Context::get(session, Space::ledger, "lease")->value, "first");
}

void put_expecting_a_version_is_a_compare_and_set(Context& context) {
  Session& session = context.session();
  ASSERT_TRUE(Context::put(session, Space::ledger, "lease", "a", 5));
  EXPECT_TRUE(Context::put(session, Space::ledger, "lease", "b", 6, 5));
  for (const std::uint64_t stale : {4U, 5U, 7U}) {
    const auto done = Context::put(session, Space::ledger, "lease", "c", 9, stale);
    ASSERT_FALSE(done) << stale;
    EXPECT_EQ(done.error().kind(), ErrorKind::conflict);
  }
  EXPECT_EQ(Context::get(session, Space::ledger, "lease")->value, "b");
  const auto absent = Context::put(session, Space::ledger, "other", "c", 2, 1);
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().kind(), ErrorKind::conflict);
  EXPECT_FALSE(Context::get(session, Space::ledger, "other"));
}

void put_without_expectation_replaces(Context& context) {
  Session& session = context.session();
  ASSERT_TRUE(Context::put(session, Space::ledger, "run/1", "a", 5));
  ASSERT_TRUE(Context::put(session, Space::ledger, "run/1", "b", 3));
  EXPECT_EQ(Context::get(session, Space::ledger, "run/1")->value, "b");
  EXPECT_EQ(Context::get(session, Space::ledger, "run/1")->version, 3U);
}

void erase_honours_the_expected_version(Context& context) {
  Session& session = context.session();
  ASSERT_TRUE(Context::put(session, Space::ledger, "lease", "a", 5));
  for (const std::uint64_t wrong : {std::uint64_t{0}, std::uint64_t{4}}) {
    const auto done = erase(session, Space::ledger, "lease", wrong);
    ASSERT_FALSE(done) << wrong;
    EXPECT_EQ(done.error().kind(), ErrorKind::conflict);
  }
  EXPECT_TRUE(erase(session, Space::ledger, "lease", 5));
  EXPECT_FALSE(Context::get(session, Space::ledger, "lease"));
  EXPECT_TRUE(erase(session, Space::ledger, "lease")) << "gone already is fine";
  EXPECT_TRUE(erase(session, Space::ledger, "lease", 0));
  EXPECT_FALSE(erase(session, Space::ledger, "lease", 5));
}

void a_fence_holds_while_the_lease_has_its_version(Context& context) {
  Session& session = context.session();
  ASSERT_TRUE(Context::put(session, Space::ledger, "lease/004", "{}", 3));
  const Fence fence{"lease/004", 3};
  EXPECT_TRUE(Context::put(session, Space::ledger, "run/1", "a", 1, 0, &fence));
  EXPECT_TRUE(Context::put(session, Space::journal, "run/1/block/1", "a", 1, 0, &fence));
  EXPECT_TRUE(Context::put(session, Space::ledger, "lease/004", "{}", 4, 3, &fence))
      << "renewal: the fence is looked at before the write";
  for (const Space space : {Space::ledger, Space::journal, Space::audit}) {
    const auto late = Context::put(session, space, "run/1/late", "b", 2, std::nullopt, &fence);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().kind(), ErrorKind::lease_lost);
    EXPECT_FALSE(Context::get(session, space, "run/1/late"));
  }
  EXPECT_FALSE(erase(session, Space::ledger, "run/1", std::nullopt, &fence));
  EXPECT_TRUE(Context::get(session, Space::ledger, "run/1"));
}

void a_fence_on_a_lease_that_is_gone_is_lost(Context& context) {
  const Fence fence{"lease/004", 1};
  const auto done = Context::put(context.session(), Space::ledger, "run/1", "a", 1, 0, &fence);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind(), ErrorKind::lease_lost);
}

void a_lost_fence_counts_before_a_wrong_version(Context& context) {
  Session& session = context.session();
  ASSERT_TRUE(Context::put(session, Space::ledger, "run/1", "a", 1));
  const Fence fence{"lease/004", 1};
  EXPECT_EQ(Context::put(session, Space::ledger, "run/1", "b", 9, 8, &fence).error().kind(),
            ErrorKind::lease_lost);
}

void list_gives_a_prefix_in_byte_order(Context& context) {
  for (const std::string_view key : {"run/2/b", "run/10/a", "run/1/a", "run", "run/2", "rum/1",
                                     "run/2/a", "run/2/~", "run0", "RUN/2/a", "run/2/ x"})
    ASSERT_TRUE(Context::put(context.session(), Space::ledger, key, "{}", 1));
  EXPECT_EQ(list(context.session(), "run/2/", ""),
            (std::vector<std::string>{"run/2/ x", "run/2/a", "run/2/b", "run/2/~"}));
  EXPECT_EQ(list(context.session(), "run/1", ""),
            (std::vector<std::string>{"run/1/a", "run/10/a"}));
  EXPECT_EQ(list(context.session(), "", "").size(), 11U);
  EXPECT_TRUE(list(context.session(), "run/3", "").empty());
}

void list_goes_on_after_a_key(Context& context) {
  for (int number = 10; number < 30; ++number)
    ASSERT_TRUE(Context::put(context.session(), Space::ledger, "block/" + std::to_string(number),
                             std::to_string(number), 1));
  ASSERT_TRUE(Context::put(context.session(), Space::ledger, "blocks", "{}", 1));
  std::vector<std::string> all;
  std::string after;
  for (auto page = list(context.session(), "block/", after, 7); !page.empty();
       page = list(context.session(), "block/", after, 7)) {
    EXPECT_LE(page.size(), 7U);
    all.insert(all.end(), page.begin(), page.end());
    after = page.back();
  }
  ASSERT_EQ(all.size(), 20U);
  EXPECT_EQ(all.front(), "block/10");
  EXPECT_EQ(all.back(), "block/29");
  const auto records = context.session().list_records(Space::ledger, "block/", "block/28", 5);
  ASSERT_TRUE(records);
  ASSERT_EQ(records->size(), 1U);
  EXPECT_EQ(records->front().value, "29");
}

void keys_of_records_are_bounded_printable_ascii(Context& context) {
  Session& session = context.session();
  const std::string longest(512, 'k');
  EXPECT_TRUE(Context::put(session, Space::ledger, longest, "{}", 1));
  EXPECT_TRUE(Context::get(session, Space::ledger, longest));
  for (const std::string& bad : {std::string(), longest + "k", std::string("a\nb"),
                                 std::string("a\0b", 3), std::string("é")}) {
    const auto done = Context::put(session, Space::ledger, bad, "{}", 1);
    ASSERT_FALSE(done) << bad;
    EXPECT_EQ(done.error().kind(), ErrorKind::internal);
  }
}

void count_up(Session& session, int times) {
  for (int done = 0; done < times;) {
    const auto record = Context::get(session, Space::ledger, "counter");
    ASSERT_TRUE(record);
    const std::uint64_t next = record->version + 1;
    const auto put = Context::put(session, Space::ledger, "counter", std::to_string(next), next,
                                  record->version);
    ASSERT_TRUE(put || put.error().kind() == ErrorKind::conflict) << why(put);
    done += put ? 1 : 0;
  }
}

void compare_and_set_from_several_threads_loses_nothing(Context& context) {
  ASSERT_TRUE(Context::put(context.session(), Space::ledger, "counter", "1", 1));
  std::vector<std::unique_ptr<Session>> sessions;
  for (int i = 0; i < 3; ++i) sessions.push_back(context.open_session());
  std::vector<std::thread> threads;
  for (auto& session : sessions) threads.emplace_back([&session] { count_up(*session, 40); });
  for (std::thread& thread : threads) thread.join();
  const auto record = Context::get(context.session(), Space::ledger, "counter");
  EXPECT_EQ(record->version, 121U);
  EXPECT_EQ(record->value, "121");
}

}  // namespace

ContractTests record_tests() {
  return {
      {"a_record_is_read_back_as_written", a_record_is_read_back_as_written},
      {"spaces_are_apart", spaces_are_apart},
      {"records_are_seen_by_other_sessions_at_once", records_are_seen_by_other_sessions_at_once},
      {"the_journal_keeps_every_byte", the_journal_keeps_every_byte},
      {"versions_keep_their_bits", versions_keep_their_bits},
      {"put_expecting_nothing_takes_a_free_key_only", put_expecting_nothing_takes_a_free_key_only},
      {"put_expecting_a_version_is_a_compare_and_set",
       put_expecting_a_version_is_a_compare_and_set},
      {"put_without_expectation_replaces", put_without_expectation_replaces},
      {"erase_honours_the_expected_version", erase_honours_the_expected_version},
      {"a_fence_holds_while_the_lease_has_its_version",
       a_fence_holds_while_the_lease_has_its_version},
      {"a_fence_on_a_lease_that_is_gone_is_lost", a_fence_on_a_lease_that_is_gone_is_lost},
      {"a_lost_fence_counts_before_a_wrong_version", a_lost_fence_counts_before_a_wrong_version},
      {"list_gives_a_prefix_in_byte_order", list_gives_a_prefix_in_byte_order},
      {"list_goes_on_after_a_key", list_goes_on_after_a_key},
      {"keys_of_records_are_bounded_printable_ascii", keys_of_records_are_bounded_printable_ascii},
      {"compare_and_set_from_several_threads_loses_nothing",
       compare_and_set_from_several_threads_loses_nothing},
  };
}

}  // namespace whimbrel::stores::contract
