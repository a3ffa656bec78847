#pragma once

#include <string>
#include <string_view>

namespace whimbrel::base::testing {

// The path of a file of the sources that this was built from:
// source_path("tests/data/tokens.json"). Only this library is compiled with the place of the
// sources: what other tests compile to is the same wherever they are, so that the compiler's cache
// serves them all.
std::string source_path(std::string_view below);

}  // namespace whimbrel::base::testing
