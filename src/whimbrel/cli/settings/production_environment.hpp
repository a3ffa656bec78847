#pragma once

#include "whimbrel/cli/settings/environment.hpp"

namespace whimbrel::cli {

// What `environment` says of production: PROD_AWS_REGION is its AWS_REGION, and so on for every
// variable. What else it says counts too, but not where this machine's DynamoDB is
// (DYNAMODB_ENDPOINT, LOCAL_DYNAMO_DB, IS_LOCAL), nor its keys and profile when production has one
// of these of its own. `environment` must outlive it.
Environment production_environment(const Environment& environment);

// Whether production has keys or a profile of its own.
bool has_production_credentials(const Environment& environment);

}  // namespace whimbrel::cli
