#include "whimbrel/cli/go_ahead.hpp"

#include "whimbrel/cli/option_set.hpp"

namespace whimbrel::cli {

void GoAhead::declare(OptionSet& options) {
  options.flag(confirmed, "--confirm", "allow the change; without it only the preview is shown");
  options.flag(yes, "--yes", "answer the question beforehand");
}

base::Status GoAhead::ask(const Invocation& call, std::string_view question) const {
  if (call.dry_run()) return {};
  if (!confirmed)
    return base::fail(base::ErrorKind::refused, "--confirm is missing, so this was a preview only",
                      "read it, then add --confirm to do it");
  if (yes) return {};
  WHIMBREL_ASSIGN(const bool answer, call.confirm(question));
  if (answer) return {};
  return base::fail(base::ErrorKind::refused, "the answer was no", "run it again to do it");
}

}  // namespace whimbrel::cli
