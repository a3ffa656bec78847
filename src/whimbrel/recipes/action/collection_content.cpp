#include "whimbrel/recipes/action/collection_content.hpp"

#include <array>

#include "whimbrel/model/digest.hpp"

namespace whimbrel::recipes {
namespace {

// Its length goes before each text, so that no two contents make the same bytes.
void add_text(model::Sha256& digest, std::string_view text) {
  std::array<char, 8> size;
  for (std::size_t i = 0; i < size.size(); ++i) size[i] = static_cast<char>(text.size() >> (8 * i));
  digest.update({size.data(), size.size()});
  digest.update(text);
}

}  // namespace

base::Result<CollectionContent> read_content(stores::Store& store, std::string_view collection,
                                             const base::Cancellation& cancellation) {
  WHIMBREL_ASSIGN(const auto session, store.open_session());
  CollectionContent content;
  model::Sha256 digest;
  stores::ScanRequest request{collection, {}, 5'000, std::size_t{8} << 20, nullptr};
  stores::Page page;
  for (bool ended = false; !ended;) {
    WHIMBREL_TRY(cancellation.check());
    page.clear();
    WHIMBREL_ASSIGN(ended, session->scan(request, page));
    for (std::size_t i = 0; i < page.size(); ++i) {
      add_text(digest, page[i].key);
      add_text(digest, page[i].bytes);
    }
    content.items += page.size();
    if (!page.empty()) request.range.after = model::Key{std::string(page.reached())};
  }
  content.digest = model::to_hex(digest.finish());
  return content;
}

}  // namespace whimbrel::recipes
