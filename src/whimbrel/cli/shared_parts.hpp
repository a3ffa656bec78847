#pragma once

#include <cstdint>

#include "whimbrel/cli/option_set.hpp"

namespace whimbrel::cli {

// Declares --share N of the verbs that start a run.
inline void declare_shared_parts(OptionSet& options, std::uint64_t& parts) {
  options.number(parts, "--share",
                 "cut the run into so many parts, for other processes to take by `whimbrel work`",
                 1, 1'000);
}

}  // namespace whimbrel::cli
