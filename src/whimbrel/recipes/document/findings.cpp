#include "whimbrel/recipes/document/findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>

namespace whimbrel::recipes {

std::string_view to_string(Severity severity) noexcept {
  return severity == Severity::error ? "error" : "warning";
}

void Findings::error(std::string code, Place place, std::string message, std::string remedy) {
  all_.push_back(
      {Severity::error, std::move(code), std::move(place), std::move(message), std::move(remedy)});
  ++errors_;
}

void Findings::warn(std::string code, Place place, std::string message, std::string remedy) {
  all_.push_back({Severity::warning, std::move(code), std::move(place), std::move(message),
                  std::move(remedy)});
}

void Findings::sort() {
  std::stable_sort(all_.begin(), all_.end(), [](const Finding& a, const Finding& b) {
    return std::tie(a.place, a.severity) < std::tie(b.place, b.severity);
  });
  all_.erase(std::unique(all_.begin(), all_.end()), all_.end());
  errors_ = static_cast<std::size_t>(std::count_if(
      all_.begin(), all_.end(), [](const Finding& f) { return f.severity == Severity::error; }));
}

void Findings::absorb(Findings other) {
  std::move(other.all_.begin(), other.all_.end(), std::back_inserter(all_));
  errors_ += other.errors_;
}

base::Error Findings::to_error() const {
  const auto first = std::find_if(all_.begin(), all_.end(),
                                  [](const Finding& f) { return f.severity == Severity::error; });
  std::string message = fmt::format("{}: {}", to_string(first->place), first->message);
  if (errors_ > 1) message += fmt::format(" (and {} more: `whimbrel lint` shows all)", errors_ - 1);
  return base::Error(base::ErrorKind::usage, std::move(message), first->remedy);
}

}  // namespace whimbrel::recipes
