#pragma once

#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/read_options.hpp"
#include "whimbrel/model/value.hpp"

namespace whimbrel::model {

// What numbers and objects of a JSON text mean; everything else means itself.
class JsonDialect {
 public:
  virtual ~JsonDialect() = default;

  // The value of a number that follows JSON's grammar.
  virtual base::Result<Value> number(std::string_view literal) const = 0;

  // The value of a finished object, whose members are values of this dialect already.
  virtual base::Result<Value> object(Object fields) const = 0;
};

// Reads one JSON text. invalid_data with line, column and field when malformed, beyond a bound, or
// refused by the dialect.
base::Result<Value> read_json_tree(std::string_view text, const ReadOptions& options,
                                   const JsonDialect& dialect);

// The integer of a literal without point and exponent: int32 if it fits, else int64, else decimal.
base::Result<Value> read_integer_literal(std::string_view literal);

}  // namespace whimbrel::model
