#include "whimbrel/cli/terminal/output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace whimbrel::cli {

void Output::write(std::string_view text) {
  while (!text.empty() && error_number_ == 0) {
    const ssize_t written = ::write(descriptor_, text.data(), text.size());
    if (written >= 0)
      text.remove_prefix(static_cast<std::size_t>(written));
    else if (errno != EINTR)
      error_number_ = errno;
  }
}

bool Output::is_terminal() const { return isatty(descriptor_) == 1; }

base::Status Output::status() const {
  if (error_number_ == 0 || error_number_ == EPIPE) return {};
  const bool is_full = error_number_ == ENOSPC || error_number_ == EDQUOT;
  return base::fail(is_full ? base::ErrorKind::no_space : base::ErrorKind::io,
                    fmt::format("the result could not be written to standard output: {}",
                                std::strerror(error_number_)),
                    "free space or send the output elsewhere; `whimbrel status` and `whimbrel "
                    "report` tell the result again");
}

}  // namespace whimbrel::cli
