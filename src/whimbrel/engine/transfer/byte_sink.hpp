#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "whimbrel/base/file_system.hpp"
#include "whimbrel/base/result.hpp"

namespace whimbrel::engine {

// Takes bytes in order. Destroying it before finish() leaves nothing under a file's name.
class ByteSink {
 public:
  virtual ~ByteSink() = default;
  virtual base::Status append(std::string_view bytes) = 0;
  // All of it is durable when this returns, as far as the medium can be.
  virtual base::Status finish() = 0;
};

// A new file that appears under its name only when whole (mode 0600), or standard output for "-";
// packed with gzip when the name ends in ".gz".
base::Result<std::unique_ptr<ByteSink>> open_byte_sink(base::FileSystem& files,
                                                       const std::string& path,
                                                       base::IfExists if_exists);

}  // namespace whimbrel::engine
