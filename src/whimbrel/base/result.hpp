#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "whimbrel/base/error.hpp"

namespace whimbrel::base {

// A value, or why there is none. Every fallible function below the CLI returns one.
template <typename T>
using Result = tl::expected<T, Error>;

// Success without a value.
using Status = Result<void>;

// Makes the failing side of a Result: `return fail(ErrorKind::not_found, "no run 7", "list runs")`.
inline tl::unexpected<Error> fail(ErrorKind kind, std::string message, std::string remedy = {}) {
  return tl::unexpected<Error>(Error(kind, std::move(message), std::move(remedy)));
}

// Hands a failed Result's error on, with one more enclosing place.
inline tl::unexpected<Error> fail_in(std::string place, Error error) {
  return tl::unexpected<Error>(std::move(error).with_context(std::move(place)));
}

}  // namespace whimbrel::base

#define WHIMBREL_JOIN_INNER(a, b) a##b
#define WHIMBREL_JOIN(a, b) WHIMBREL_JOIN_INNER(a, b)

// Returns the error of a failed Status or Result from the enclosing function.
#define WHIMBREL_TRY(expression) \
  WHIMBREL_TRY_INNER(WHIMBREL_JOIN(whimbrel_status_, __LINE__), expression)
#define WHIMBREL_TRY_INNER(temporary, expression)            \
  do {                                                       \
    if (auto temporary = (expression); !temporary)           \
      return ::tl::unexpected(std::move(temporary).error()); \
  } while (false)

// Declares `declaration` with the value of a Result, or returns its error:
// `WHIMBREL_ASSIGN(auto page, reader.next());`
#define WHIMBREL_ASSIGN(declaration, expression) \
  WHIMBREL_ASSIGN_INNER(WHIMBREL_JOIN(whimbrel_result_, __LINE__), declaration, expression)
#define WHIMBREL_ASSIGN_INNER(temporary, declaration, expression)        \
  auto temporary = (expression);                                         \
  if (!temporary) return ::tl::unexpected(std::move(temporary).error()); \
  declaration = *std::move(temporary)
