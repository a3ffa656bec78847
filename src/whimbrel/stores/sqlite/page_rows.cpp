#include "whimbrel/stores/sqlite/page_rows.hpp"

#include <algorithm>
#include <limits>
#include <string_view>

#include "whimbrel/stores/page_filler.hpp"

namespace whimbrel::stores::sqlite {

std::int64_t row_limit(const ScanRequest& request) {
  constexpr std::size_t most = std::numeric_limits<std::int64_t>::max() - 1;
  return static_cast<std::int64_t>(std::clamp<std::size_t>(request.items_max, 1, most)) + 1;
}

base::Result<bool> fill_page(Statement& statement, const ScanRequest& request, Page& page) {
  const PageFiller filler(request, page);
  while (true) {
    WHIMBREL_ASSIGN(const bool row, statement.step());
    if (!row) return true;
    const std::string_view key = statement.bytes(0);
    const std::string_view item = statement.bytes(1);
    if (filler.is_full_before(page, key, item)) return false;
    page.append(key, item);
  }
}

}  // namespace whimbrel::stores::sqlite
