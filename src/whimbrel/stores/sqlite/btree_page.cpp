#include "whimbrel/stores/sqlite/btree_page.hpp"

#include <algorithm>

namespace whimbrel::stores::sqlite {
namespace {

constexpr unsigned char inner_index_page = 0x02;
constexpr std::size_t inner_header_bytes = 12;
constexpr std::size_t first_text_type = 13;

// Reads big-endian numbers one after the other; gives zero and turns bad past the end.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  bool good() const noexcept { return good_; }

  std::uint32_t number(int bytes) {
    std::uint32_t value = 0;
    for (int i = 0; i < bytes; ++i) value = value << 8U | next();
    return value;
  }

  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) {
      const unsigned char byte = next();
      value = value << 7U | (byte & 0x7fU);
      if (byte < 0x80) return value;
    }
    return value << 8U | next();
  }

  std::string_view rest() const { return bytes_; }

 private:
  unsigned char next() {
    if (bytes_.empty()) {
      good_ = false;
      return 0;
    }
    const auto byte = static_cast<unsigned char>(bytes_.front());
    bytes_.remove_prefix(1);
    return byte;
  }

  std::string_view bytes_;
  bool good_ = true;
};

// How many bytes of a payload are on the page itself.
std::size_t local_payload_bytes(std::uint64_t payload, std::size_t usable) {
  const std::size_t most = (usable - 12) * 64 / 255 - 23;
  if (payload <= most) return static_cast<std::size_t>(payload);
  const std::size_t least = (usable - 12) * 32 / 255 - 23;
  const std::size_t wanted = least + (payload - least) % (usable - 4);
  return wanted <= most ? wanted : least;
}

// The first column of a record, when it is a text that lies wholly in `local`.
std::optional<std::string> first_text(std::string_view local) {
  Reader reader(local);
  const std::uint64_t header_bytes = reader.varint();
  const std::uint64_t type = reader.varint();
  if (!reader.good() || header_bytes > local.size()) return std::nullopt;
  if (type < first_text_type || type % 2 == 0) return std::nullopt;
  const std::uint64_t text_bytes = (type - first_text_type) / 2;
  if (text_bytes > local.size() - header_bytes) return std::nullopt;
  return std::string(
      local.substr(static_cast<std::size_t>(header_bytes), static_cast<std::size_t>(text_bytes)));
}

}  // namespace

std::optional<InnerPage> parse_inner_page(std::string_view page, std::size_t usable_bytes) {
  if (usable_bytes < 480 || usable_bytes > page.size()) return std::nullopt;
  page = page.substr(0, usable_bytes);
  Reader header(page);
  if (header.number(1) != inner_index_page) return std::nullopt;
  header.number(2);  // free blocks
  const std::uint32_t cells = header.number(2);
  header.number(3);  // start of cells, fragments
  const std::uint32_t last_child = header.number(4);
  if (inner_header_bytes + 2 * std::size_t{cells} > page.size()) return std::nullopt;

  InnerPage inner;
  for (std::uint32_t cell = 0; cell < cells; ++cell) {
    const std::uint32_t start = header.number(2);
    if (start >= page.size()) return std::nullopt;
    Reader reader(page.substr(start));
    const std::uint32_t child = reader.number(4);
    const std::size_t local = local_payload_bytes(reader.varint(), usable_bytes);
    const auto key = first_text(reader.rest().substr(0, local));
    if (!reader.good() || !key) return std::nullopt;
    inner.children.push_back(child);
    inner.keys.push_back(*key);
  }
  inner.children.push_back(last_child);
  return inner;
}

}  // namespace whimbrel::stores::sqlite
