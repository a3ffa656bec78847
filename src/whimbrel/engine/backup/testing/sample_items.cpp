#include "whimbrel/engine/backup/testing/sample_items.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <vector>

#include "whimbrel/model/digest.hpp"

namespace whimbrel::engine::testing {
namespace {

std::string hex_of(std::string_view salt, std::uint64_t number) {
  return model::to_hex(model::sha256_of(fmt::format("{}{}", salt, number)));
}

void write(stores::Session& session, std::span<const stores::ItemWrite> writes) {
  std::vector<stores::WriteOutcome> outcomes(writes.size());
  const base::Status status = session.write(writes, outcomes);
  ASSERT_TRUE(status) << status.error().describe();
}

stores::ItemWrite insert_of(std::string_view collection, std::string_view key,
                            std::string_view item) {
  stores::ItemWrite write;
  write.kind = stores::ItemWrite::Kind::insert;
  write.collection = collection;
  write.key = key;
  write.after = item;
  return write;
}

}  // namespace

std::string sample_key(std::uint64_t number) {
  return fmt::format(R"({{"$oid":"{}"}})", hex_of("id", number).substr(0, 24));
}

std::string sample_item(std::uint64_t number) {
  const std::uint64_t amount = std::uint64_t{1} << (number % 20);
  return fmt::format(
      R"({{"_id": {}, "npub": "npub1{}", "proofs": [{{"amount": {{"$numberInt": "{}"}}, )"
      R"("secret": "{}", "C": "02{}"}}], "mint_url": "https://mint.example", "status": "{}", )"
      R"("total_amount": {{"$numberInt": "{}"}}, "transaction_type": "melted", "spent_at": null}})",
      sample_key(number), hex_of("npub", number / 7).substr(0, 58), amount,
      hex_of("secret", number), hex_of("C", number), number % 2 == 0 ? "unspent" : "spent", amount);
}

stores::CollectionSpec sample_collection(std::string name) {
  return {std::move(name), {*model::Path::parse("_id")}};
}

void fill(stores::Store& store, const std::string& collection, std::uint64_t count) {
  ASSERT_TRUE(store.create_collection(sample_collection(collection)));
  const auto session = store.open_session();
  ASSERT_TRUE(session);
  constexpr std::uint64_t batch = 100;
  for (std::uint64_t begin = 0; begin < count; begin += batch) {
    std::vector<std::string> texts;
    for (std::uint64_t i = begin; i < std::min(count, begin + batch); ++i) {
      texts.push_back(sample_key(i));
      texts.push_back(sample_item(i));
    }
    std::vector<stores::ItemWrite> writes;
    for (std::size_t i = 0; i < texts.size(); i += 2)
      writes.push_back(insert_of(collection, texts[i], texts[i + 1]));
    write(**session, writes);
  }
}

Items items_of(stores::Store& store, const std::string& collection) {
  Items items;
  if (!store.collection(collection)) return items;
  const auto session = store.open_session();
  stores::ScanRequest request{collection, {}, 1000, std::size_t{1} << 20};
  for (bool at_end = false; !at_end;) {
    stores::Page page;
    const auto scanned = (*session)->scan(request, page);
    EXPECT_TRUE(scanned) << scanned.error().describe();
    if (!scanned || page.empty()) break;
    at_end = *scanned;
    for (std::size_t i = 0; i < page.size(); ++i) items.emplace(page[i].key, page[i].bytes);
    request.range.after = model::Key{std::string(page.reached())};
  }
  return items;
}

void put_item(stores::Store& store, const std::string& collection, std::string_view key,
              std::string_view item) {
  const auto session = store.open_session();
  stores::ItemWrite erase = insert_of(collection, key, {});
  erase.kind = stores::ItemWrite::Kind::erase;
  write(**session, std::vector{erase, insert_of(collection, key, item)});
}

}  // namespace whimbrel::engine::testing
