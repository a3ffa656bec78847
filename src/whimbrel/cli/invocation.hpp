#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "whimbrel/base/cancellation.hpp"
#include "whimbrel/base/clock.hpp"
#include "whimbrel/base/file_system.hpp"
#include "whimbrel/base/result.hpp"
#include "whimbrel/cli/settings/settings.hpp"
#include "whimbrel/cli/terminal/output.hpp"
#include "whimbrel/cli/terminal/terminal.hpp"
#include "whimbrel/engine/report/text_style.hpp"

namespace whimbrel::cli {

// One call of a verb: what was asked, and everything it works with. One thread.
class Invocation {
 public:
  struct Parts {
    Output& output;
    Terminal& terminal;
    int input_descriptor;
    const base::Clock& clock;
    const base::Cancellation& cancellation;
    base::FileSystem& files;
    const Environment& environment;
    const ConfigFile& config;
    const Settings& settings;
    engine::TextStyle style;  // of what is printed
    bool json;
  };
  explicit Invocation(const Parts& parts) : parts_(parts) {}

  Output& output() const noexcept { return parts_.output; }
  Terminal& terminal() const noexcept { return parts_.terminal; }
  const base::Clock& clock() const noexcept { return parts_.clock; }
  const base::Cancellation& cancellation() const noexcept { return parts_.cancellation; }
  base::FileSystem& files() const noexcept { return parts_.files; }
  const Environment& environment() const noexcept { return parts_.environment; }
  const ConfigFile& config() const noexcept { return parts_.config; }
  const Settings& settings() const noexcept { return parts_.settings; }
  const engine::TextStyle& style() const noexcept { return parts_.style; }
  bool json() const noexcept { return parts_.json; }
  bool dry_run() const { return settings().yes_or(SettingId::dry_run, false); }

  // For people: nothing with --json, which prints one document at the end.
  void print(std::string_view text) const;

  // Asks on the terminal. refused, telling of --yes, when there is none.
  base::Result<bool> confirm(std::string_view question) const;

  // From now on a failure leaves this behind: what it then means for the data, as a sentence.
  void after_failure(std::string what_is_left) { what_is_left_ = std::move(what_is_left); }
  // From now on even a failure that is usually found before anything is written may have come after
  // the first write.
  void writing_began() { writing_began_ = true; }
  // What the failure means for the data.
  std::string data_after(const base::Error& error) const;

 private:
  Parts parts_;
  std::optional<std::string> what_is_left_;
  bool writing_began_ = false;
};

}  // namespace whimbrel::cli
