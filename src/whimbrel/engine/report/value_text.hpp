#pragma once

#include <string>
#include <string_view>

namespace whimbrel::engine {

// A field's raw value as people read it: Extended JSON's dates, ObjectIds and numbers lose their
// wrapping ({"$date":{"$numberLong":"0"}} → 1970-01-01T00:00:00.000Z); all else stays as it is.
std::string value_text(std::string_view raw);

}  // namespace whimbrel::engine
