#pragma once

#include <memory>
#include <string>

#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::cli {

// An empty SQLite store in a temporary folder of its own (base::scratch_directory()), removed with
// it.
class ScratchStore {
 public:
  enum class Durability {
    none,  // what is thrown away anyway
    full,  // writes cost what they cost in a real store: for measuring
  };

  // For items of this codec. no_space, permission, io, with TMPDIR as the remedy.
  static base::Result<std::unique_ptr<ScratchStore>> create(Durability durability,
                                                            const model::ItemCodec& codec);
  ~ScratchStore();
  ScratchStore(const ScratchStore&) = delete;
  ScratchStore& operator=(const ScratchStore&) = delete;

  stores::Store& store() const noexcept { return *store_; }

 private:
  explicit ScratchStore(std::string directory) : directory_(std::move(directory)) {}

  std::string directory_;
  std::unique_ptr<stores::Store> store_;
};

}  // namespace whimbrel::cli
