#include "whimbrel/base/error.hpp"

#include <array>
#include <utility>

namespace whimbrel::base {
namespace {

struct KindRow {
  ErrorKind kind;
  std::string_view name;
  int exit_code;
  int http_status;
};

constexpr std::array<KindRow, 15> kind_table{{
    {ErrorKind::usage, "usage", 2, 400},
    {ErrorKind::not_found, "not_found", 1, 404},
    {ErrorKind::invalid_data, "invalid_data", 1, 422},
    {ErrorKind::corrupt, "corrupt", 1, 500},
    {ErrorKind::refused, "refused", 3, 409},
    {ErrorKind::busy, "busy", 3, 409},
    {ErrorKind::lease_lost, "lease_lost", 3, 409},
    {ErrorKind::conflict, "conflict", 4, 409},
    {ErrorKind::unavailable, "unavailable", 1, 503},
    {ErrorKind::io, "io", 1, 500},
    {ErrorKind::no_space, "no_space", 1, 507},
    {ErrorKind::permission, "permission", 1, 403},
    {ErrorKind::unsupported, "unsupported", 1, 501},
    {ErrorKind::cancelled, "cancelled", 130, 409},
    {ErrorKind::internal, "internal", 1, 500},
}};

const KindRow& row_of(ErrorKind kind) noexcept {
  return kind_table[static_cast<std::size_t>(kind)];
}

}  // namespace

std::string_view to_string(ErrorKind kind) noexcept { return row_of(kind).name; }
int exit_code(ErrorKind kind) noexcept { return row_of(kind).exit_code; }
int http_status(ErrorKind kind) noexcept { return row_of(kind).http_status; }

Error::Error(ErrorKind kind, std::string message, std::string remedy)
    : kind_(kind), message_(std::move(message)), remedy_(std::move(remedy)) {}

Error& Error::with_context(std::string place) & {
  context_.push_back(std::move(place));
  return *this;
}

Error&& Error::with_context(std::string place) && {
  context_.push_back(std::move(place));
  return std::move(*this);
}

Error&& Error::with_remedy(std::string remedy) && {
  if (remedy_.empty()) remedy_ = std::move(remedy);
  return std::move(*this);
}

std::string Error::describe() const {
  std::string text;
  for (auto place = context_.rbegin(); place != context_.rend(); ++place) {
    text += *place;
    text += ": ";
  }
  return text + message_;
}

}  // namespace whimbrel::base
