#include "whimbrel/cli/native_backup_output.hpp"

#include <fmt/format.h>

#include "whimbrel/engine/report/figures.hpp"
#include "whimbrel/engine/report/text_table.hpp"

namespace whimbrel::cli {

using stores::NativeBackup;

std::string native_backups_to_text(const Invocation& call,
                                   const std::vector<NativeBackup>& backups) {
  using Align = engine::TextTable::Align;
  engine::TextTable table({{"collection", Align::left, 80},
                           {"backup", Align::left, 255},
                           {"made"},
                           {"size", Align::right},
                           {"status"}});
  for (const NativeBackup& backup : backups)
    table.add_row({backup.collection, backup.name, engine::time_text(backup.created_ms),
                   engine::bytes_text(backup.bytes), backup.status});
  return table.render(call.style());
}

Json native_backups_to_json(const std::vector<NativeBackup>& backups) {
  Json list = Json::array();
  for (const NativeBackup& backup : backups)
    list.push_back({{"id", backup.id},
                    {"name", backup.name},
                    {"collection", backup.collection},
                    {"created_at", base::format_rfc3339(backup.created_ms)},
                    {"items", backup.items},
                    {"bytes", backup.bytes},
                    {"status", backup.status}});
  return list;
}

std::string restored_name(const NativeBackup& backup) {
  constexpr std::size_t table_name_max = 255;
  constexpr std::string_view ending = "-restored";
  return backup.collection.substr(0, table_name_max - ending.size()) + std::string(ending);
}

RestoreCommands restore_commands(const stores::NativeBackups& backups, const NativeBackup& backup,
                                 const TargetSpec& target) {
  const std::string into = restored_name(backup);
  return {fmt::format("whimbrel backup restore {} --target {} --into {}", backup.id, target.shown(),
                      into),
          backups.restore_command(backup.id, into)};
}

}  // namespace whimbrel::cli
