#include "tests/chaos/oracle_journal.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <xxhash.h>
#include <zstd.h>

#include <stdexcept>

namespace whimbrel::chaos {
namespace {

// Takes values off the front; throws when there are too few bytes.
class Bytes {
 public:
  explicit Bytes(std::string_view rest) : rest_(rest) {}

  bool empty() const { return rest_.empty(); }

  std::string_view take(std::size_t count) {
    if (count > rest_.size()) throw std::runtime_error("the bytes end too early");
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }

  std::uint64_t fixed(std::size_t count) {
    const std::string_view bytes = take(count);
    std::uint64_t value = 0;
    for (std::size_t i = count; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return value;
  }

  std::uint64_t leb() {
    std::uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
      const auto byte = static_cast<unsigned char>(take(1)[0]);
      value |= std::uint64_t{byte & 0x7Fu} << shift;
      if (byte < 0x80) return value;
    }
  }

  std::string sized() {
    const std::uint64_t size = leb();
    return std::string(take(size));
  }

 private:
  std::string_view rest_;
};

std::string sha256(std::string_view bytes) {
  std::string digest(32, '\0');
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), &size,
             EVP_sha256(), nullptr);
  return digest;
}

struct Names {
  std::vector<std::string> collections;
  std::vector<std::string> paths;
};

Names read_names(std::string_view text) {
  Bytes bytes(text);
  Names names;
  names.collections.resize(bytes.leb());
  for (std::string& name : names.collections) name = bytes.sized();
  names.paths.resize(bytes.leb());
  for (std::string& path : names.paths)
    for (std::uint64_t segments = bytes.leb(); segments > 0; --segments)
      path += (path.empty() ? "" : "/") + bytes.sized();
  if (!bytes.empty()) throw std::runtime_error("bytes are left behind the names");
  return names;
}

void read_field(Bytes& bytes, const Names& names, BeforeImage& entry) {
  const std::uint64_t tag = bytes.fixed(1);
  const std::string& path = names.paths.at(bytes.leb());
  FieldImage field;
  field.inverse = static_cast<FieldImage::Inverse>(tag & 0x03u);
  if ((tag & 0x08u) != 0) field.raw = bytes.sized();
  if ((tag & 0x10u) != 0) bytes.leb();
  if ((tag & 0x04u) != 0) field.after = std::string(bytes.take(16));
  if (!entry.fields.emplace(path, std::move(field)).second)
    throw std::runtime_error("field " + path + " stands twice in an entry");
}

BeforeImage read_entry(Bytes& bytes, const Names& names, std::string& collection) {
  const std::uint64_t tag = bytes.fixed(1);
  if ((tag & 0x04u) != 0) collection = names.collections.at(bytes.leb());
  BeforeImage entry;
  entry.done = static_cast<BeforeImage::Done>(tag & 0x03u);
  entry.collection = collection;
  entry.key = bytes.sized();
  if ((tag & 0x08u) != 0)
    for (std::uint64_t fields = bytes.leb(); fields > 0; --fields) read_field(bytes, names, entry);
  if ((tag & 0x10u) != 0) entry.before = bytes.sized();
  if ((tag & 0x20u) != 0) bytes.take(16);
  return entry;
}

void read(std::string_view whole, Block& block) {
  Bytes header(whole);
  if (header.take(8) != "WHIMJB01") throw std::runtime_error("is no journal block");
  if (header.fixed(8) != XXH3_64bits(whole.data() + 16, whole.size() - 16))
    throw std::runtime_error("the checksum is wrong");
  block.sequence = header.fixed(8);
  block.previous = header.take(32);
  block.hash = sha256(whole);
  const std::uint64_t entry_count = header.fixed(4);
  header.fixed(4);
  const std::uint64_t entries_bytes = header.fixed(4);
  std::string raw(header.fixed(4), '\0');
  const std::string_view frame = whole.substr(72);
  if (ZSTD_decompress(raw.data(), raw.size(), frame.data(), frame.size()) != raw.size())
    throw std::runtime_error("the frame cannot be unpacked");

  const Names names = read_names(std::string_view(raw).substr(entries_bytes));
  Bytes bytes(std::string_view(raw).substr(0, entries_bytes));
  std::string collection = names.collections.empty() ? "" : names.collections[0];
  while (!bytes.empty()) block.entries.push_back(read_entry(bytes, names, collection));
  if (block.entries.size() != entry_count)
    throw std::runtime_error("the header names another number of entries");
}

}  // namespace

std::string read_block(std::string_view bytes, Block& block) {
  try {
    read(bytes, block);
    return {};
  } catch (const std::exception& error) {
    return error.what();
  }
}

std::string fingerprint(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  std::string text;
  for (const std::uint64_t half : {hash.low64, hash.high64})
    for (unsigned shift = 0; shift < 64; shift += 8) text += static_cast<char>(half >> shift);
  return text;
}

}  // namespace whimbrel::chaos
