// Gathering, packing and reading back the before-images of melted wallet tokens: two fields an
// entry, 5,000 entries a block as a run makes them, and one large block. items_per_second is the
// figure to look at; the goal is 5 million gathered a second on one core.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <random>
#include <string>
#include <vector>

#include "whimbrel/engine/journal/journal_block.hpp"

namespace {

using namespace whimbrel;
using engine::FieldUndo;
using engine::JournalBlock;
using engine::JournalBlockWriter;

// What the engine hands over: keys in order, fields whose bytes stand in the batch.
class MeltedTokens {
 public:
  explicit MeltedTokens(std::size_t count) {
    std::mt19937_64 random(4);
    for (std::size_t i = 0; i < count; ++i)
      keys_.push_back(fmt::format(R"({{"$oid":"{:08x}{:016x}"}})", 0x507f1f77 + i / 50, random()));
    const auto spent = model::fingerprint_of(R"("spent")");
    const auto run_time = model::fingerprint_of(R"({"$date":"2025-01-27T02:40:00Z"})");
    fields_ = {{{model::Edit::Kind::set, &status_, R"("unspent")", 0}, spent},
               {{model::Edit::Kind::set, &spent_at_, "null", 0}, run_time}};
  }

  void add_to(JournalBlockWriter& writer) const {
    for (const std::string& key : keys_)
      writer.add({stores::ItemWrite::Kind::update, "cashu_tokens", key, fields_, {}, {}});
  }

 private:
  model::Path status_{{"status"}};
  model::Path spent_at_{{"spent_at"}};
  std::vector<std::string> keys_;
  std::vector<FieldUndo> fields_;
};

void count_items(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void gather(benchmark::State& state) {
  const MeltedTokens tokens(static_cast<std::size_t>(state.range(0)));
  JournalBlockWriter writer;
  for (auto _ : state) {
    tokens.add_to(writer);
    benchmark::DoNotOptimize(writer.raw_bytes());
    writer.clear();
  }
  count_items(state);
}

void gather_and_pack(benchmark::State& state) {
  const MeltedTokens tokens(static_cast<std::size_t>(state.range(0)));
  JournalBlockWriter writer;
  std::size_t packed_bytes = 0;
  for (auto _ : state) {
    tokens.add_to(writer);
    packed_bytes = writer.pack(0, {})->bytes.size();
  }
  count_items(state);
  state.counters["bytes_per_item"] =
      static_cast<double>(packed_bytes) / static_cast<double>(state.range(0));
}

void unpack(benchmark::State& state) {
  const MeltedTokens tokens(static_cast<std::size_t>(state.range(0)));
  JournalBlockWriter writer;
  tokens.add_to(writer);
  const std::string packed(writer.pack(0, {})->bytes);
  for (auto _ : state) benchmark::DoNotOptimize(JournalBlock::unpack(packed, 0, {})->hash());
  count_items(state);
}

BENCHMARK(gather)->Arg(5'000)->Arg(500'000);
BENCHMARK(gather_and_pack)->Arg(5'000)->Arg(500'000);
BENCHMARK(unpack)->Arg(5'000)->Arg(500'000);

}  // namespace

BENCHMARK_MAIN();
