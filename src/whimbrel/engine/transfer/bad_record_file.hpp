#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "whimbrel/base/partial_file.hpp"
#include "whimbrel/engine/transfer/file_format.hpp"

namespace whimbrel::engine {

// Sets records aside that cannot be imported: a comment line with place and reason, then the record
// byte for byte (a BSON document as base64 in a comment; a document of an array with its line
// breaks between tokens as blanks; of a line past the bound nothing). Correct the lines and import
// the file: comments are passed over. Made when the first record comes, durable after commit(). One
// thread.
class BadRecordFile {
 public:
  // refused when the file is there already, so that nothing set aside earlier is lost.
  static base::Result<BadRecordFile> prepare(base::FileSystem& files, std::string path);

  base::Status add(const std::string& input, FileFormat format, const RawRecord& record,
                   const base::Error& reason);
  // Nothing is made when no record came.
  base::Status commit();

  std::uint64_t records() const noexcept { return records_; }

 private:
  BadRecordFile(base::FileSystem& files, std::string path)
      : files_(&files), path_(std::move(path)) {}

  base::FileSystem* files_;
  std::string path_;
  std::optional<base::PartialFile> file_;
  std::uint64_t records_ = 0;
};

}  // namespace whimbrel::engine
