#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine::testing {

// A store whose process dies at a chosen boundary: from then on every call fails. A boundary is a
// change of the inner store (create, drop, commit, write, put_record); a write outside a
// transaction is two, and dying at the second leaves it done but not acknowledged, or half done
// where the store has no transactions. One thread.
class KillableStore final : public stores::Store {
 public:
  explicit KillableStore(stores::Store& inner) : inner_(inner) {}

  void kill_at_boundary(std::uint64_t number) { kill_at_ = number; }
  std::uint64_t boundaries_passed() const noexcept { return boundaries_; }

  std::string description() const override { return inner_.description(); }
  stores::Capabilities capabilities() const override { return inner_.capabilities(); }
  const model::ItemCodec& codec() const override { return inner_.codec(); }
  base::Result<std::unique_ptr<stores::Session>> open_session() override;
  base::Result<std::vector<stores::CollectionInfo>> collections() override;
  base::Result<stores::CollectionInfo> collection(std::string_view name) override;
  base::Status create_collection(const stores::CollectionSpec& spec) override;
  base::Status drop_collection(std::string_view name) override;
  base::Status create_index(std::string_view collection, const stores::IndexSpec& index) override;
  base::Status drop_index(std::string_view collection, std::string_view name) override;
  base::Result<std::vector<stores::IndexSpec>> indexes(std::string_view collection) override;
  base::Result<std::vector<stores::KeyRange>> split(std::string_view collection,
                                                    std::size_t segments_max) override;
  base::Status maintain() override { return inner_.maintain(); }

 private:
  class KillableSession;

  base::Status alive() const;
  // Passes one boundary; fails when the process dies at it.
  base::Status pass();

  stores::Store& inner_;
  std::uint64_t boundaries_ = 0;
  std::optional<std::uint64_t> kill_at_;
};

}  // namespace whimbrel::engine::testing
