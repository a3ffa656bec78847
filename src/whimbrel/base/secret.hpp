#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "whimbrel/base/file_system.hpp"
#include "whimbrel/base/result.hpp"

namespace whimbrel::base {

// Where the backups' passphrase may stand: withheld from every program that is started.
inline constexpr const char* passphrase_variable = "WHIMBREL_PASSPHRASE";

// A passphrase, key or token. Its memory is overwritten when it goes. There is no way to print,
// format, compare or copy it; who needs the text says so with reveal(). Not synchronised.
class Secret {
 public:
  // The longest that the loaders below take.
  static constexpr std::size_t bytes_max = 4096;

  Secret() = default;
  // Copies `text`; the caller's copy is the caller's to wipe.
  explicit Secret(std::string_view text);
  // Takes the text over and wipes what it leaves in `text`.
  static Secret take(std::string&& text);
  ~Secret();

  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;

  bool empty() const noexcept { return size_ == 0; }
  std::size_t size() const noexcept { return size_; }
  // Valid while this lives and is not moved from. Never log it.
  std::string_view reveal() const noexcept { return {bytes_.get(), size_}; }

 private:
  void wipe() noexcept;

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
};

// Overwrites memory in a way that the compiler does not leave out.
void wipe_memory(void* data, std::size_t size) noexcept;

// The value of an environment variable. not_found when it is not set, usage when empty or too long.
Result<Secret> secret_from_environment(const std::string& variable);

// The first line of a file that only its owner may read (mode 0600 or 0400). permission when others
// could read it, usage when it is empty, too long, or holds more than one line.
Result<Secret> secret_from_file(FileSystem& files, const std::string& path);

}  // namespace whimbrel::base
