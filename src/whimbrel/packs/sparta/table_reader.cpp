#include "whimbrel/packs/sparta/table_reader.hpp"

#include <fmt/format.h>

namespace whimbrel::packs::sparta {

base::Status read_table(const engine::PinContext& context, const std::string& table,
                        const ItemLook& look) {
  WHIMBREL_ASSIGN(const auto session, context.store.open_session());
  const auto view = context.store.codec().make_view();
  stores::ScanRequest request;
  request.collection = table;
  stores::Page page;
  for (bool ended = false; !ended;) {
    WHIMBREL_TRY(context.cancellation.check());
    page.clear();
    WHIMBREL_ASSIGN(ended, session->scan(request, page));
    for (std::size_t i = 0; i < page.size(); ++i) {
      if (auto loaded = view->load(page[i].bytes); !loaded)
        return base::fail_in(
            fmt::format("table {}, key {}", table, page[i].key),
            std::move(loaded).error().with_remedy("mend or remove this item, then preview again"));
      look(*view);
    }
    if (!ended) request.range.after = model::Key{std::string(page.reached())};
  }
  return {};
}

base::Status read_table_if_there(const engine::PinContext& context, const std::string& table,
                                 const ItemLook& look) {
  auto read = read_table(context, table, look);
  if (!read && read.error().kind() == base::ErrorKind::not_found) return {};
  return read;
}

std::string text_at(const model::ItemView& item, const model::Path& path) {
  const auto raw = item.find(path);
  const auto text = raw ? item.string_of(*raw) : std::nullopt;
  return std::string(text.value_or(std::string_view()));
}

}  // namespace whimbrel::packs::sparta
