#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "whimbrel/recipes/change/change.hpp"
#include "whimbrel/recipes/change/convert_change.hpp"
#include "whimbrel/recipes/change/copy_to_change.hpp"
#include "whimbrel/recipes/change/default_change.hpp"
#include "whimbrel/recipes/change/delete_change.hpp"
#include "whimbrel/recipes/change/increment_change.hpp"
#include "whimbrel/recipes/change/jq_change.hpp"
#include "whimbrel/recipes/change/lookup_change.hpp"
#include "whimbrel/recipes/change/map_change.hpp"
#include "whimbrel/recipes/change/rekey_change.hpp"
#include "whimbrel/recipes/change/rename_change.hpp"
#include "whimbrel/recipes/change/run_change.hpp"
#include "whimbrel/recipes/change/set_change.hpp"
#include "whimbrel/recipes/change/unset_change.hpp"
#include "whimbrel/recipes/document/node_reader.hpp"

namespace whimbrel::recipes {
namespace {

struct ChangeKind {
  std::string_view name;
  std::unique_ptr<Change> (*compile)(const Node&, const CompileContext&, Findings&);
};

constexpr std::array change_kinds{
    ChangeKind{"set", compile_set},         ChangeKind{"unset", compile_unset},
    ChangeKind{"rename", compile_rename},   ChangeKind{"increment", compile_increment},
    ChangeKind{"convert", compile_convert}, ChangeKind{"default", compile_default},
    ChangeKind{"map", compile_map},         ChangeKind{"jq", compile_jq},
    ChangeKind{"lookup", compile_lookup},   ChangeKind{"run", compile_run},
    ChangeKind{"copy_to", compile_copy_to}, ChangeKind{"rekey", compile_rekey},
    ChangeKind{"delete", compile_delete},
};

std::unique_ptr<Change> unknown_change(const Node& key, Findings& findings) {
  std::vector<std::string_view> names;
  for (const ChangeKind& kind : change_kinds) names.push_back(kind.name);
  findings.error("unknown-change", key.place(), fmt::format("there is no change {}", key.text()),
                 nearest_remedy(key.text(), names));
  return nullptr;
}

}  // namespace

std::unique_ptr<Change> compile_change(const Node& step, const CompileContext& context,
                                       Findings& findings) {
  if (!step.is_map() || step.entries().size() != 1) {
    wrong_type(step, "a step of change", "one change", "write - set: { status: open }", findings);
    return nullptr;
  }
  const NodeEntry& entry = step.entries().front();
  const auto kind = std::ranges::find(change_kinds, entry.key.text(), &ChangeKind::name);
  if (kind == change_kinds.end()) return unknown_change(entry.key, findings);
  return kind->compile(entry.value, context, findings);
}

}  // namespace whimbrel::recipes
