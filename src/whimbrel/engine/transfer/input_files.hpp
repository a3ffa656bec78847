#pragma once

#include <string>
#include <vector>

#include "whimbrel/base/file_system.hpp"
#include "whimbrel/base/result.hpp"

namespace whimbrel::engine {

// The files that an input names: itself, "-" for standard input, or, for a directory, the data
// files of a DynamoDB export to S3 in it (or in its "data"), by name. not_found when there are
// none.
base::Result<std::vector<std::string>> find_input_files(base::FileSystem& files,
                                                        const std::string& input);

}  // namespace whimbrel::engine
