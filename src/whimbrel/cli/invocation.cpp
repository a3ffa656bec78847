#include "whimbrel/cli/invocation.hpp"

#include <unistd.h>

#include "whimbrel/cli/terminal/confirm.hpp"

namespace whimbrel::cli {

using base::ErrorKind;

void Invocation::print(std::string_view text) const {
  if (!json()) parts_.output.write(text);
}

base::Result<bool> Invocation::confirm(std::string_view question) const {
  const bool somebody_can_answer =
      isatty(parts_.input_descriptor) == 1 && isatty(STDERR_FILENO) == 1;
  if (!somebody_can_answer)
    return base::fail(ErrorKind::refused, "nobody can be asked: this is no terminal",
                      "add --yes to answer the question beforehand");
  return cli::confirm(parts_.terminal, parts_.input_descriptor, question, parts_.cancellation);
}

std::string Invocation::data_after(const base::Error& error) const {
  const bool found_before_writing = error.kind() == ErrorKind::usage ||
                                    error.kind() == ErrorKind::refused ||
                                    error.kind() == ErrorKind::busy;
  if (!what_is_left_ || (found_before_writing && !writing_began_)) return "Nothing was changed.";
  if (error.kind() == ErrorKind::lease_lost)
    return "Another runner took over. What this one had committed stands, and it wrote nothing "
           "after that.";
  return *what_is_left_;
}

}  // namespace whimbrel::cli
