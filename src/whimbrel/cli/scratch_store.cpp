#include "whimbrel/cli/scratch_store.hpp"

#include <fmt/format.h>
#include <stdlib.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "whimbrel/base/scratch_file.hpp"
#include "whimbrel/stores/sqlite/sqlite_store.hpp"

namespace whimbrel::cli {
namespace {

constexpr const char* remedy = "free space there, or set TMPDIR to a folder on another disk";

}  // namespace

base::Result<std::unique_ptr<ScratchStore>> ScratchStore::create(Durability durability,
                                                                 const model::ItemCodec& codec) {
  std::string directory = base::join_path(base::scratch_directory(), "whimbrel-XXXXXX");
  if (mkdtemp(directory.data()) == nullptr)
    return base::fail(base::ErrorKind::io,
                      fmt::format("no temporary folder could be made in {}: {}",
                                  base::scratch_directory(), std::strerror(errno)),
                      remedy);
  std::unique_ptr<ScratchStore> scratch(new ScratchStore(directory));
  stores::sqlite::SqliteOptions options;
  options.path = base::join_path(directory, "scratch.db");
  options.codec = &codec;
  options.sync =
      durability == Durability::none ? stores::sqlite::Sync::off : stores::sqlite::Sync::full;
  auto store = stores::sqlite::SqliteStore::open(options);
  if (!store)
    return base::fail_in("temporary database", std::move(store).error().with_remedy(remedy));
  scratch->store_ = *std::move(store);
  return scratch;
}

ScratchStore::~ScratchStore() {
  store_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

}  // namespace whimbrel::cli
