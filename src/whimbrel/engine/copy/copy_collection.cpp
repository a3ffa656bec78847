#include "whimbrel/engine/copy/copy_collection.hpp"

#include <fmt/format.h>

#include <optional>

#include "whimbrel/engine/backup/collection_restore.hpp"
#include "whimbrel/engine/backup/progress_meter.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;

constexpr std::size_t page_items_max = 5'000;
constexpr std::size_t page_bytes_max = std::size_t{4} << 20;

// Shows every page of a collection to `visit`, which may end it with an error.
template <typename Visit>
base::Status each_page(stores::Store& store, std::string_view collection,
                       const base::Cancellation& cancellation, Visit visit) {
  WHIMBREL_ASSIGN(const auto session, store.open_session());
  stores::ScanRequest request{collection, {}, page_items_max, page_bytes_max};
  stores::Page page;
  for (bool ended = false; !ended;) {
    WHIMBREL_TRY(cancellation.check());
    page.clear();
    WHIMBREL_ASSIGN(ended, session->scan(request, page));
    WHIMBREL_TRY(visit(page));
    if (!ended) request.range.after = model::Key{std::string(page.reached())};
  }
  return {};
}

base::Result<bool> holds_items(stores::Store& store, std::string_view collection) {
  WHIMBREL_ASSIGN(const auto session, store.open_session());
  stores::ScanRequest request{collection, {}, 1};
  stores::Page page;
  for (bool ended = false; !ended && page.empty();) {
    WHIMBREL_ASSIGN(ended, session->scan(request, page));
    if (!ended) request.range.after = model::Key{std::string(page.reached())};
  }
  return !page.empty();
}

// Nothing when there is no such collection.
base::Result<std::optional<stores::CollectionInfo>> find_collection(stores::Store& store,
                                                                    std::string_view name) {
  auto found = store.collection(name);
  if (found) return std::optional(*std::move(found));
  if (found.error().kind() == ErrorKind::not_found) return std::optional<stores::CollectionInfo>();
  return tl::unexpected(std::move(found).error());
}

bool has_same_key(const stores::CollectionSpec& a, const stores::CollectionSpec& b) {
  return a.key_fields == b.key_fields && a.key_types == b.key_types;
}

// Drops what may go.
base::Status make_room(stores::Store& to, const CollectionCopy& copy) {
  WHIMBREL_ASSIGN(const auto there, find_collection(to, copy.into));
  if (!there || !copy.replace) return {};
  return to.drop_collection(copy.into);
}

base::Result<std::size_t> make_collection(stores::Store& from, stores::Store& to,
                                          stores::CollectionSpec spec, const CollectionCopy& copy) {
  spec.name = copy.into;
  WHIMBREL_TRY(to.create_collection(spec));
  WHIMBREL_ASSIGN(const auto indexes, from.indexes(copy.from));
  for (const stores::IndexSpec& index : indexes) WHIMBREL_TRY(to.create_index(copy.into, index));
  return indexes.size();
}

base::Result<std::uint64_t> copy_items(stores::Store& from, stores::Store& to,
                                       const stores::CollectionInfo& info,
                                       const CollectionCopy& copy, ProgressMeter& meter,
                                       const base::Cancellation& cancellation) {
  WHIMBREL_ASSIGN(const auto writing, to.open_session());
  RestoredCollection counts;
  counts.name = copy.from;
  counts.into = copy.into;
  CollectionRestore writer(*writing, to.capabilities(), from.codec(), to.codec(),
                           info.spec.key_fields, RestorePolicy::refuse_existing, counts);
  std::uint64_t items = 0;
  WHIMBREL_TRY(
      each_page(from, copy.from, cancellation, [&](const stores::Page& page) -> base::Status {
        for (std::size_t i = 0; i < page.size(); ++i) WHIMBREL_TRY(writer.add(page[i]));
        items += page.size();
        meter.add(copy.into, page.size());
        return writer.flush();
      }));
  return items;
}

base::Status compare_counts(stores::Store& to, const CollectionCopy& copy, std::uint64_t items,
                            const base::Cancellation& cancellation) {
  std::uint64_t there = 0;
  WHIMBREL_TRY(
      each_page(to, copy.into, cancellation, [&](const stores::Page& page) -> base::Status {
        there += page.size();
        return {};
      }));
  if (there == items) return {};
  return base::fail(ErrorKind::conflict,
                    fmt::format("{} items of {} were copied, but {} are in {}", items, copy.from,
                                there, copy.into),
                    "let nobody else write to it, and copy it again with --replace");
}

}  // namespace

base::Status check_copy(stores::Store& from, stores::Store& to, const CollectionCopy& copy) {
  WHIMBREL_ASSIGN(const auto source, from.collection(copy.from));
  WHIMBREL_ASSIGN(const auto there, find_collection(to, copy.into));
  if (!there || copy.replace) return {};
  constexpr const char* remedy = "--replace drops what is there first";
  if (!has_same_key(source.spec, there->spec))
    return base::fail(ErrorKind::refused,
                      fmt::format("{} is there already, with another key", copy.into), remedy);
  WHIMBREL_ASSIGN(const bool has_items, holds_items(to, copy.into));
  if (!has_items) return {};
  return base::fail(ErrorKind::refused, fmt::format("{} holds items already", copy.into), remedy);
}

base::Result<CopiedCollection> copy_collection(stores::Store& from, stores::Store& to,
                                               const CollectionCopy& copy,
                                               const BackupProgressFunction& progress,
                                               const base::Cancellation& cancellation) {
  WHIMBREL_TRY(check_copy(from, to, copy));
  WHIMBREL_ASSIGN(const auto info, from.collection(copy.from));
  WHIMBREL_TRY(make_room(to, copy));
  CopiedCollection copied{copy};
  WHIMBREL_ASSIGN(copied.indexes, make_collection(from, to, info.spec, copy));
  ProgressMeter meter("copy", info.items, progress);
  WHIMBREL_ASSIGN(copied.items, copy_items(from, to, info, copy, meter, cancellation));
  WHIMBREL_TRY(compare_counts(to, copy, copied.items, cancellation));
  return copied;
}

}  // namespace whimbrel::engine
