#include "whimbrel/cli/backup_support.hpp"

#include "whimbrel/cli/json_text.hpp"
#include "whimbrel/engine/report/figures.hpp"
#include "whimbrel/engine/report/text_table.hpp"
#include "whimbrel/model/digest.hpp"

namespace whimbrel::cli {

engine::BackupProgressFunction shown_on(ProgressBar& bar) {
  return [&bar](const engine::BackupProgress& backup) {
    engine::Progress progress;
    progress.phase = backup.phase;
    progress.done = backup.items_done;
    progress.total = backup.items_total;
    bar.on_progress(progress);
  };
}

const base::Secret* passphrase_or_null(const base::Secret& passphrase) {
  return passphrase.empty() ? nullptr : &passphrase;
}

std::string sections_to_text(const Invocation& call, const engine::ArchiveManifest& manifest) {
  using Align = engine::TextTable::Align;
  engine::TextTable table({{"collection"}, {"items", Align::right}, {"size", Align::right}});
  for (const auto& section : manifest.sections)
    table.add_row({section.section.collection.name, engine::count_text(section.totals.items),
                   engine::bytes_text(section.totals.item_bytes)});
  return table.render(call.style());
}

std::string manifest_to_json(const engine::ArchiveManifest& manifest) {
  Json collections = Json::array();
  for (const auto& section : manifest.sections)
    collections.push_back({{"collection", section.section.collection.name},
                           {"codec", section.section.codec},
                           {"items", section.totals.items},
                           {"item_bytes", section.totals.item_bytes}});
  const Json json{{"created_at", base::format_rfc3339(manifest.created_ms)},
                  {"source", manifest.source},
                  {"root_hash", model::to_hex(manifest.root_hash)},
                  {"items", manifest.totals().items},
                  {"item_bytes", manifest.totals().item_bytes},
                  {"collections", std::move(collections)}};
  return json_text(json);
}

}  // namespace whimbrel::cli
