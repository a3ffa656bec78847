#pragma once

#include <rapidcheck.h>

#include <ostream>
#include <string>

#include "whimbrel/model/value.hpp"

namespace whimbrel::model {

// Shows values in the failures of GoogleTest and rapidcheck.
std::ostream& operator<<(std::ostream& stream, const Value& value);

}  // namespace whimbrel::model

// The bodies are compiled once, in the library model_testing: rapidcheck's templates cost every
// test that sees them 20 s of compile time.
namespace whimbrel::model::testing {

// Which values to make: what the named encoding can hold and gives back as the same value.
enum class Holds { everything, bson, dynamodb, plain_json };

// UTF-8 that has been trouble somewhere: NUL, quotes, separators that JavaScript takes for line
// ends, characters of two to four bytes, the last ones before and after the surrogates.
rc::Gen<std::string> arbitrary_text(bool with_nul = true);

// Any bits: denormals, infinities and every NaN come up.
rc::Gen<double> arbitrary_double(bool finite_only = false);

rc::Gen<Decimal> arbitrary_decimal(Holds holds);

// A value nested at most `depth` containers deep.
rc::Gen<Value> arbitrary_value(Holds holds = Holds::everything, int depth = 3);

// An object, as items and documents are.
rc::Gen<Value> arbitrary_document(Holds holds = Holds::everything, int depth = 3);

}  // namespace whimbrel::model::testing
