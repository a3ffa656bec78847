#include "whimbrel/cli/sequence_context.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "whimbrel/engine/sequence/past_runs.hpp"

namespace whimbrel::cli {
namespace {

using engine::PastRun;
using engine::SequenceMember;
using Names = std::set<std::string, std::less<>>;

SequenceMember member_of(const CatalogueEntry& entry) {
  SequenceMember member;
  member.id = entry.id;
  member.source = entry.source;
  member.fault = entry.fault;
  if (entry.migration == nullptr) return member;
  const engine::MigrationInfo& info = entry.migration->info();
  member.checksum = entry.migration->checksum();
  member.depends_on = info.depends_on;
  member.collections = info.inserts_into;
  member.collections.insert(member.collections.begin(), info.collection);
  member.undoable = info.undoable;
  member.by_name_only = entry.by_name_only;
  member.alone =
      !entry.migration->actions_before().empty() || !entry.migration->actions_after().empty();
  return member;
}

// Built-in ones that nothing asks for are none of this store's business.
std::vector<SequenceMember> members_for(const MigrationCatalogue& catalogue,
                                        const Names& collections, Names wanted) {
  std::vector<SequenceMember> members;
  for (const CatalogueEntry& entry : catalogue.entries())
    if (!entry.is_built_in() || collections.contains(entry.migration->info().collection))
      wanted.insert(entry.id);
  for (std::size_t before = 0; before != wanted.size();) {
    before = wanted.size();
    for (const CatalogueEntry& entry : catalogue.entries())
      if (entry.migration != nullptr && wanted.contains(entry.id))
        for (const std::string& id : entry.migration->info().depends_on) wanted.insert(id);
  }
  for (const CatalogueEntry& entry : catalogue.entries())
    if (wanted.contains(entry.id)) members.push_back(member_of(entry));
  return members;
}

}  // namespace

base::Result<engine::Sequence> sequence_on(const MigrationCatalogue& catalogue,
                                           stores::Store& store, const std::string& asked_for) {
  WHIMBREL_ASSIGN(const auto session, store.open_session());
  WHIMBREL_ASSIGN(const std::vector<PastRun> runs, engine::past_runs(*session));
  WHIMBREL_ASSIGN(const auto collections, store.collections());
  Names there, known{asked_for};
  for (const auto& collection : collections) there.insert(collection.spec.name);
  for (const PastRun& run : runs) known.insert(run.record.migration_id);
  return engine::Sequence(members_for(catalogue, there, std::move(known)), runs);
}

engine::Sequence sequence_of(const MigrationCatalogue& catalogue) {
  return {members_for(catalogue, {}, {}), {}};
}

base::Result<std::unique_ptr<SequenceContext>> SequenceContext::open(const Invocation& call,
                                                                     TargetUse use) {
  WHIMBREL_ASSIGN(auto catalogue, MigrationCatalogue::load(call));
  WHIMBREL_ASSIGN(auto target, TargetAccess::open(call, use));
  std::unique_ptr<SequenceContext> context(
      new SequenceContext(std::move(catalogue), std::move(target)));
  WHIMBREL_ASSIGN(context->sequence_, sequence_on(context->catalogue_, context->target_->store()));
  return context;
}

SequenceContext::SequenceContext(MigrationCatalogue catalogue, std::unique_ptr<TargetAccess> target)
    : catalogue_(std::move(catalogue)), target_(std::move(target)) {}

const engine::Migration& SequenceContext::migration_of(const engine::SequenceStep& step) const {
  const auto& entries = catalogue_.entries();
  return *std::find_if(entries.begin(), entries.end(), [&](const CatalogueEntry& entry) {
            return entry.id == step.member.id;
          })->migration;
}

base::Result<std::string> SequenceContext::id_of(const std::optional<std::string>& name) const {
  if (!name) return std::string();
  WHIMBREL_ASSIGN(const CatalogueEntry* entry, catalogue_.find(*name));
  return entry->id;
}

std::string SequenceContext::command(std::string_view what) const {
  return fmt::format("whimbrel {}{} --target {}", what, catalogue_.command_options(),
                     target_->spec().shown());
}

}  // namespace whimbrel::cli
