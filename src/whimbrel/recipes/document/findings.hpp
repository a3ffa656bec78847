#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/error.hpp"
#include "whimbrel/recipes/document/place.hpp"

namespace whimbrel::recipes {

// An error keeps a recipe from running; a warning says what may lose data.
enum class Severity : std::uint8_t { error, warning };
std::string_view to_string(Severity severity) noexcept;

struct Finding {
  Severity severity = Severity::error;
  std::string code;  // stable and short: "unknown-key"
  Place place;
  std::string message;  // what is wrong
  std::string remedy;   // what to do about it

  friend bool operator==(const Finding&, const Finding&) = default;
};

// Everything found in one reading of a recipe, so that one reading shows all of it. One thread.
class Findings {
 public:
  void error(std::string code, Place place, std::string message, std::string remedy);
  void warn(std::string code, Place place, std::string message, std::string remedy);

  bool has_errors() const noexcept { return errors_ > 0; }
  std::size_t errors() const noexcept { return errors_; }
  std::size_t warnings() const noexcept { return all_.size() - errors_; }
  bool empty() const noexcept { return all_.empty(); }

  // In the order they were found until sort() puts them in the order of the file.
  const std::vector<Finding>& all() const noexcept { return all_; }
  void sort();

  // Takes over what another reading found.
  void absorb(Findings other);
  // Forgets the warnings that `allowed(finding)` is true for.
  template <typename Predicate>
  void drop_warnings(Predicate allowed) {
    std::erase_if(all_, [&](const Finding& finding) {
      return finding.severity == Severity::warning && allowed(finding);
    });
  }

  // The first error, as a failure of whoever needed the recipe, with how many more there are. There
  // must be one.
  base::Error to_error() const;

 private:
  std::vector<Finding> all_;
  std::size_t errors_ = 0;
};

}  // namespace whimbrel::recipes
