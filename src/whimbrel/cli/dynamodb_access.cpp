#include "whimbrel/cli/dynamodb_access.hpp"

#include <string_view>

#include "whimbrel/aws/default_credentials.hpp"
#include "whimbrel/aws/fixed_credentials.hpp"
#include "whimbrel/aws/profile_settings.hpp"
#include "whimbrel/cli/load_settings.hpp"

namespace whimbrel::cli {
namespace {

constexpr std::string_view metadata_switch = "AWS_EC2_METADATA_DISABLED";

// The variables of `environment`. For a local server no network is searched for credentials.
std::function<const char*(const char*)> variables_of(const Environment& environment,
                                                     bool is_local) {
  return [&environment, is_local](const char* name) {
    return is_local && name == metadata_switch ? "true" : environment.value_of(name);
  };
}

aws::Credentials local_credentials() {
  aws::Credentials credentials;
  credentials.access_key_id = DynamoDbAccess::local_access_key;
  credentials.secret_access_key = base::Secret(DynamoDbAccess::local_access_key);
  credentials.origin = "a server on this machine, which checks none";
  return credentials;
}

}  // namespace

DynamoDbAccess::DynamoDbAccess(const Invocation& call, const Environment& environment,
                               bool is_local)
    : surroundings_{variables_of(environment, is_local), call.files(), call.clock(), to_the_end_} {}

base::Result<std::unique_ptr<DynamoDbAccess>> DynamoDbAccess::open(const Invocation& call,
                                                                   const DynamoDbTarget& target) {
  return open(call, target, call.environment());
}

base::Result<std::unique_ptr<DynamoDbAccess>> DynamoDbAccess::open(const Invocation& call,
                                                                   const DynamoDbTarget& target,
                                                                   const Environment& environment) {
  std::unique_ptr<DynamoDbAccess> access(new DynamoDbAccess(call, environment, target.is_local));
  WHIMBREL_TRY(access->open_store(call, target));
  return access;
}

base::Status DynamoDbAccess::open_store(const Invocation& call, const DynamoDbTarget& target) {
  std::string region = target.region.value_or("");
  if (region.empty()) {
    WHIMBREL_ASSIGN(region, aws::find_region(surroundings_));
  }
  if (region.empty()) region = DynamoDbTarget::usual_region;
  credentials_ = aws::default_credentials(surroundings_, {}, region);
  if (target.is_local && !credentials_->current())
    credentials_ = std::make_unique<aws::FixedCredentials>(local_credentials());
  stores::dynamodb::DynamoDbOptions options;
  options.client.region = region;
  options.client.endpoint = target.endpoint;
  WHIMBREL_TRY(apply_load_settings(call.settings(), options));
  store_ = std::make_unique<stores::dynamodb::DynamoDbStore>(stores::dynamodb::StoreContext{
      std::move(options), *credentials_, call.clock(), to_the_end_, {}});
  return {};
}

}  // namespace whimbrel::cli
