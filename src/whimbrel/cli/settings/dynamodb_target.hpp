#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/cli/settings/environment.hpp"

namespace whimbrel::cli {

// Which DynamoDB is meant. Credentials are no part of it.
struct DynamoDbTarget {
  static constexpr std::string_view usual_region = "eu-west-2";
  static constexpr std::string_view local_endpoint = "http://localhost:8000";

  // As told; nullopt: nobody told one.
  std::optional<std::string> region;
  // "http://localhost:8000"; empty: AWS's own, of the region.
  std::string endpoint;
  // A server on this machine, by its address or because the environment says so: it checks no
  // credentials.
  bool is_local = false;

  std::string region_or_usual() const { return region.value_or(std::string(usual_region)); }
  // "dynamodb:http://localhost:8000", "dynamodb:eu-west-2".
  std::string url() const;
};

// Reads "dynamodb", "dynamodb:REGION" or "dynamodb:http://HOST:PORT", and what the environment
// tells where that says nothing:
//   AWS_REGION, AWS_DEFAULT_REGION   the region
//   LOCAL_DYNAMO_DB, IS_LOCAL        true: a server on this machine, at port 8000 unless
//                                    DYNAMODB_ENDPOINT says otherwise; false: AWS's own, whatever
//                                    DYNAMODB_ENDPOINT says
//   DYNAMODB_ENDPOINT                another server than AWS's own
// usage, naming the source, for what is none of these, and when the two contradict each other.
base::Result<DynamoDbTarget> parse_dynamodb_target(const SourcedText& url,
                                                   const Environment& environment);

// Whether the text of a target means DynamoDB.
bool names_dynamodb(std::string_view text) noexcept;

}  // namespace whimbrel::cli
