// A query decided about a wallet token in place, the reading of the token included. The goal is a
// scan of a million items a second on one core; items_per_second is the figure to look at.
#include <benchmark/benchmark.h>

#include <string_view>

#include "bench/token_items.hpp"
#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/model/filter/filter.hpp"
#include "whimbrel/model/item_codec.hpp"

namespace {

using namespace whimbrel::bench;
using namespace whimbrel::model;

void decide(benchmark::State& state, std::string_view query) {
  const Items& batch = items(state);
  const auto filter = Filter::compile(read_extended_json(query).value_or(Value()));
  if (!filter) return state.SkipWithError("the query is wrong");
  const auto matcher = filter->matcher(extended_json_codec());
  const auto view = extended_json_codec().make_view();
  for (auto _ : state) {
    std::size_t selected = 0;
    for (std::size_t i = 0; i < item_count; ++i) {
      if (!view->load(batch[i])) state.SkipWithError("an item was refused");
      selected += matcher->matches(*view) ? 1 : 0;
    }
    benchmark::DoNotOptimize(selected);
  }
  set_rates(state);
}

void load_only(benchmark::State& state) { decide(state, "{}"); }

void two_texts_and_null(benchmark::State& state) {
  decide(state, R"({"transaction_type":"melted","status":"unspent","spent_at":null})");
}

void text_among_several(benchmark::State& state) {
  decide(state, R"({"status":{"$nin":["spent","failed"]},"transaction_type":{"$ne":"sent"}})");
}

void number_and_date(benchmark::State& state) {
  decide(state, R"({"total_amount":{"$gte":64},"createdAt":{"$lt":{"$date":1706000000000}}})");
}

void field_of_an_object(benchmark::State& state) {
  decide(state, R"({"metadata.source":"lightning"})");
}

void regex_on_text(benchmark::State& state) {
  decide(state, R"({"npub":{"$regex":"^npub1[0-7].*[a-f]$"}})");
}

// Decodes the list.
void field_in_a_list(benchmark::State& state) { decide(state, R"({"proofs.amount":{"$gte":64}})"); }

BENCHMARK(load_only)->ArgName("spaced")->Arg(0)->Arg(1);
BENCHMARK(two_texts_and_null)->ArgName("spaced")->Arg(0)->Arg(1);
BENCHMARK(text_among_several)->ArgName("spaced")->Arg(0)->Arg(1);
BENCHMARK(number_and_date)->ArgName("spaced")->Arg(0)->Arg(1);
BENCHMARK(field_of_an_object)->ArgName("spaced")->Arg(0)->Arg(1);
BENCHMARK(regex_on_text)->ArgName("spaced")->Arg(0)->Arg(1);
BENCHMARK(field_in_a_list)->ArgName("spaced")->Arg(0)->Arg(1);

}  // namespace

BENCHMARK_MAIN();
