#pragma once

#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/key.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// What an overlay notes about items besides their bytes, as records of its own: that one of the
// base is erased, and that one is not of the base. One thread, as its session.
class OverlayMarks {
 public:
  // `overlay` must outlive it.
  explicit OverlayMarks(stores::Session& overlay) : overlay_(overlay) {}

  base::Result<bool> is_erased(std::string_view collection, model::KeyView key);
  base::Status set_erased(std::string_view collection, model::KeyView key, bool erased);

  // Stays, also when the item is erased again: a scan may stand at its key.
  base::Result<bool> is_made(std::string_view collection, model::KeyView key);
  base::Status set_made(std::string_view collection, model::KeyView key);

 private:
  base::Result<bool> has(const std::string& mark);
  base::Status put(const std::string& mark, bool set);

  stores::Session& overlay_;
};

}  // namespace whimbrel::engine
