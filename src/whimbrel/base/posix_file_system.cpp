#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "whimbrel/base/file_system.hpp"

namespace whimbrel::base {
namespace {

struct ErrnoMeaning {
  ErrorKind kind;
  const char* remedy;
};

ErrnoMeaning meaning_of(int code) {
  switch (code) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return {ErrorKind::no_space, "free some space or use another disk, then run it again"};
    case EACCES:
    case EPERM:
    case EROFS:
      return {ErrorKind::permission, "give this user the right to it, or use another place"};
    case ENOENT:
      return {ErrorKind::not_found, "check the path"};
    case EEXIST:
    case ENOTEMPTY:
      return {ErrorKind::refused, "choose another name, or move what is there away"};
    case ENOTDIR:
    case EISDIR:
    case ENAMETOOLONG:
    case ELOOP:
    case EINVAL:
      return {ErrorKind::usage, "check the path"};
    case EMFILE:
    case ENFILE:
      return {ErrorKind::unavailable, "close other programs' files or raise the limit (ulimit -n)"};
    default:
      return {ErrorKind::io, "check the disk and the system log, then run it again"};
  }
}

tl::unexpected<Error> fail_errno(std::string_view action, const std::string& path, int code) {
  const ErrnoMeaning meaning = meaning_of(code);
  return fail(meaning.kind,
              fmt::format("cannot {} {}: {}", action, path, std::generic_category().message(code)),
              meaning.remedy);
}

// Repeats a call that a signal interrupted before it did anything.
template <typename Call>
auto retry_interrupted(Call call) {
  decltype(call()) result;
  do {
    result = call();
  } while (result < 0 && errno == EINTR);
  return result;
}

FileInfo info_of(const struct stat& status) {
  FileInfo info;
  info.is_directory = S_ISDIR(status.st_mode);
  info.size_bytes = static_cast<std::uint64_t>(status.st_size);
  info.mode = status.st_mode & 07777u;
  info.modified_ms =
      std::int64_t{status.st_mtim.tv_sec} * 1000 + status.st_mtim.tv_nsec / 1'000'000;
  return info;
}

class Descriptor {
 public:
  explicit Descriptor(int number, bool owned = true) : number_(number), owned_(owned) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (owned_ && number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
  bool owned_;
};

class PosixFile final : public File {
 public:
  PosixFile(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}

  Result<std::size_t> read_some(std::uint64_t offset, std::span<char> buffer) override {
    const ssize_t count = retry_interrupted([&] {
      return ::pread(descriptor_.number(), buffer.data(), buffer.size(),
                     static_cast<off_t>(offset));
    });
    if (count < 0) return fail_errno("read", path_, errno);
    return static_cast<std::size_t>(count);
  }

  Result<std::size_t> write_some(std::uint64_t offset, std::string_view bytes) override {
    if (sync_failed_) return fail_after_failed_sync();
    const ssize_t count = retry_interrupted([&] {
      return ::pwrite(descriptor_.number(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    });
    if (count < 0) return fail_errno("write", path_, errno);
    if (count == 0 && !bytes.empty()) return fail_errno("write", path_, EIO);
    return static_cast<std::size_t>(count);
  }

  Status sync() override {
    if (sync_failed_) return fail_after_failed_sync();
    if (retry_interrupted([&] { return ::fsync(descriptor_.number()); }) == 0) return {};
    sync_failed_ = true;
    return fail_errno("sync", path_, errno);
  }

  Status truncate(std::uint64_t size_bytes) override {
    const auto size = static_cast<off_t>(size_bytes);
    if (retry_interrupted([&] { return ::ftruncate(descriptor_.number(), size); }) == 0) return {};
    return fail_errno("truncate", path_, errno);
  }

  Result<FileInfo> info() override {
    struct stat status;
    if (::fstat(descriptor_.number(), &status) != 0) return fail_errno("look at", path_, errno);
    return info_of(status);
  }

  void start_writeback(std::uint64_t offset, std::uint64_t size_bytes) noexcept override {
#ifdef __linux__
    (void)::sync_file_range(descriptor_.number(), static_cast<off64_t>(offset),
                            static_cast<off64_t>(size_bytes), SYNC_FILE_RANGE_WRITE);
#else
    (void)offset, (void)size_bytes;
#endif
  }

 private:
  tl::unexpected<Error> fail_after_failed_sync() const {
    return fail(ErrorKind::io, path_ + ": an earlier sync failed, so what was written is uncertain",
                "check the disk and the system log, then write the file anew");
  }

  Descriptor descriptor_;
  std::string path_;
  bool sync_failed_ = false;
};

class StandardStream final : public File {
 public:
  StandardStream(int descriptor, std::string name)
      : descriptor_(descriptor, false), name_(std::move(name)) {}

  Result<std::size_t> read_some(std::uint64_t, std::span<char> buffer) override {
    const ssize_t count = retry_interrupted(
        [&] { return ::read(descriptor_.number(), buffer.data(), buffer.size()); });
    if (count < 0) return fail_errno("read", name_, errno);
    return static_cast<std::size_t>(count);
  }

  Result<std::size_t> write_some(std::uint64_t, std::string_view bytes) override {
    const ssize_t count = retry_interrupted(
        [&] { return ::write(descriptor_.number(), bytes.data(), bytes.size()); });
    if (count < 0) return fail_errno("write", name_, errno);
    return static_cast<std::size_t>(count);
  }

  Status sync() override { return {}; }

  Status truncate(std::uint64_t) override {
    return fail(ErrorKind::unsupported, name_ + " cannot be truncated", "name a file");
  }

  Result<FileInfo> info() override {
    struct stat status;
    if (::fstat(descriptor_.number(), &status) != 0) return fail_errno("look at", name_, errno);
    return info_of(status);
  }

 private:
  Descriptor descriptor_;
  std::string name_;
};

class PosixFileSystem final : public FileSystem {
 public:
  Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode,
                                     std::uint32_t permissions) override {
    const int flags = flags_of(mode) | O_CLOEXEC;
    const int number =
        retry_interrupted([&] { return ::open(path.c_str(), flags, mode_t{permissions}); });
    if (number < 0) return fail_errno("open", path, errno);
    auto file = std::make_unique<PosixFile>(number, path);
    if (mode == OpenMode::create_new && ::fchmod(number, mode_t{permissions}) != 0)
      return fail_errno("set the permissions of", path, errno);
    return file;
  }

  Status rename(const std::string& from, const std::string& to, IfExists if_exists) override {
    if (if_exists == IfExists::replace) {
      if (::rename(from.c_str(), to.c_str()) == 0) return {};
      return fail_errno("rename " + from + " to", to, errno);
    }
    return rename_new(from, to);
  }

  Status remove(const std::string& path) override {
    if (::unlink(path.c_str()) == 0) return {};
    return fail_errno("remove", path, errno);
  }

  Result<FileInfo> stat(const std::string& path) override {
    struct stat status;
    if (::stat(path.c_str(), &status) != 0) return fail_errno("look at", path, errno);
    return info_of(status);
  }

  Result<std::vector<std::string>> list(const std::string& directory) override {
    DIR* const stream = ::opendir(directory.c_str());
    if (stream == nullptr) return fail_errno("list", directory, errno);
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* entry = ::readdir(stream)) {
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") names.emplace_back(name);
    }
    const int code = errno;
    ::closedir(stream);
    if (code != 0) return fail_errno("list", directory, code);
    std::sort(names.begin(), names.end());
    return names;
  }

  Status make_directories(const std::string& directory) override {
    std::error_code code;
    std::filesystem::create_directories(directory, code);
    if (code) return fail_errno("make the directory", directory, code.value());
    return {};
  }

  Status sync_directory(const std::string& directory) override {
    const Descriptor descriptor(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (descriptor.number() < 0) return fail_errno("open", directory, errno);
    if (retry_interrupted([&] { return ::fsync(descriptor.number()); }) == 0) return {};
    // Some network file systems cannot sync a directory and say EINVAL: nothing was lost by it.
    if (errno == EINVAL) return {};
    return fail_errno("sync", directory, errno);
  }

 private:
  static int flags_of(OpenMode mode) {
    switch (mode) {
      case OpenMode::read:
        return O_RDONLY;
      case OpenMode::read_write:
        return O_RDWR;
      case OpenMode::create_new:
        return O_RDWR | O_CREAT | O_EXCL;
      case OpenMode::create_or_truncate:
        return O_RDWR | O_CREAT | O_TRUNC;
    }
    return O_RDONLY;
  }

  static Status rename_new(const std::string& from, const std::string& to) {
#ifdef RENAME_NOREPLACE
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return {};
    if (errno != EINVAL && errno != ENOSYS) return fail_errno("rename " + from + " to", to, errno);
#endif
    // A file system without that call: a hard link refuses a taken name just as well.
    if (::link(from.c_str(), to.c_str()) != 0)
      return fail_errno("rename " + from + " to", to, errno);
    if (::unlink(from.c_str()) != 0) return fail_errno("remove", from, errno);
    return {};
  }
};

}  // namespace

FileSystem& posix_file_system() {
  static PosixFileSystem files;
  return files;
}

std::unique_ptr<File> standard_input() {
  return std::make_unique<StandardStream>(STDIN_FILENO, "standard input");
}

std::unique_ptr<File> standard_output() {
  return std::make_unique<StandardStream>(STDOUT_FILENO, "standard output");
}

}  // namespace whimbrel::base
