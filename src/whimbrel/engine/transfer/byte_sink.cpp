#include "whimbrel/engine/transfer/byte_sink.hpp"

#include "whimbrel/base/partial_file.hpp"
#include "whimbrel/engine/transfer/gzip_sink.hpp"

namespace whimbrel::engine {
namespace {

class FileSink final : public ByteSink {
 public:
  FileSink(base::PartialFile file, base::IfExists if_exists)
      : file_(std::move(file)), if_exists_(if_exists) {}

  base::Status append(std::string_view bytes) override { return file_.append(bytes); }
  base::Status finish() override { return file_.commit(if_exists_); }

 private:
  base::PartialFile file_;
  base::IfExists if_exists_;
};

class StandardOutputSink final : public ByteSink {
 public:
  base::Status append(std::string_view bytes) override { return base::write_all(*file_, 0, bytes); }
  base::Status finish() override { return {}; }

 private:
  std::unique_ptr<base::File> file_ = base::standard_output();
};

}  // namespace

base::Result<std::unique_ptr<ByteSink>> open_byte_sink(base::FileSystem& files,
                                                       const std::string& path,
                                                       base::IfExists if_exists) {
  if (path == "-") return std::make_unique<StandardOutputSink>();
  // Found out now rather than after all is written.
  if (if_exists == base::IfExists::refuse && files.stat(path))
    return base::fail(base::ErrorKind::refused, path + " is there already",
                      "choose another name, or say that it may be replaced");
  WHIMBREL_ASSIGN(auto file, base::PartialFile::create(files, path));
  std::unique_ptr<ByteSink> sink = std::make_unique<FileSink>(std::move(file), if_exists);
  if (path.ends_with(".gz")) sink = std::make_unique<GzipSink>(std::move(sink));
  return sink;
}

}  // namespace whimbrel::engine
