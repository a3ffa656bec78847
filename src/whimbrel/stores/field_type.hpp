#pragma once

#include <cstdint>

namespace whimbrel::stores {

// What a key field or an indexed field holds, for stores that declare it, such as DynamoDB. Stores
// that do not declare types ignore it.
enum class FieldType : std::uint8_t { text, number, binary };

}  // namespace whimbrel::stores
