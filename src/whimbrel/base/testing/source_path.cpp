#include "whimbrel/base/testing/source_path.hpp"

namespace whimbrel::base::testing {

std::string source_path(std::string_view below) {
  return std::string(WHIMBREL_SOURCE_DIR "/").append(below);
}

}  // namespace whimbrel::base::testing
