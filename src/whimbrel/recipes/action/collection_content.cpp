#include "whimbrel/recipes/action/collection_content.hpp"

#include <fmt/format.h>

#include "whimbrel/model/digest.hpp"

namespace whimbrel::recipes {
namespace {

// The sum of its items' SHA-256, so that their order does not show.
class ContentSum {
 public:
  void add(const stores::Page::Item& item) {
    model::Sha256 digest;
    // The key ends where its length says, so that no two items make the same bytes.
    digest.update(fmt::format("{} ", item.key.size())).update(item.key).update(item.bytes);
    const model::Sha256Digest bytes = digest.finish();
    unsigned carry = 0;
    for (std::size_t i = sum_.size(); i-- > 0;) {
      carry += static_cast<unsigned>(sum_[i]) + bytes[i];
      sum_[i] = static_cast<unsigned char>(carry);
      carry >>= 8U;
    }
  }

  std::string text() const { return model::to_hex(sum_); }

 private:
  model::Sha256Digest sum_{};
};

}  // namespace

base::Result<CollectionContent> read_content(stores::Store& store, std::string_view collection,
                                             const base::Cancellation& cancellation) {
  WHIMBREL_ASSIGN(const auto session, store.open_session());
  CollectionContent content;
  ContentSum sum;
  stores::ScanRequest request{collection, {}, 5'000, std::size_t{8} << 20, nullptr};
  stores::Page page;
  for (bool ended = false; !ended;) {
    WHIMBREL_TRY(cancellation.check());
    page.clear();
    WHIMBREL_ASSIGN(ended, session->scan(request, page));
    for (std::size_t i = 0; i < page.size(); ++i) sum.add(page[i]);
    content.items += page.size();
    if (!ended) request.range.after = model::Key{std::string(page.reached())};
  }
  content.digest = sum.text();
  return content;
}

}  // namespace whimbrel::recipes
