#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "whimbrel/base/file_system.hpp"
#include "whimbrel/base/result.hpp"

namespace whimbrel::cli {

// A value and where it was said, for messages: "--rate", "DRY_RUN", ".env:3 (DRY_RUN)",
// "whimbrel.yaml:4:15 (defaults.rate)".
struct SourcedText {
  std::string text;
  std::string source;
};

// The process's environment, and behind it the .env file of the working directory: a variable that
// the process has wins. Immutable.
class Environment {
 public:
  using Lookup = std::function<const char*(const char* name)>;

  static constexpr std::size_t dotenv_bytes_max = 64 * 1024;

  // A missing file is fine. Errors as parse_dotenv; usage when it is too large; permission, io.
  static base::Result<Environment> load(base::FileSystem& files, const std::string& dotenv_path,
                                        Lookup lookup);

  // One without a file.
  static Environment of(Lookup lookup);

  // nullopt when it is not set, or empty.
  std::optional<SourcedText> find(const std::string& name) const;
  // The same as std::getenv tells it: null when it is not set. Lives as long as this, or until the
  // process changes its environment.
  const char* value_of(const char* name) const;

 private:
  Lookup lookup_;
  std::map<std::string, SourcedText> from_file_;
};

}  // namespace whimbrel::cli
