#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace whimbrel::bench {

// What one measured piece of work says of itself, as one line of JSON.
struct Measurement {
  double seconds = 0;
  std::uint64_t items = 0;    // read
  std::uint64_t changed = 0;  // written
};

// Wall time from construction on.
class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
  }

 private:
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

}  // namespace whimbrel::bench
