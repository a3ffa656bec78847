#include "whimbrel/cli/settings/environment.hpp"

#include <fmt/format.h>

#include "whimbrel/cli/settings/dotenv.hpp"

namespace whimbrel::cli {

base::Result<Environment> Environment::load(base::FileSystem& files, const std::string& dotenv_path,
                                            Lookup lookup) {
  Environment environment;
  environment.lookup_ = std::move(lookup);
  auto text = base::read_file(files, dotenv_path, dotenv_bytes_max);
  if (!text) {
    if (text.error().kind() == base::ErrorKind::not_found) return environment;
    return base::fail_in("reading the environment", std::move(text).error());
  }
  WHIMBREL_ASSIGN(const auto lines, parse_dotenv(*text, dotenv_path));
  for (const DotenvLine& line : lines)
    environment.from_file_[line.name] = {
        line.value, fmt::format("{}:{} ({})", dotenv_path, line.line, line.name)};
  return environment;
}

Environment Environment::of(Lookup lookup) {
  Environment environment;
  environment.lookup_ = std::move(lookup);
  return environment;
}

std::optional<SourcedText> Environment::find(const std::string& name) const {
  if (const char* value = lookup_(name.c_str()); value != nullptr) {
    if (*value == '\0') return std::nullopt;
    return SourcedText{value, name};
  }
  const auto found = from_file_.find(name);
  if (found == from_file_.end() || found->second.text.empty()) return std::nullopt;
  return found->second;
}

const char* Environment::value_of(const char* name) const {
  if (const char* value = lookup_(name); value != nullptr) return value;
  const auto found = from_file_.find(name);
  return found == from_file_.end() ? nullptr : found->second.text.c_str();
}

}  // namespace whimbrel::cli
