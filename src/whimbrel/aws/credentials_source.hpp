#pragma once

#include <optional>
#include <string>

#include "whimbrel/aws/credentials.hpp"
#include "whimbrel/base/result.hpp"

namespace whimbrel::aws {

// One place where credentials may come from. Not synchronised.
class CredentialsSource {
 public:
  virtual ~CredentialsSource() = default;

  // For the message that there are none: "the variables AWS_ACCESS_KEY_ID and …".
  virtual std::string place() const = 0;

  // nullopt when nothing is set up here, so that the next place is asked; an error when something
  // is but does not work, because credentials of another place would be somebody else's.
  virtual base::Result<std::optional<Credentials>> load() = 0;
};

}  // namespace whimbrel::aws
