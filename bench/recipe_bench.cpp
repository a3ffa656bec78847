// Migration 004 of the wallet as the built-in C++ has it and as a recipe: what each costs an item,
// reading it included. The goal is 0.8 of the built-in one.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "whimbrel/base/file_system.hpp"
#include "whimbrel/packs/wallet/004_fix_melted_token_status.hpp"
#include "whimbrel/packs/wallet/token_generator.hpp"
#include "whimbrel/recipes/recipe_migration.hpp"
#include "whimbrel/recipes/recipe_reader.hpp"

namespace {

using namespace whimbrel;

constexpr std::uint64_t token_count = 4096;

constexpr const char* recipe_text = R"(id: 004_fix_melted_token_status
description: Mark melted wallet tokens as spent
collection: cashu_tokens
impact: { owner: npub, amount: total_amount }
where: { transaction_type: melted, status: unspent }
change:
  - set: { status: spent, spent_at: { now: true } }
)";

// Tokens behind one another in one buffer, as stores::Page holds them.
class Tokens {
 public:
  explicit Tokens(double share) {
    packs::wallet::TokenGeneratorOptions options;
    options.count = token_count;
    options.melted_unspent_share = share;
    packs::wallet::TokenGenerator generator(options);
    for (std::string key, item; generator.next(key, item);) {
      spans_.emplace_back(buffer_.size(), item.size());
      buffer_ += item;
    }
    buffer_.append(model::item_padding_bytes, '\0');
  }

  std::string_view operator[](std::size_t i) const {
    return std::string_view(buffer_).substr(spans_[i].first, spans_[i].second);
  }

 private:
  std::string buffer_;
  std::vector<std::pair<std::size_t, std::size_t>> spans_;
};

std::unique_ptr<engine::Migration> recipe() {
  auto reading = recipes::read_recipe_text({base::posix_file_system(), {}},
                                           "004_fix_melted_token_status.yaml", recipe_text);
  if (!reading.recipe) {
    std::fputs(reading.findings.to_error().describe().c_str(), stderr);
    std::abort();
  }
  return std::make_unique<recipes::RecipeMigration>(*std::move(reading.recipe));
}

void transform_all(benchmark::State& state, const engine::Migration& migration) {
  const Tokens tokens(static_cast<double>(state.range(0)) / 100);
  engine::PinnedInputs inputs;
  inputs.run_time_ms = 1'750'000'000'000;
  const auto& codec = model::extended_json_codec();
  const auto transformer = migration.prepare(inputs, codec);
  const auto view = codec.make_view();
  engine::ChangeSink sink;
  std::uint64_t changed = 0;
  for (auto _ : state) {
    for (std::size_t i = 0; i < token_count; ++i) {
      sink.clear();
      if (!view->load(tokens[i])) std::abort();
      (*transformer)->transform(*view, sink);
      changed += sink.wants_change() ? 1 : 0;
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(token_count));
  state.counters["changed_share"] =
      static_cast<double>(changed) / static_cast<double>(state.iterations() * token_count);
}

void built_in(benchmark::State& state) {
  transform_all(state, packs::wallet::FixMeltedTokenStatus());
}
void as_recipe(benchmark::State& state) { transform_all(state, *recipe()); }

BENCHMARK(built_in)->ArgName("percent_selected")->Arg(1)->Arg(50);
BENCHMARK(as_recipe)->ArgName("percent_selected")->Arg(1)->Arg(50);

}  // namespace

BENCHMARK_MAIN();
