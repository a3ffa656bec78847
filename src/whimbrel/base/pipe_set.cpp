#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "whimbrel/base/pipe_set_internal.hpp"

namespace whimbrel::base {
namespace {

tl::unexpected<Error> no_resources(std::string_view what, int code) {
  return fail(ErrorKind::unavailable,
              fmt::format("cannot {}: {}", what, std::generic_category().message(code)),
              "end other programs or raise the limits (ulimit -n, ulimit -u), then try again");
}

// Numbers 0 to 2 would be overwritten when the child gets its standard streams.
Result<OwnedDescriptor> above_standard(int number) {
  OwnedDescriptor given(number);
  if (number > STDERR_FILENO) return given;
  OwnedDescriptor moved(::fcntl(number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  if (!moved.is_open()) return no_resources("open a pipe", errno);
  return moved;
}

Status open_pipe(OwnedDescriptor& read_end, OwnedDescriptor& write_end) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return no_resources("open a pipe", errno);
  OwnedDescriptor second(ends[1]);
  WHIMBREL_ASSIGN(read_end, above_standard(ends[0]));
  WHIMBREL_ASSIGN(write_end, above_standard(std::exchange(second, OwnedDescriptor()).release()));
  return {};
}

Status make_non_blocking(const OwnedDescriptor& descriptor) {
  const int flags = ::fcntl(descriptor.number(), F_GETFL);
  if (flags < 0 || ::fcntl(descriptor.number(), F_SETFL, flags | O_NONBLOCK) != 0)
    return no_resources("open a pipe", errno);
  return {};
}

// The variables of the program: this process's, less those that the spec replaces or withholds.
std::vector<std::string> variables_of(const ProgramSpec& spec) {
  std::vector<std::string> variables;
  const auto is_left_out = [&](std::string_view variable) {
    const std::string_view name = variable.substr(0, variable.find('='));
    return std::any_of(spec.environment.begin(), spec.environment.end(),
                       [&](const auto& own) { return own.first == name; }) ||
           std::find(spec.withheld.begin(), spec.withheld.end(), name) != spec.withheld.end();
  };
  if (spec.inherits_environment)
    for (char** variable = environ; *variable != nullptr; ++variable)
      if (!is_left_out(*variable)) variables.emplace_back(*variable);
  for (const auto& [name, value] : spec.environment) variables.push_back(name + "=" + value);
  return variables;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// What posix_spawn is told: descriptors, folder, group and signals.
class SpawnPlan {
 public:
  SpawnPlan(const ProgramSpec& spec, const PipeSet& pipes) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawnattr_init(&attributes_);
    posix_spawn_file_actions_adddup2(&actions_, pipes.child_input.number(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, pipes.child_output.number(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, pipes.child_error.number(), STDERR_FILENO);
    // Also what this process got from its own parent without close-on-exec.
    posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    if (!spec.folder.empty()) posix_spawn_file_actions_addchdir_np(&actions_, spec.folder.c_str());
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  int run(pid_t& process, std::vector<std::string> arguments,
          std::vector<std::string> variables) const {
    const std::vector<char*> argv = pointers_to(arguments);
    const std::vector<char*> envp = pointers_to(variables);
    return ::posix_spawnp(&process, argv[0], &actions_, &attributes_, argv.data(), envp.data());
  }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

tl::unexpected<Error> explain_spawn(const ProgramSpec& spec, int code) {
  const std::string& program = spec.arguments.front();
  struct stat info;
  if (!spec.folder.empty() && ::stat(spec.folder.c_str(), &info) != 0)
    return fail(ErrorKind::not_found,
                fmt::format("cannot start {}: there is no folder {}", program, spec.folder),
                "check the path of the folder");
  const std::string what =
      fmt::format("cannot start {}: {}", program, std::generic_category().message(code));
  if (code == ENOENT || code == ENOTDIR)
    return fail(ErrorKind::not_found, what,
                "check its name, that it is installed, and that the interpreter on its first line "
                "is");
  if (code == EACCES || code == EPERM)
    return fail(ErrorKind::permission, what, "make it executable: chmod +x " + program);
  if (code == ENOEXEC)
    return fail(ErrorKind::usage, what, "begin a script with its interpreter: #!/usr/bin/env …");
  return no_resources("start " + program, code);
}

}  // namespace

Result<PipeSet> PipeSet::open() {
  PipeSet pipes;
  WHIMBREL_TRY(open_pipe(pipes.child_input, pipes.input));
  WHIMBREL_TRY(open_pipe(pipes.output, pipes.child_output));
  WHIMBREL_TRY(open_pipe(pipes.error, pipes.child_error));
  WHIMBREL_TRY(make_non_blocking(pipes.input));
  WHIMBREL_TRY(make_non_blocking(pipes.output));
  WHIMBREL_TRY(make_non_blocking(pipes.error));
  return pipes;
}

Result<pid_t> spawn_program(const ProgramSpec& spec, const PipeSet& pipes) {
  if (spec.arguments.empty() || spec.arguments.front().empty())
    return fail(ErrorKind::usage, "no program is named", "name the program first");
  pid_t process = 0;
  const SpawnPlan plan(spec, pipes);
  if (const int code = plan.run(process, spec.arguments, variables_of(spec)); code != 0)
    return explain_spawn(spec, code);
  // Set from here, as posix_spawn knows no limits: it holds for all that is allocated from now on.
  if (spec.memory_bytes_max != 0) {
    const rlimit limit{spec.memory_bytes_max, spec.memory_bytes_max};
    ::prlimit(process, RLIMIT_AS, &limit, nullptr);
  }
  return process;
}

}  // namespace whimbrel::base
