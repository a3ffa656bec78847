#include "whimbrel/base/file_system.hpp"

#include <fmt/format.h>

#include "whimbrel/base/partial_file.hpp"

namespace whimbrel::base {

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string join_path(const std::string& directory, const std::string& name) {
  if (directory.empty() || directory == "." || name.starts_with('/')) return name;
  return directory.ends_with('/') ? directory + name : directory + '/' + name;
}

Result<std::string> read_file(FileSystem& files, const std::string& path, std::size_t bytes_max) {
  WHIMBREL_ASSIGN(const auto file, files.open(path, OpenMode::read));
  WHIMBREL_ASSIGN(const FileInfo info, file->info());
  if (info.is_directory) return fail(ErrorKind::usage, path + " is a directory", "name a file");
  if (info.size_bytes > bytes_max)
    return fail(ErrorKind::refused,
                fmt::format("{} has {} bytes, more than the {} allowed here", path, info.size_bytes,
                            bytes_max),
                "check that it is the file you mean");
  std::string bytes(info.size_bytes, '\0');
  WHIMBREL_ASSIGN(const std::size_t count, read_up_to(*file, 0, bytes));
  bytes.resize(count);
  return bytes;
}

Status write_file_durably(FileSystem& files, const std::string& path, std::string_view bytes,
                          IfExists if_exists, std::uint32_t permissions) {
  WHIMBREL_ASSIGN(auto file, PartialFile::create(files, path, permissions));
  WHIMBREL_TRY(file.append(bytes));
  return file.commit(if_exists);
}

}  // namespace whimbrel::base
