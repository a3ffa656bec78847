#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "whimbrel/engine/transfer/import_batch.hpp"
#include "whimbrel/engine/transfer/import_items.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// Writes sorted batches into one collection and settles items whose key is taken. One thread.
class ImportWriter {
 public:
  // Makes the error about an item whose key was there already; `earlier` is the item of the input
  // that has it, if it is known to come from there.
  using DuplicateError =
      std::function<base::Error(const ImportBatch::Item& item, const ImportOrigin* earlier)>;

  // `session` must outlive this.
  ImportWriter(stores::Session& session, const stores::Capabilities& limits, std::string collection,
               DuplicatePolicy policy, DuplicateError duplicate_error);

  // Of two items with one key, the earlier one of the input must come first.
  base::Status write(const ImportBatch& batch);

  std::uint64_t inserted() const noexcept { return inserted_; }
  std::uint64_t replaced() const noexcept { return replaced_; }
  std::uint64_t skipped() const noexcept { return skipped_; }

 private:
  base::Status choose(const ImportBatch& batch);
  base::Status write_chosen(std::size_t begin, std::size_t end);
  base::Status settle(std::size_t begin, std::span<const stores::WriteOutcome> outcomes);
  base::Status replace(const std::vector<std::size_t>& indexes);
  std::size_t end_of_call(std::size_t begin) const;

  stores::Session& session_;
  std::size_t call_items_max_;
  std::size_t call_bytes_max_;
  std::string collection_;
  DuplicatePolicy policy_;
  DuplicateError duplicate_error_;
  std::vector<ImportBatch::Item> chosen_;
  std::vector<stores::ItemWrite> writes_;
  std::vector<stores::WriteOutcome> outcomes_;
  std::string last_key_;
  ImportOrigin last_origin_;
  std::uint64_t inserted_ = 0;
  std::uint64_t replaced_ = 0;
  std::uint64_t skipped_ = 0;
};

}  // namespace whimbrel::engine
