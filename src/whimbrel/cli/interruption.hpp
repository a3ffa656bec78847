#pragma once

#include <csignal>

#include "whimbrel/base/cancellation.hpp"

namespace whimbrel::cli {

// While it lives, Ctrl-C, SIGTERM and a closed terminal request a cancellation, so that work stops
// at its next border; a second one ends the process at once with exit code 130. Writing to a pipe
// without a reader gives an error instead of ending the process. One at a time.
class Interruption {
 public:
  // `cancellation` must outlive it.
  explicit Interruption(base::Cancellation& cancellation);
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

 private:
  static constexpr int signals[] = {SIGINT, SIGTERM, SIGHUP};
  struct sigaction before_[3];
  struct sigaction pipe_before_;
};

}  // namespace whimbrel::cli
