#pragma once

#include "whimbrel/base/result.hpp"
#include "whimbrel/cli/option_set.hpp"
#include "whimbrel/cli/settings/settings.hpp"
#include "whimbrel/stores/dynamodb/dynamodb_options.hpp"

namespace whimbrel::cli {

// The settings of how much a store that bills or throttles may be asked for.
void declare_load_settings(OptionSet& options);

// What was told of them.
base::Status apply_load_settings(const Settings& settings,
                                 stores::dynamodb::DynamoDbOptions& options);

}  // namespace whimbrel::cli
