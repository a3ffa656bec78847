#pragma once

#include <cstdint>
#include <string_view>

namespace whimbrel::stores::dynamodb {

// What sending a call twice may do.
enum class Effect : std::uint8_t {
  reads,              // nothing
  writes_repeatably,  // the same as sending it once
  writes_once,        // harm: a second try meets what the first one did
};

struct Operation {
  std::string_view name;
  Effect effect = Effect::writes_once;
  bool says_its_cost = false;  // takes ReturnConsumedCapacity
  bool takes_token = false;    // takes ClientRequestToken
};

// What is known of the operation; one that is unknown may do harm twice.
Operation operation_named(std::string_view name) noexcept;

}  // namespace whimbrel::stores::dynamodb
