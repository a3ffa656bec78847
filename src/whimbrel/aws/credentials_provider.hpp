#pragma once

#include "whimbrel/aws/credentials.hpp"
#include "whimbrel/base/result.hpp"

namespace whimbrel::aws {

// Hands out credentials that hold for a while yet. Thread-safe.
class CredentialsProvider {
 public:
  virtual ~CredentialsProvider() = default;

  // permission when there are none, naming every place that was looked at; errors of the service
  // that gives them (unavailable, permission). Never holds a secret. May wait for that service.
  virtual base::Result<CredentialsPtr> current() = 0;

  // The service would not take `rejected` any more: the next current() asks for others, unless
  // another thread saw to that before.
  virtual void renew(const CredentialsPtr& rejected) = 0;
};

}  // namespace whimbrel::aws
