#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "whimbrel/base/file_system.hpp"
#include "whimbrel/engine/transfer/bad_record_file.hpp"
#include "whimbrel/engine/transfer/bounded_queue.hpp"
#include "whimbrel/engine/transfer/file_format.hpp"
#include "whimbrel/engine/transfer/import_batch.hpp"
#include "whimbrel/engine/transfer/item_converter.hpp"

namespace whimbrel::engine {

// Reads, checks and converts the records of an import on a thread of its own, and gives them as
// sorted batches.
class ImportReader {
 public:
  struct Options {
    std::vector<std::string> paths;
    std::optional<FileFormat> format;  // none: each file's own
    std::size_t record_bytes_max = default_record_bytes_max;
    std::vector<model::Path> key_fields;
    const model::ItemCodec* target = nullptr;
    // Null: the first bad record ends the import.
    BadRecordFile* bad_records = nullptr;
  };

  // Starts the thread. `files`, target and bad_records must outlive this.
  ImportReader(base::FileSystem& files, Options options);
  ~ImportReader();

  // The next batch; null at the end. After an error there is nothing more.
  base::Result<std::unique_ptr<ImportBatch>> next();
  // Gives a batch back to be filled again.
  void recycle(std::unique_ptr<ImportBatch> batch);

  std::uint64_t records_read() const noexcept { return records_read_; }
  std::uint64_t input_bytes_read() const noexcept { return input_bytes_read_; }
  const std::string& path_of(const ImportOrigin& origin) const {
    return options_.paths[origin.file];
  }

 private:
  using Delivery = base::Result<std::unique_ptr<ImportBatch>>;

  void run();
  base::Status read_file(std::uint32_t file);
  base::Status take(const RecordInput& input, const RawRecord& record, ItemConverter& converter,
                    std::uint32_t file);
  base::Status add_item(const RawRecord& record, ItemConverter& converter, std::uint32_t file);
  base::Status deliver();

  base::FileSystem& files_;
  Options options_;
  std::unique_ptr<ImportBatch> batch_;
  BoundedQueue<Delivery> full_;
  BoundedQueue<std::unique_ptr<ImportBatch>> empty_;
  std::atomic<std::uint64_t> records_read_{0};
  std::atomic<std::uint64_t> input_bytes_read_{0};
  std::thread thread_;
};

}  // namespace whimbrel::engine
