#pragma once

#include "whimbrel/stores/dynamodb/load_governor.hpp"
#include "whimbrel/stores/dynamodb/store_context.hpp"
#include "whimbrel/stores/dynamodb/store_meter.hpp"
#include "whimbrel/stores/dynamodb/table_catalogue.hpp"
#include "whimbrel/stores/load_account.hpp"

namespace whimbrel::stores::dynamodb {

// What a run costs in capacity units and money, before it and after. docs/operating/dynamodb.md
// says what the forecast takes for granted.
class DynamoDbLoad final : public LoadAccount {
 public:
  // All must outlive it.
  DynamoDbLoad(const StoreContext& context, TableCatalogue& catalogue, const LoadGovernor& governor,
               const StoreMeter& meter)
      : context_(context), catalogue_(catalogue), governor_(governor), meter_(meter) {}

  LoadUsed used() const override;
  double write_units_of(std::string_view item) const override;
  base::Result<Forecast> forecast(const PlannedLoad& planned) override;

 private:
  // What the writes come to when each is done by itself, and how fast that may go.
  struct Writes {
    double items = 0;
    double units = 0;
    double money = 0;
    double units_per_s = 0;
  };
  base::Result<Writes> weigh(const PlannedLoad& planned, Forecast& forecast);
  base::Result<TableSchema> schema_of(const std::string& table);
  double write_rate(const TableSchema& table, double price_a_million) const;
  Forecast::Mode mode_for(WriteMode mode, const PlannedLoad& planned, const Writes& writes) const;

  const StoreContext& context_;
  TableCatalogue& catalogue_;
  const LoadGovernor& governor_;
  const StoreMeter& meter_;
};

}  // namespace whimbrel::stores::dynamodb
