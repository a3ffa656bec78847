#include "whimbrel/base/scratch_file.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <random>

namespace whimbrel::base {
namespace {

tl::unexpected<Error> fail_here(const std::string& directory, const Error& error) {
  return fail(error.kind(), fmt::format("temporary file in {}: {}", directory, error.describe()),
              "free space there, or set TMPDIR to a folder of yours that has more");
}

}  // namespace

std::string scratch_directory() {
  const char* configured = std::getenv("TMPDIR");
  return configured != nullptr && *configured != '\0' ? configured : "/var/tmp";
}

Result<std::unique_ptr<ScratchFile>> ScratchFile::create(FileSystem& files, std::string directory) {
  std::random_device random;
  const std::string path = join_path(
      directory, fmt::format("whimbrel-{:08x}{:08x}{:08x}.scratch", random(), random(), random()));
  auto file = files.open(path, OpenMode::create_new);
  if (!file) return fail_here(directory, file.error());
  // Without its name the open file lives on until it is closed, by us or by our death.
  if (const auto removed = files.remove(path); !removed)
    return fail_here(directory, removed.error());
  return std::unique_ptr<ScratchFile>(new ScratchFile(*std::move(file), std::move(directory)));
}

Status ScratchFile::append(std::string_view bytes) {
  buffer_ += bytes;
  return buffer_.size() < buffer_bytes ? Status() : flush();
}

Status ScratchFile::flush() {
  if (const auto written = write_all(*file_, written_bytes_, buffer_); !written)
    return fail_here(directory_, written.error());
  written_bytes_ += buffer_.size();
  buffer_.clear();
  return {};
}

Result<std::size_t> ScratchFile::read(std::uint64_t offset, std::span<char> buffer) {
  auto count = read_up_to(*file_, offset, buffer);
  if (!count) return fail_here(directory_, count.error());
  return count;
}

}  // namespace whimbrel::base
