#include <fmt/format.h>

#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/json_text.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/cli/version.hpp"

namespace whimbrel::cli {
namespace {

constexpr VerbInfo version_info{"version", "About whimbrel", "which whimbrel this is",
                                "Prints the version.", "whimbrel version"};

class VersionVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return version_info; }
  void declare(OptionSet&) override {}

  base::Result<Outcome> run(Invocation& call) override {
    call.print(fmt::format("whimbrel {}\n", program_version()));
    return Outcome{json_text(Json{{"version", program_version()}})};
  }
};

}  // namespace

std::unique_ptr<Verb> make_version_verb() { return std::make_unique<VersionVerb>(); }

}  // namespace whimbrel::cli
