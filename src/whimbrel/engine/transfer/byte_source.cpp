#include "whimbrel/engine/transfer/byte_source.hpp"

#include <algorithm>
#include <cstring>

#include "whimbrel/engine/transfer/gzip_source.hpp"

namespace whimbrel::engine {
namespace {

constexpr std::string_view gzip_magic = "\x1f\x8b";

class FileSource final : public ByteSource {
 public:
  FileSource(std::unique_ptr<base::File> file, std::atomic<std::uint64_t>* bytes_read)
      : file_(std::move(file)), bytes_read_(bytes_read) {}

  base::Result<std::size_t> read(std::span<char> buffer) override {
    WHIMBREL_ASSIGN(const std::size_t count, file_->read_some(offset_, buffer));
    offset_ += count;
    if (bytes_read_ != nullptr) bytes_read_->fetch_add(count, std::memory_order_relaxed);
    return count;
  }

 private:
  std::unique_ptr<base::File> file_;
  std::atomic<std::uint64_t>* bytes_read_;
  std::uint64_t offset_ = 0;
};

}  // namespace

base::Result<std::size_t> RewoundSource::read(std::span<char> buffer) {
  if (given_ == beginning_.size()) return rest_->read(buffer);
  const std::size_t count = std::min(buffer.size(), beginning_.size() - given_);
  std::memcpy(buffer.data(), beginning_.data() + given_, count);
  given_ += count;
  return count;
}

base::Result<std::string> read_beginning(ByteSource& source, std::size_t size) {
  std::string beginning(size, '\0');
  std::size_t filled = 0;
  while (filled < size) {
    WHIMBREL_ASSIGN(const std::size_t count, source.read(std::span(beginning).subspan(filled)));
    if (count == 0) break;
    filled += count;
  }
  beginning.resize(filled);
  return beginning;
}

base::Result<std::unique_ptr<ByteSource>> open_byte_source(base::FileSystem& files,
                                                           const std::string& path,
                                                           std::atomic<std::uint64_t>* bytes_read) {
  std::unique_ptr<base::File> file;
  if (path == "-") {
    file = base::standard_input();
  } else {
    WHIMBREL_ASSIGN(file, files.open(path, base::OpenMode::read));
  }
  std::unique_ptr<ByteSource> source = std::make_unique<FileSource>(std::move(file), bytes_read);
  WHIMBREL_ASSIGN(std::string beginning, read_beginning(*source, gzip_magic.size()));
  const bool packed = beginning == gzip_magic;
  source = std::make_unique<RewoundSource>(std::move(beginning), std::move(source));
  if (packed) source = std::make_unique<GzipSource>(path, std::move(source));
  return source;
}

}  // namespace whimbrel::engine
