#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "whimbrel/base/cancellation.hpp"
#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/backup/backup_progress.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// A collection of one store that is to become one of another, with its key and its indexes.
struct CollectionCopy {
  std::string from;
  std::string into;
  // Whatever is there under that name goes first; else only an empty one may be there.
  bool replace = false;
};

struct CopiedCollection {
  CollectionCopy copy;
  std::uint64_t items = 0;
  std::size_t indexes = 0;
};

// Whether a copy may begin, before anything is changed. not_found when there is nothing to copy;
// refused when `to` holds items under that name, or a collection with another key, and
// `copy.replace` does not say that they may go.
base::Status check_copy(stores::Store& from, stores::Store& to, const CollectionCopy& copy);

// Makes the copy, page by page, in bounded memory: collection, indexes, items, converted where the
// encodings differ. Only reads `from`. At the end the items that were read and those that are there
// are compared. Errors: those of check_copy; conflict when the counts differ, because somebody else
// wrote; cancelled. After an error a part of it may be there: begin again with `replace`.
base::Result<CopiedCollection> copy_collection(stores::Store& from, stores::Store& to,
                                               const CollectionCopy& copy,
                                               const BackupProgressFunction& progress,
                                               const base::Cancellation& cancellation);

}  // namespace whimbrel::engine
