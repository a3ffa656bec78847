#include "whimbrel/base/file.hpp"

#include <fmt/format.h>

namespace whimbrel::base {

Result<std::size_t> read_up_to(File& file, std::uint64_t offset, std::span<char> buffer) {
  std::size_t filled = 0;
  while (filled < buffer.size()) {
    WHIMBREL_ASSIGN(const std::size_t count,
                    file.read_some(offset + filled, buffer.subspan(filled)));
    if (count == 0) break;
    filled += count;
  }
  return filled;
}

Status read_exactly(File& file, std::uint64_t offset, std::span<char> buffer) {
  WHIMBREL_ASSIGN(const std::size_t count, read_up_to(file, offset, buffer));
  if (count == buffer.size()) return {};
  return fail(ErrorKind::corrupt,
              fmt::format("the file ends at byte {}, {} bytes early", offset + count,
                          buffer.size() - count),
              "the file was cut short: take another copy of it");
}

Status write_all(File& file, std::uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    WHIMBREL_ASSIGN(const std::size_t count, file.write_some(offset, bytes));
    if (count == 0 || count > bytes.size())
      return fail(ErrorKind::internal,
                  fmt::format("a write of {} bytes answered {}", bytes.size(), count));
    offset += count;
    bytes.remove_prefix(count);
  }
  return {};
}

}  // namespace whimbrel::base
