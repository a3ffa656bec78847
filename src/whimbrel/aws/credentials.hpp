#pragma once

#include <memory>
#include <optional>
#include <string>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/base/secret.hpp"

namespace whimbrel::aws {

// What requests to AWS are signed with. Immutable once made, so threads share it.
struct Credentials {
  std::string access_key_id;
  base::Secret secret_access_key;
  base::Secret session_token;                     // empty: long-lived keys, which need none
  std::optional<base::UnixMillis> expires_at_ms;  // nullopt: never
  std::string origin;                             // for messages: "profile 'prod'", "environment"
};

using CredentialsPtr = std::shared_ptr<const Credentials>;

}  // namespace whimbrel::aws
