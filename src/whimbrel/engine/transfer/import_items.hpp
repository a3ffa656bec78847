#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "whimbrel/base/cancellation.hpp"
#include "whimbrel/base/file_system.hpp"
#include "whimbrel/engine/transfer/file_format.hpp"
#include "whimbrel/model/path.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// What to do about an item whose key an earlier item of the input, or one in the collection, has.
enum class DuplicatePolicy : std::uint8_t {
  refuse,   // stop, and name both
  skip,     // the first one stays
  replace,  // the last one wins
};

struct ImportOptions {
  // A file, packed with gzip or not; "-" for standard input; the directory of a DynamoDB export.
  std::string input;
  std::string collection;
  // Empty: those of the collection if there is one, else `_id`; a DynamoDB export has no default.
  std::vector<model::Path> key_fields;
  // None: what the input's beginning shows.
  std::optional<FileFormat> format;
  DuplicatePolicy on_duplicate = DuplicatePolicy::refuse;
  // Where records that cannot be imported are set aside; empty: the first one stops the import.
  std::string bad_records_file;
  std::size_t record_bytes_max = default_record_bytes_max;
};

struct ImportProgress {
  std::uint64_t records_read = 0;
  std::uint64_t items_written = 0;  // inserted, replaced or skipped
  std::uint64_t input_bytes_read = 0;
  std::uint64_t input_bytes_total = 0;  // 0 = not known (standard input)
};

// Told a few times a second at most, from the caller's thread. May be empty.
using ImportProgressFunction = std::function<void(const ImportProgress&)>;

struct ImportSummary {
  FileFormat format = FileFormat::json_lines;
  std::vector<model::Path> key_fields;
  std::uint64_t records = 0;
  std::uint64_t inserted = 0;
  std::uint64_t replaced = 0;
  std::uint64_t skipped = 0;
  std::uint64_t bad = 0;  // set aside
};

// Reads a file of items into a collection, in batches that are each one transaction where the store
// has them. A missing collection is made, with the types that the first item's key has. Input in
// key order goes straight in; the rest is sorted first, in temporary files where it is large,
// because a tree filled at random is many times slower. Memory is bounded whatever the input's
// size. After a crash or an error, the same call with DuplicatePolicy::skip completes the import.
//
// invalid_data and corrupt name file and line (or document and byte) and what is wrong; conflict
// names both of two items of one key; refused when the collection has other key fields or the bad
// records' file exists.
base::Result<ImportSummary> import_items(base::FileSystem& files, stores::Store& store,
                                         const ImportOptions& options,
                                         const ImportProgressFunction& progress,
                                         const base::Cancellation& cancellation);

}  // namespace whimbrel::engine
