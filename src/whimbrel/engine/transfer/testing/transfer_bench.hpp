#pragma once

#include <zlib.h>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "whimbrel/base/cancellation.hpp"
#include "whimbrel/base/scratch_file.hpp"
#include "whimbrel/base/testing/fault_file_system.hpp"
#include "whimbrel/engine/transfer/export_items.hpp"
#include "whimbrel/engine/transfer/import_items.hpp"

namespace whimbrel::engine::testing {

// One gzip member, made by zlib alone.
inline std::string gzipped(std::string_view bytes) {
  z_stream stream{};
  constexpr int gzip_window_bits = 15 + 16;
  deflateInit2(&stream, 6, Z_DEFLATED, gzip_window_bits, 8, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

// A disk in memory with import and export as one-liners, of a collection "tokens".
class TransferBench {
 public:
  TransferBench() {
    (void)disk.make_directories(base::scratch_directory());
    import_options.input = "in";
    import_options.collection = "tokens";
    export_options.collection = "tokens";
    export_options.output = "out";
  }

  base::Result<ImportSummary> import_file(stores::Store& store) {
    return import_items(disk, store, import_options, on_import, cancellation);
  }

  base::Result<ImportSummary> import_text(stores::Store& store, std::string bytes) {
    disk.place(import_options.input, std::move(bytes));
    return import_file(store);
  }

  base::Result<ExportSummary> export_file(stores::Store& store) {
    return export_items(disk, store, export_options, on_export, cancellation);
  }

  // The exported bytes, or why there are none.
  std::string export_text(stores::Store& store) {
    const auto summary = export_file(store);
    if (!summary) return "no export: " + summary.error().describe();
    return disk.content(export_options.output).value_or("no file");
  }

  base::testing::FaultFileSystem disk;
  base::Cancellation cancellation;
  ImportOptions import_options;
  ExportOptions export_options;
  ImportProgressFunction on_import;
  ExportProgressFunction on_export;
};

// Gives its bytes in pieces of one size, as a slow pipe does.
class PiecewiseSource final : public ByteSource {
 public:
  PiecewiseSource(std::string bytes, std::size_t piece_bytes)
      : bytes_(std::move(bytes)), piece_bytes_(piece_bytes) {}

  base::Result<std::size_t> read(std::span<char> buffer) override {
    const std::size_t count =
        bytes_.copy(buffer.data(), std::min(buffer.size(), piece_bytes_), given_);
    given_ += count;
    return count;
  }

 private:
  std::string bytes_;
  std::size_t piece_bytes_;
  std::size_t given_ = 0;
};

}  // namespace whimbrel::engine::testing
