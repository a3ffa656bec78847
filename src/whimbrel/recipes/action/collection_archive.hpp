#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/file_system.hpp"
#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/action.hpp"
#include "whimbrel/recipes/action/collection_content.hpp"
#include "whimbrel/stores/index_spec.hpp"

namespace whimbrel::recipes {

// What a memo keeps of a collection that is dropped: where its items are, what they were, and what
// an archive does not hold.
struct CollectionArchive {
  std::string path;
  std::string sha256;  // of the file, hex
  CollectionContent content;
  std::vector<stores::IndexSpec> indexes;
};

// Writes the items into a new archive in the backup folder; durable when this returns. busy when
// users change the collection meanwhile; errors of engine::create_backup.
base::Result<CollectionArchive> archive_collection(const engine::ActionContext& context,
                                                   base::FileSystem& files,
                                                   const std::string& collection);

// Makes the collection what it was: items and indexes. Nothing to do when it is so already. One
// that holds other items, because it was never dropped or others made it anew, is left as it is,
// and that is told. corrupt when the file is not the one that was written; errors of
// engine::restore_backup.
base::Status restore_collection(const engine::ActionContext& context, base::FileSystem& files,
                                const std::string& collection, const CollectionArchive& archive);

// refused when there are more indexes than a memo holds.
base::Result<std::string> to_memo(const CollectionArchive& archive);
base::Result<CollectionArchive> archive_of_memo(std::string_view memo);

}  // namespace whimbrel::recipes
