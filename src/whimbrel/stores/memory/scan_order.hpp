#pragma once

#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/key.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::stores::memory {

// Where items stand, so that walking them by place is scanning them: a place is the key itself, or,
// for a store without ordered scans, the key behind its hash, as DynamoDB has it. Immutable.
class ScanOrder {
 public:
  explicit ScanOrder(bool by_key) : by_key_(by_key) {}

  bool by_key() const noexcept { return by_key_; }
  std::string place_of(model::KeyView key) const;
  // The key that stands there; lives as long as `place`.
  model::KeyView key_at(std::string_view place) const;

  // The places of a range: after `after`, and up to `until` or before `end`; empty = no bound.
  struct Places {
    std::string after;
    std::string until;
    std::string end;

    bool hold(std::string_view place) const {
      return (until.empty() || place <= until) && (end.empty() || place < end);
    }
  };
  // internal for a range that a store of this kind does not know: whoever asks is wrong.
  base::Result<Places> places_of(const KeyRange& range) const;

 private:
  base::Result<Places> places_of_part(const KeyRange& range) const;

  bool by_key_;
};

}  // namespace whimbrel::stores::memory
