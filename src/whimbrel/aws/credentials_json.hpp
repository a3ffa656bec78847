#pragma once

#include <string>
#include <string_view>

#include "whimbrel/aws/credentials.hpp"
#include "whimbrel/base/result.hpp"

namespace whimbrel::aws {

// Reads the object in which containers' and machines' endpoints hand credentials out: AccessKeyId,
// SecretAccessKey, Token, Expiration. invalid_data, without a word of the text, when it is none.
base::Result<Credentials> read_credentials_json(std::string_view text, std::string origin);

// "2025-01-27T02:40:00Z". invalid_data when it is no such time.
base::Result<base::UnixMillis> read_expiry(std::string_view text, std::string_view origin);

}  // namespace whimbrel::aws
