#include "whimbrel/base/child_process.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/base/pipe_set_internal.hpp"

namespace whimbrel::base {
namespace {

constexpr std::int64_t ns_per_ms = 1'000'000;
// Where the system gives no handle to wait on, its end is looked for this often.
constexpr int end_poll_ms = 20;

std::int64_t now_ns() { return system_clock().monotonic_ns(); }

int ms_until(std::int64_t deadline_ns) {
  const std::int64_t left_ms = (deadline_ns - now_ns() + ns_per_ms - 1) / ns_per_ms;
  return static_cast<int>(std::clamp<std::int64_t>(left_ms, 0, 3'600'000));
}

bool would_block(int code) { return code == EAGAIN || code == EWOULDBLOCK; }

tl::unexpected<Error> broken_pipe(std::string_view action, int code) {
  return fail(
      ErrorKind::io,
      fmt::format("cannot {} the program: {}", action, std::generic_category().message(code)),
      "try again; if it stays, report it");
}

// Keeps the signal that a write to a closed pipe raises from this thread: a library does not decide
// for the whole process how that is handled.
class PipeSignalGuard {
 public:
  PipeSignalGuard() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~PipeSignalGuard() {
    const int saved_errno = errno;
    const timespec at_once{0, 0};
    while (raised_ && !was_pending_ && sigtimedwait(&pipe_, nullptr, &at_once) < 0 &&
           errno == EINTR) {
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    errno = saved_errno;
  }
  PipeSignalGuard(const PipeSignalGuard&) = delete;
  PipeSignalGuard& operator=(const PipeSignalGuard&) = delete;

  void raised() { raised_ = true; }

 private:
  sigset_t pipe_;
  sigset_t before_;
  bool was_pending_ = false;
  bool raised_ = false;
};

ExitStatus status_of(int waited) {
  ExitStatus status;
  if (WIFSIGNALED(waited)) status.signal = WTERMSIG(waited);
  if (WIFEXITED(waited)) status.code = WEXITSTATUS(waited);
  return status;
}

bool is_printable(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; }

}  // namespace

std::string to_text(const ExitStatus& status) {
  if (status.signal == 0) return fmt::format("exited with {}", status.code);
  return fmt::format("was ended by signal {} ({})", status.signal, ::strsignal(status.signal));
}

std::string quoted_tail(std::string_view error, std::size_t bytes_max) {
  while (!error.empty() && (error.back() == '\n' || error.back() == ' ')) error.remove_suffix(1);
  if (error.size() > bytes_max) {
    error.remove_prefix(error.size() - bytes_max);
    if (const std::size_t line = error.find('\n'); line != std::string_view::npos)
      error.remove_prefix(line + 1);
    // A cut must not leave the rest of a character.
    while (!error.empty() && (static_cast<unsigned char>(error.front()) & 0xc0) == 0x80)
      error.remove_prefix(1);
  }
  std::string text;
  for (const char c : error) {
    if (c == '\n')
      text += " | ";
    else
      text += is_printable(c) ? c : ' ';
  }
  return text;
}

Result<std::unique_ptr<ChildProcess>> ChildProcess::start(const ProgramSpec& spec) {
  WHIMBREL_ASSIGN(PipeSet pipes, PipeSet::open());
  WHIMBREL_ASSIGN(const pid_t process, spawn_program(spec, pipes));
  return std::unique_ptr<ChildProcess>(
      new ChildProcess(process, std::move(pipes), spec.error_bytes_max));
}

ChildProcess::ChildProcess(pid_t process, PipeSet pipes, std::size_t error_bytes_max)
    : process_(process),
      handle_(static_cast<int>(::syscall(SYS_pidfd_open, process, 0))),
      input_(std::move(pipes.input)),
      output_(std::move(pipes.output)),
      error_(std::move(pipes.error)),
      error_bytes_max_(error_bytes_max) {}

ChildProcess::~ChildProcess() { end(0, 0); }

Result<ChildProcess::Exchanged> ChildProcess::exchange(std::string_view input, std::string& output,
                                                       std::int64_t timeout_ms,
                                                       std::size_t output_bytes_max) {
  const std::int64_t deadline_ns = now_ns() + timeout_ms * ns_per_ms;
  const std::size_t size_before = output.size();
  Exchanged result;
  result.output_ended = !output_.is_open();
  if (result.output_ended) return result;
  while (true) {
    const bool writes = !input.empty() && input_.is_open();
    std::array<pollfd, 3> polled{{{writes ? input_.number() : -1, POLLOUT, 0},
                                  {output_.number(), POLLIN, 0},
                                  {error_.number(), POLLIN, 0}}};
    const int count = ::poll(polled.data(), polled.size(), ms_until(deadline_ns));
    if (count < 0 && errno != EINTR) return broken_pipe("wait for", errno);
    if (count > 0) {
      if (polled[2].revents != 0) drain_error();
      if (polled[0].revents != 0) {
        WHIMBREL_ASSIGN(result.written, write_input(input, result.input_refused));
      }
      if (polled[1].revents != 0) {
        WHIMBREL_ASSIGN(result.output_ended, read_output(output, output_bytes_max));
      }
    }
    if (result.written != 0 || result.input_refused || result.output_ended ||
        output.size() != size_before || now_ns() >= deadline_ns)
      return result;
  }
}

Result<std::size_t> ChildProcess::write_input(std::string_view input, bool& refused) {
  PipeSignalGuard guard;
  const ssize_t count = ::write(input_.number(), input.data(), input.size());
  if (count >= 0) return static_cast<std::size_t>(count);
  if (errno == EPIPE) {
    guard.raised();
    refused = true;
    close_input();
    return std::size_t{0};
  }
  if (would_block(errno) || errno == EINTR) return std::size_t{0};
  return broken_pipe("write to", errno);
}

Result<bool> ChildProcess::read_output(std::string& output, std::size_t bytes_max) {
  const std::size_t size_before = output.size();
  output.resize(size_before + bytes_max);
  const ssize_t count = ::read(output_.number(), output.data() + size_before, bytes_max);
  const int code = errno;
  output.resize(size_before + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  if (count > 0) return false;
  if (count == 0) {
    output_.close();
    return true;
  }
  if (would_block(code) || code == EINTR) return false;
  return broken_pipe("read from", code);
}

void ChildProcess::drain_error() {
  std::array<char, 4096> buffer;
  // Bounded, so that a program that floods it cannot hold us here.
  for (int round = 0; round < 16 && error_.is_open(); ++round) {
    const ssize_t count = ::read(error_.number(), buffer.data(), buffer.size());
    if (count < 0) return;
    if (count == 0) return error_.close();
    error_tail_.append(buffer.data(), static_cast<std::size_t>(count));
    if (error_tail_.size() > error_bytes_max_)
      error_tail_.erase(0, error_tail_.size() - error_bytes_max_);
  }
}

const std::string& ChildProcess::error_tail() {
  drain_error();
  return error_tail_;
}

void ChildProcess::close_input() { input_.close(); }

// Leaves the process waitable: as long as it is, its group's number is nobody else's.
bool ChildProcess::has_ended() const {
  if (reaped_) return true;
  siginfo_t info = {};
  return ::waitid(P_PID, static_cast<id_t>(process_), &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
         info.si_pid != 0;
}

bool ChildProcess::wait_for_end(std::int64_t timeout_ms) {
  const std::int64_t deadline_ns = now_ns() + timeout_ms * ns_per_ms;
  while (!has_ended()) {
    int wait_ms = ms_until(deadline_ns);
    if (wait_ms == 0) return false;
    if (!handle_.is_open()) wait_ms = std::min(wait_ms, end_poll_ms);
    std::array<pollfd, 2> polled{{{handle_.number(), POLLIN, 0}, {error_.number(), POLLIN, 0}}};
    if (::poll(polled.data(), polled.size(), wait_ms) > 0) drain_error();
  }
  return true;
}

ExitStatus ChildProcess::end(std::int64_t timeout_ms, std::int64_t grace_ms) {
  if (reaped_) return status_;
  if (!wait_for_end(timeout_ms) && grace_ms > 0) {
    ::kill(-process_, SIGTERM);
    wait_for_end(grace_ms);
  }
  ::kill(-process_, SIGKILL);
  int waited = 0;
  while (::waitpid(process_, &waited, 0) < 0 && errno == EINTR) {
  }
  reaped_ = true;
  status_ = status_of(waited);
  close_input();
  return status_;
}

}  // namespace whimbrel::base
