#include "whimbrel/cli/interruption.hpp"

#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <string_view>

namespace whimbrel::cli {
namespace {

std::atomic<base::Cancellation*> current{nullptr};

void say(std::string_view text) {
  const auto ignored = write(STDERR_FILENO, text.data(), text.size());
  static_cast<void>(ignored);
}

void on_signal(int) {
  const int saved_errno = errno;
  base::Cancellation* cancellation = current.load(std::memory_order_relaxed);
  if (cancellation == nullptr || cancellation->requested()) {
    say("\nended at once; what was committed stands, and a run can be resumed\n");
    _exit(130);
  }
  cancellation->request();
  say("\nstopping at the next border; once more ends it at once\n");
  errno = saved_errno;
}

}  // namespace

Interruption::Interruption(base::Cancellation& cancellation) {
  current.store(&cancellation);
  struct sigaction action = {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  // No SA_RESTART: a question that waits for its answer must come back.
  for (std::size_t i = 0; i < std::size(signals); ++i) {
    sigaction(signals[i], nullptr, &before_[i]);
    // A parent that ignores a signal for us (nohup) means it.
    if (before_[i].sa_handler != SIG_IGN) sigaction(signals[i], &action, nullptr);
  }
  struct sigaction ignore = {};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &ignore, &pipe_before_);
}

Interruption::~Interruption() {
  for (std::size_t i = 0; i < std::size(signals); ++i) sigaction(signals[i], &before_[i], nullptr);
  sigaction(SIGPIPE, &pipe_before_, nullptr);
  current.store(nullptr);
}

}  // namespace whimbrel::cli
