#include "whimbrel/cli/load_settings.hpp"

#include "whimbrel/cli/settings/amount_text.hpp"

namespace whimbrel::cli {

void declare_load_settings(OptionSet& options) {
  using Id = SettingId;
  options.settings(
      {Id::limit_units, Id::limit_share, Id::limit_money, Id::unit_prices, Id::write_mode},
      "Load on DynamoDB");
}

base::Status apply_load_settings(const Settings& settings,
                                 stores::dynamodb::DynamoDbOptions& options) {
  if (const SourcedText* told = settings.find(SettingId::limit_units)) {
    WHIMBREL_ASSIGN(const AmountPair units, parse_amount_pair(told->text));
    options.load.read_units_per_s = units.reads;
    options.load.write_units_per_s = units.writes;
  }
  if (const SourcedText* told = settings.find(SettingId::limit_share)) {
    WHIMBREL_ASSIGN(options.load.share_of_provisioned, parse_percentage(told->text));
  }
  if (const SourcedText* told = settings.find(SettingId::limit_money)) {
    WHIMBREL_ASSIGN(options.load.money_per_hour, parse_amount(told->text));
  }
  if (const SourcedText* told = settings.find(SettingId::unit_prices)) {
    WHIMBREL_ASSIGN(const AmountPair prices, parse_amount_pair(told->text));
    options.load.prices = stores::dynamodb::UnitPrices{prices.reads, prices.writes};
  }
  if (settings.text_or(SettingId::write_mode, "guarded") == "transact")
    options.write_mode = stores::dynamodb::WriteMode::transact;
  return {};
}

}  // namespace whimbrel::cli
