#pragma once

#include <string_view>

#include "whimbrel/base/result.hpp"

namespace whimbrel::cli {

// Where a verb's result goes: standard output. Written through at once, so that a crash loses
// nothing of it. After the first error nothing more is written. One thread.
class Output {
 public:
  // `descriptor` stays the caller's.
  explicit Output(int descriptor) : descriptor_(descriptor) {}

  void write(std::string_view text);

  bool is_terminal() const;

  // Whether everything written arrived: io or no_space otherwise. A reader that went away early
  // (`whimbrel history | head -1`) is no error: it has what it wanted.
  base::Status status() const;

 private:
  int descriptor_;
  int error_number_ = 0;
};

}  // namespace whimbrel::cli
