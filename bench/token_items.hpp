#pragma once

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "whimbrel/model/item_codec.hpp"

// Wallet tokens to measure with: argument 0 of a benchmark takes them without blanks, 1 with.
namespace whimbrel::bench {

inline constexpr std::size_t item_count = 4096;

inline std::string random_hex(std::mt19937_64& random, std::size_t digits) {
  std::string hex;
  while (hex.size() < digits) hex += fmt::format("{:016x}", random());
  hex.resize(digits);
  return hex;
}

// A token of about 450 bytes with the 13 fields of the wallet's schema, spaced as mongoexport does
// when `blank` is a space, as whimbrel writes when it is empty.
inline std::string token(std::mt19937_64& random, std::string_view blank) {
  const std::uint64_t amount = std::uint64_t{1} << random() % 20;
  const char* type = random() % 2 == 0 ? "melted" : "received";
  const auto text = fmt::format(
      R"({{"_id":~{{"$oid":~"{0}"}},~"npub":~"npub1{1}",~"wallet_id":~{{"$oid":~"{2}"}},~)"
      R"("proofs":~[{{"amount":~{3},~"secret":~"{4}",~"C":~"02{5}"}}],~)"
      R"("mint_url":~"https://m.example",~"total_amount":~{3},~"status":~"unspent",~)"
      R"("transaction_type":~"{6}",~"transaction_id":~"tx-{7}",~)"
      R"("metadata":~{{"source":~"lightning"}},~"spent_at":~null,~)"
      R"("createdAt":~{{"$date":~{{"$numberLong":~"{8}"}}}},~)"
      R"("updatedAt":~{{"$date":~{{"$numberLong":~"{8}"}}}}}})",
      random_hex(random, 24), random_hex(random, 12), random_hex(random, 24), amount,
      random_hex(random, 16), random_hex(random, 16), type, random_hex(random, 8),
      1'700'000'000'000 + random() % 10'000'000'000);
  std::string spaced;
  for (const char c : text) c == '~' ? spaced += blank : spaced += c;
  return spaced;
}

// Items behind one another in one buffer, as stores::Page holds them.
class Items {
 public:
  explicit Items(std::string_view blank) {
    std::mt19937_64 random(4);
    for (std::size_t i = 0; i < item_count; ++i) {
      const std::string item = token(random, blank);
      spans_.emplace_back(buffer_.size(), item.size());
      buffer_ += item;
    }
    buffer_.append(model::item_padding_bytes, '\0');
  }

  std::string_view operator[](std::size_t i) const {
    return std::string_view(buffer_).substr(spans_[i].first, spans_[i].second);
  }
  std::size_t bytes() const { return buffer_.size() - model::item_padding_bytes; }

 private:
  std::string buffer_;
  std::vector<std::pair<std::size_t, std::size_t>> spans_;
};

inline const Items& items(const benchmark::State& state) {
  static const Items compact("");
  static const Items spaced(" ");
  return state.range(0) == 0 ? compact : spaced;
}

inline void set_rates(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(item_count));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(items(state).bytes()));
  state.counters["item_bytes"] = static_cast<double>(items(state).bytes()) / item_count;
}

}  // namespace whimbrel::bench
