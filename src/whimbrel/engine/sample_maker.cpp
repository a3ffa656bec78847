#include "whimbrel/engine/sample_maker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace whimbrel::engine {
namespace {

constexpr std::size_t shown_bytes_max = 200;

bool is_secret(const Migration& migration, const model::Path& path) {
  const auto& secrets = migration.info().secret_fields;
  return std::any_of(path.segments().begin(), path.segments().end(), [&](const auto& segment) {
    return std::find(secrets.begin(), secrets.end(), segment) != secrets.end();
  });
}

// A value that contains a secret field somewhere inside must not be shown whole either.
bool mentions_secret(const Migration& migration, std::string_view raw) {
  const auto& secrets = migration.info().secret_fields;
  return std::any_of(secrets.begin(), secrets.end(), [&](const auto& secret) {
    return raw.find('"' + secret + '"') != std::string_view::npos;
  });
}

std::string shown(const Migration& migration, const model::Path& path, std::string_view raw) {
  if (is_secret(migration, path) || mentions_secret(migration, raw)) return "(hidden)";
  if (raw.size() <= shown_bytes_max) return std::string(raw);
  std::size_t cut = shown_bytes_max;
  while (cut > 0 && (static_cast<unsigned char>(raw[cut]) & 0xC0u) == 0x80u) --cut;
  return std::string(raw.substr(0, cut)) + "…";
}

FieldChange shown_insert(const Migration& migration, std::string_view collection,
                         std::string_view item) {
  return {fmt::format("new in {}", collection), std::nullopt,
          shown(migration, model::Path(), item)};
}

}  // namespace

SampleChange make_generated_sample(const Migration& migration, std::string_view collection,
                                   const stores::Page::Item& item) {
  return {std::string(item.key), false, {shown_insert(migration, collection, item.bytes)}};
}

SampleChange make_sample(const Migration& migration, const model::ItemView& item,
                         const ChangeSink& sink, model::KeyView key) {
  SampleChange sample;
  sample.key = key;
  sample.erased = sink.wants_erase();
  for (const NewItem& insert : sink.inserts())
    sample.fields.push_back(shown_insert(migration, insert.collection, insert.bytes));
  if (sample.erased) return sample;
  for (const model::Edit& edit : sink.edits()) {
    FieldChange change;
    change.path = edit.path->text();
    if (const auto before = item.find(*edit.path))
      change.before = shown(migration, *edit.path, *before);
    if (edit.kind == model::Edit::Kind::set) change.after = shown(migration, *edit.path, edit.raw);
    sample.fields.push_back(std::move(change));
  }
  return sample;
}

}  // namespace whimbrel::engine
