#include "whimbrel/base/secret.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace whimbrel::base {
namespace {

// Room for the longest secret, its line end, and one byte more to notice that there is more.
using SecretBuffer = std::array<char, Secret::bytes_max + 3>;

Result<Secret> first_line_of(std::string_view text, const std::string& path) {
  std::string_view line = text.substr(0, text.find('\n'));
  const std::string_view rest = text.substr(std::min(line.size() + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.empty())
    return fail(ErrorKind::usage, path + ": the first line is empty",
                "put the secret on the first line");
  if (!rest.empty())
    return fail(ErrorKind::usage, path + " holds more than one line",
                "put the secret, and nothing else, on the first line");
  if (line.size() > Secret::bytes_max)
    return fail(ErrorKind::usage,
                fmt::format("{}: the secret is longer than {} bytes", path, Secret::bytes_max),
                "check that it is the file you mean");
  return Secret(line);
}

}  // namespace

void wipe_memory(void* data, std::size_t size) noexcept { OPENSSL_cleanse(data, size); }

Secret::Secret(std::string_view text)
    : bytes_(std::make_unique<char[]>(text.size() + 1)), size_(text.size()) {
  std::memcpy(bytes_.get(), text.data(), text.size());
}

Secret Secret::take(std::string&& text) {
  Secret secret{std::string_view(text)};
  wipe_memory(text.data(), text.size());
  text.clear();
  return secret;
}

Secret::~Secret() { wipe(); }

Secret::Secret(Secret&& other) noexcept
    : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  bytes_ = std::move(other.bytes_);
  size_ = std::exchange(other.size_, 0);
  return *this;
}

void Secret::wipe() noexcept {
  if (bytes_) wipe_memory(bytes_.get(), size_);
}

Result<Secret> secret_from_environment(const std::string& variable) {
  const char* const value = std::getenv(variable.c_str());
  if (value == nullptr)
    return fail(ErrorKind::not_found, "the environment variable " + variable + " is not set",
                "set it, or give the secret in a file");
  const std::string_view text = value;
  if (text.empty() || text.size() > Secret::bytes_max)
    return fail(ErrorKind::usage,
                fmt::format("the environment variable {} is {}", variable,
                            text.empty() ? "empty" : "too long to be a secret"),
                "check its value");
  return Secret(text);
}

Result<Secret> secret_from_file(FileSystem& files, const std::string& path) {
  WHIMBREL_ASSIGN(const auto file, files.open(path, OpenMode::read));
  WHIMBREL_ASSIGN(const FileInfo info, file->info());
  if (info.is_directory) return fail(ErrorKind::usage, path + " is a directory", "name a file");
  if (info.mode != 0600 && info.mode != 0400)
    return fail(
        ErrorKind::permission,
        fmt::format("{} has mode {:04o}, so others could read the secret in it", path, info.mode),
        "run: chmod 600 " + path);
  SecretBuffer buffer;
  const auto count = read_up_to(*file, 0, buffer);
  auto secret = count ? first_line_of({buffer.data(), *count}, path)
                      : Result<Secret>(tl::unexpected(count.error()));
  wipe_memory(buffer.data(), buffer.size());
  return secret;
}

}  // namespace whimbrel::base
