#pragma once

#include <rapidcheck.h>

#include <string>

#include "whimbrel/model/testing/arbitrary_value.hpp"
#include "whimbrel/model/value.hpp"

// Queries and items that have something to do with each other: few names, few values, many types.
namespace whimbrel::model::testing {

rc::Gen<std::string> arbitrary_query_path();

// A value from a small pool, or any, or a list or object of some.
rc::Gen<Value> arbitrary_operand(int depth = 2);

// What stands behind a path: one operator with its operand, { $gt: 5 }.
rc::Gen<Value> arbitrary_condition();

// One that Filter::compile takes.
rc::Gen<Value> arbitrary_query(int depth = 2);

// An object of the fields that the paths lead to.
rc::Gen<Value> arbitrary_queried_item();

}  // namespace whimbrel::model::testing
