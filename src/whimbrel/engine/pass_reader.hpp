#pragma once

#include <memory>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/pass.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// Reads what a pass walks, page by page: its collection, or what it generates. One thread.
class PassReader {
 public:
  // `pass` must outlive it. Errors as Pass::generate.
  static base::Result<PassReader> make(const Pass& pass, const PinnedInputs& inputs,
                                       const model::ItemCodec& codec);

  bool generates() const noexcept { return generator_ != nullptr; }

  // As Session::scan, of the pass's collection; generated items know no filter and no end of range.
  base::Result<bool> read(stores::Session& session, stores::ScanRequest request,
                          stores::Page& page);

 private:
  explicit PassReader(const Pass& pass) : pass_(&pass) {}

  const Pass* pass_;
  std::unique_ptr<ItemGenerator> generator_;
};

}  // namespace whimbrel::engine
