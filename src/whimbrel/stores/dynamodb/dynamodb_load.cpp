#include "whimbrel/stores/dynamodb/dynamodb_load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "whimbrel/stores/dynamodb/capacity_units.hpp"
#include "whimbrel/stores/dynamodb/transaction_request.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

// What a table on demand bears that has not been used much before.
constexpr double new_table_reads_per_s = 12'000;
constexpr double new_table_writes_per_s = 4'000;
// How long a call takes in the service's own region, and one of a hundred items.
constexpr double write_call_s = 0.008;
constexpr double transaction_call_s = 0.04;
// Packed before-images and checkpoints, held to by the journal's tests.
constexpr double journal_units_an_item = 0.15;
constexpr double transaction_factor = 2;
// An item is read again, by its key, to verify it: a quarter of what writing it counts, at least 1.
constexpr double verify_reads_a_write_unit = 0.25;

double least_above_zero(std::initializer_list<double> rates) {
  double least = std::numeric_limits<double>::infinity();
  for (const double rate : rates)
    if (rate > 0) least = std::min(least, rate);
  return least;
}

std::string prices_text(const LoadLimits& limits, bool is_on_demand) {
  const UnitPrices prices = limits.prices_of(is_on_demand);
  return fmt::format("{} a million units read and {} written ({})", prices.reads, prices.writes,
                     limits.prices  ? "as told"
                     : is_on_demand ? "on demand, us-east-1"
                                    : "provisioned and used, us-east-1");
}

LoadUsed::Units units_of(const CapacityUnits& units) { return {units.read, units.write}; }

}  // namespace

LoadUsed DynamoDbLoad::used() const {
  const LoadReport report = governor_.report();
  LoadUsed used;
  used.items = units_of(meter_.items());
  used.records = units_of(meter_.records());
  used.money = report.money;
  used.requests = report.tries;
  used.throttled = report.throttled;
  for (std::size_t i = 0; i < slow_reasons; ++i)
    used.waited_ms.emplace_back(to_string(static_cast<SlowReason>(i)), report.waited_ms[i]);
  return used;
}

double DynamoDbLoad::write_units_of(std::string_view item) const {
  return write_units(counted_item_bytes(item), false);
}

base::Result<TableSchema> DynamoDbLoad::schema_of(const std::string& table) {
  auto schema = catalogue_.describe(table);
  if (schema || schema.error().kind() != base::ErrorKind::not_found) return schema;
  return TableSchema{};
}

double DynamoDbLoad::write_rate(const TableSchema& table, double price_a_million) const {
  const LoadLimits& limits = context_.options.load;
  const TableCapacity& capacity = table.capacity;
  const double share = limits.share_of_provisioned > 0 ? limits.share_of_provisioned : 1;
  const double money_rate =
      price_a_million > 0 ? limits.money_per_hour / 3'600 / price_a_million * 1e6 : 0;
  return least_above_zero(
      {limits.write_units_per_s, money_rate,
       capacity.is_on_demand ? new_table_writes_per_s : capacity.write_units_per_s * share});
}

base::Result<DynamoDbLoad::Writes> DynamoDbLoad::weigh(const PlannedLoad& planned,
                                                       Forecast& forecast) {
  Writes all;
  all.units_per_s = std::numeric_limits<double>::infinity();
  bool is_on_demand = true;
  for (const auto& [table, writes] : planned.writes) {
    WHIMBREL_ASSIGN(const TableSchema schema, schema_of(table));
    is_on_demand = is_on_demand && schema.capacity.is_on_demand;
    const auto copies = static_cast<double>(schema.indexes.size() + 1);
    const double price = context_.options.load.prices_of(schema.capacity.is_on_demand).writes;
    all.items += static_cast<double>(writes.items);
    all.units += writes.units * copies;
    all.money += writes.units * copies * price * 1e-6;
    all.units_per_s = std::min(all.units_per_s, write_rate(schema, price));
    if (!schema.indexes.empty())
      forecast.basis.push_back(fmt::format(
          "each write of {} counted once more for each of its {} indexes, as if it changed them",
          table, schema.indexes.size()));
  }
  forecast.basis.push_back(prices_text(context_.options.load, is_on_demand));
  forecast.basis.push_back(
      fmt::format("{} write units an item for the journal", journal_units_an_item));
  return all;
}

Forecast::Mode DynamoDbLoad::mode_for(WriteMode mode, const PlannedLoad& planned,
                                      const Writes& writes) const {
  const bool transacts = mode == WriteMode::transact;
  const LoadLimits& limits = context_.options.load;
  const UnitPrices journal_prices = limits.prices_of(true);
  const double factor = transacts ? transaction_factor : 1;
  const double journal_units = journal_units_an_item * writes.items;
  Forecast::Mode forecast;
  forecast.name = transacts ? "transact" : "guarded";
  forecast.is_chosen = mode == context_.options.write_mode;
  forecast.cost.read_units = planned.read_units_once * planned.readings +
                             std::max(writes.items, verify_reads_a_write_unit * writes.units);
  forecast.cost.write_units = writes.units * factor + journal_units;
  forecast.cost.money = writes.money * factor + (forecast.cost.read_units * journal_prices.reads +
                                                 journal_units * journal_prices.writes) *
                                                    1e-6;
  const double calls =
      transacts ? writes.items / static_cast<double>(transaction_actions_max) : writes.items;
  const double call_s = transacts ? transaction_call_s : write_call_s;
  const double calling_s =
      calls * call_s / std::max<double>(context_.options.parallel_writes_max, 1);
  const double writing_s = writes.items > 0 ? forecast.cost.write_units / writes.units_per_s : 0;
  const double reading_s =
      forecast.cost.read_units / least_above_zero({limits.read_units_per_s, new_table_reads_per_s});
  forecast.duration_ms =
      static_cast<std::int64_t>((std::max(calling_s, writing_s) + reading_s) * 1e3);
  return forecast;
}

base::Result<Forecast> DynamoDbLoad::forecast(const PlannedLoad& planned) {
  Forecast forecast;
  forecast.unit = "capacity unit";
  forecast.currency = "USD";
  WHIMBREL_ASSIGN(const Writes writes, weigh(planned, forecast));
  for (const WriteMode mode : {WriteMode::guarded, WriteMode::transact})
    forecast.modes.push_back(mode_for(mode, planned, writes));
  return forecast;
}

}  // namespace whimbrel::stores::dynamodb
