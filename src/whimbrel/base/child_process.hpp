#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "whimbrel/base/owned_descriptor.hpp"
#include "whimbrel/base/result.hpp"

namespace whimbrel::base {

// A program to start.
struct ProgramSpec {
  // The program and what it is given. A name without a slash is looked for in PATH, a relative path
  // in `folder`. No shell sees them.
  std::vector<std::string> arguments;
  // Its working directory; empty: this process's.
  std::string folder;
  // Variables besides this process's own, which they replace.
  std::vector<std::pair<std::string, std::string>> environment = {};
  // Whether it sees this process's variables at all.
  bool inherits_environment = true;
  // Variables of this process that it does not see all the same, such as those that hold secrets.
  std::vector<std::string> withheld = {};
  // The address space it may take (RLIMIT_AS); 0: no limit.
  std::uint64_t memory_bytes_max = 0;
  // How much of the end of its standard error is kept.
  std::size_t error_bytes_max = 4096;
};

// How a program ended.
struct ExitStatus {
  int code = 0;    // when it exited
  int signal = 0;  // when a signal ended it; else 0

  bool success() const noexcept { return code == 0 && signal == 0; }
};

// "exited with 3", "was ended by signal 9 (Killed)".
std::string to_text(const ExitStatus& status);

// The end of a program's standard error as messages quote it: printable, at most `bytes_max` bytes
// from the start of a line.
std::string quoted_tail(std::string_view error, std::size_t bytes_max = 600);

struct PipeSet;

// A running program with a pipe to its standard input and one from its standard output. It leads a
// process group of its own, so that what it starts ends with it, and inherits no other descriptor,
// no blocked or ignored signal. Destroying this kills the group and reaps it. A program that is
// gone never raises SIGPIPE here. Not synchronised; different ones may be used side by side.
class ChildProcess {
 public:
  // not_found when there is no such program or folder; permission when it may not be run; usage for
  // an empty `arguments`; unavailable when the system has no process or descriptor left.
  static Result<std::unique_ptr<ChildProcess>> start(const ProgramSpec& spec);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // What one exchange() came to.
  struct Exchanged {
    std::size_t written = 0;     // bytes of the input that the pipe took
    bool input_refused = false;  // the program reads no more
    bool output_ended = false;   // it closed its output: what came before is in `output`
  };

  // Waits until the pipe takes some of `input`, the program prints, or `timeout_ms` is over (0 =
  // only looks), whichever is first; writes what goes and appends what was printed to `output`, at
  // most about `output_bytes_max` at a time. Keeps reading its standard error all the while, so
  // writing and reading never wait for each other. When the time is over nothing is written and
  // nothing appended. io when a pipe fails.
  Result<Exchanged> exchange(std::string_view input, std::string& output, std::int64_t timeout_ms,
                             std::size_t output_bytes_max = 65536);

  // No more input: the program reads the end.
  void close_input();

  // Waits for its end up to `timeout_ms`, then asks it to end (SIGTERM), gives it `grace_ms`, and
  // kills it; what it left in its group is killed in any case.
  ExitStatus end(std::int64_t timeout_ms, std::int64_t grace_ms = 0);

  // Whether it has ended; its group may live on.
  bool has_ended() const;
  // Waits for that, up to `timeout_ms`.
  bool wait_for_end(std::int64_t timeout_ms);

  // The end of what it wrote to its standard error so far.
  const std::string& error_tail();

 private:
  ChildProcess(pid_t process, PipeSet pipes, std::size_t error_bytes_max);

  Result<std::size_t> write_input(std::string_view input, bool& refused);
  Result<bool> read_output(std::string& output, std::size_t bytes_max);
  void drain_error();

  pid_t process_;
  OwnedDescriptor handle_;  // readable once it ended; may be missing
  OwnedDescriptor input_;
  OwnedDescriptor output_;
  OwnedDescriptor error_;
  std::string error_tail_;
  std::size_t error_bytes_max_;
  bool reaped_ = false;
  ExitStatus status_;
};

}  // namespace whimbrel::base
