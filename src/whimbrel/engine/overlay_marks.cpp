#include "whimbrel/engine/overlay_marks.hpp"

#include <fmt/format.h>

#include "whimbrel/model/digest.hpp"

namespace whimbrel::engine {
namespace {

constexpr std::string_view mark_value = "{}";

// Marks live among the ledger's records, under prefixes that no ledger key has.
std::string mark_of(std::string_view what, std::string_view collection, model::KeyView key) {
  std::string identity(collection);
  identity += '\0';
  identity += key;
  const auto hash = model::fingerprint_of(identity);
  return fmt::format("dry-run-{}/{:016x}{:016x}", what, hash.high, hash.low);
}

}  // namespace

base::Result<bool> OverlayMarks::is_erased(std::string_view collection, model::KeyView key) {
  return has(mark_of("erased", collection, key));
}

base::Status OverlayMarks::set_erased(std::string_view collection, model::KeyView key,
                                      bool erased) {
  return put(mark_of("erased", collection, key), erased);
}

base::Result<bool> OverlayMarks::is_made(std::string_view collection, model::KeyView key) {
  return has(mark_of("made", collection, key));
}

base::Status OverlayMarks::set_made(std::string_view collection, model::KeyView key) {
  return put(mark_of("made", collection, key), true);
}

base::Result<bool> OverlayMarks::has(const std::string& mark) {
  WHIMBREL_ASSIGN(const auto record, overlay_.get_record(stores::Space::ledger, mark));
  return record.has_value();
}

base::Status OverlayMarks::put(const std::string& mark, bool set) {
  stores::RecordWrite write;
  write.kind = set ? stores::RecordWrite::Kind::put : stores::RecordWrite::Kind::erase;
  write.key = mark;
  write.value = mark_value;
  return overlay_.put_record(write, nullptr);
}

}  // namespace whimbrel::engine
