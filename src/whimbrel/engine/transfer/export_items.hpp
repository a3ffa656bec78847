#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "whimbrel/base/cancellation.hpp"
#include "whimbrel/base/file_system.hpp"
#include "whimbrel/engine/transfer/file_format.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

struct ExportOptions {
  std::string collection;
  // "-" for standard output; packed with gzip when it ends in ".gz".
  std::string output = "-";
  // None: as the output's name says, else JSON lines.
  std::optional<FileFormat> format;
  // JSON formats: plain numbers and readable dates instead of the items' own bytes.
  bool relaxed = false;
  base::IfExists if_exists = base::IfExists::replace;
};

struct ExportProgress {
  std::uint64_t items_done = 0;
  std::uint64_t items_total = 0;  // 0 = not known
};

// Told a few times a second at most, from the caller's thread. May be empty.
using ExportProgressFunction = std::function<void(const ExportProgress&)>;

struct ExportSummary {
  FileFormat format = FileFormat::json_lines;
  std::uint64_t items = 0;
  std::uint64_t bytes = 0;  // before packing
};

// Writes all items of a collection, in the order of a scan, into a file that appears under its name
// only when it is whole and durable (mode 0600), or to standard output. Extended JSON items keep
// their bytes. Each page of items is read consistently; what live writers change between pages is
// there as it was when its page was read. Memory is bounded.
//
// not_found for an unknown collection, unsupported (naming the key) for an item that the format
// cannot hold, cancelled, and what store and file system give.
base::Result<ExportSummary> export_items(base::FileSystem& files, stores::Store& store,
                                         const ExportOptions& options,
                                         const ExportProgressFunction& progress,
                                         const base::Cancellation& cancellation);

}  // namespace whimbrel::engine
