#include <fmt/format.h>

#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/json_text.hpp"
#include "whimbrel/cli/migration_catalogue.hpp"
#include "whimbrel/cli/target_access.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/engine/ledger/audit_event.hpp"
#include "whimbrel/engine/ledger/ledger.hpp"
#include "whimbrel/engine/report/figures.hpp"
#include "whimbrel/engine/report/report_json.hpp"
#include "whimbrel/engine/report/text_table.hpp"

namespace whimbrel::cli {
namespace {

using engine::AuditEvent;
using engine::RunRecord;
using engine::TextTable;

constexpr VerbInfo history_info{
    "history", "Run a migration", "what was run on a target, by whom, and how it ended",
    "The runs of one migration, or of all. --events lists every state change; --verify holds the\n"
    "whole chain of them, hash by hash, and finds an entry that was edited, lost or put in.",
    "whimbrel history --target sqlite:wallet.db\n"
    "whimbrel history --verify --target sqlite:wallet.db"};

constexpr std::uint64_t listed_max = 100'000;

class HistoryVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return history_info; }

  void declare(OptionSet& options) override {
    declare_optional_migration(options, migration_id_, "only this one's");
    options.flag(verify_, "--verify", "hold the audit chain, hash by hash");
    options.flag(events_, "--events", "list every state change");
    options.number(limit_, "--limit", "how many are listed, the newest (50)", 1, listed_max);
    options.settings({SettingId::target});
  }

  base::Result<Outcome> run(Invocation& call) override {
    WHIMBREL_ASSIGN(const auto target, TargetAccess::open(call, TargetUse::read));
    WHIMBREL_ASSIGN(const auto session, target->store().open_session());
    if (migration_id_) WHIMBREL_TRY(find_migration(call, *session));
    if (verify_) return verify(call, *session);
    return events_ ? list_events(call, *session) : list_runs(call, *session);
  }

 private:
  // What ran here has a history also when its recipe is gone.
  base::Status find_migration(const Invocation& call, stores::Session& session) {
    WHIMBREL_ASSIGN(const auto ran, engine::Ledger(session).latest_run(*migration_id_));
    if (ran) return {};
    WHIMBREL_ASSIGN(const auto catalogue, MigrationCatalogue::load_for(call, *migration_id_));
    WHIMBREL_ASSIGN(const CatalogueEntry* entry, catalogue.find(*migration_id_));
    migration_id_ = entry->id;
    return {};
  }

  static base::Result<Outcome> verify(const Invocation& call, stores::Session& session) {
    WHIMBREL_ASSIGN(const engine::AuditVerdict verdict, engine::verify_audit_chain(session));
    Outcome outcome{
        json_text(Json{{"intact", verdict.intact()},
                       {"entries", verdict.entries},
                       {"broken_at", verdict.intact() ? Json(nullptr) : Json(verdict.broken_at)},
                       {"reason", verdict.reason}})};
    if (verdict.intact()) {
      call.print(fmt::format("{} {} in the chain, each as it was written.\n",
                             call.style().passed_mark(),
                             engine::counted(verdict.entries, "entry")));
      return outcome;
    }
    outcome.failure = base::Error(
        base::ErrorKind::corrupt,
        fmt::format("the audit chain is broken at entry {}: {}", verdict.broken_at, verdict.reason),
        "keep a copy of the store as it is, and find out who could write to it; entries before "
        "that one are as they were written");
    return outcome;
  }

  base::Result<Outcome> list_runs(const Invocation& call, stores::Session& session) const {
    WHIMBREL_ASSIGN(const auto runs,
                    engine::Ledger(session).runs(migration_id_.value_or(""), limit_));
    using Align = TextTable::Align;
    TextTable table({{"run", Align::left, 80},
                     {"status"},
                     {"started"},
                     {"took", Align::right},
                     {"changed", Align::right},
                     {"left alone", Align::right},
                     {"by"}});
    Json list = Json::array();
    for (const RunRecord& run : runs) {
      table.add_row(
          {run.run_id, run.baseline ? "baselined" : std::string(to_string(run.status)),
           engine::time_text(run.started_ms),
           run.finished_ms ? engine::duration_text(*run.finished_ms - run.started_ms) : "",
           engine::count_text(run.counters.changed), engine::count_text(run.counters.quarantined),
           run.started_by});
      list.push_back(parsed_json(engine::run_to_json(run)));
    }
    call.print(runs.empty() ? "Nothing was run here yet.\n" : table.render(call.style(), 0));
    return Outcome{json_text(Json{{"runs", std::move(list)}})};
  }

  base::Result<Outcome> list_events(const Invocation& call, stores::Session& session) const {
    WHIMBREL_ASSIGN(const auto events, newest_events(session));
    TextTable table({{"", TextTable::Align::right},
                     {"at"},
                     {"what"},
                     {"run", TextTable::Align::left, 80},
                     {"by"},
                     {"", TextTable::Align::left, 120}});
    Json list = Json::array();
    for (const AuditEvent& event : events) {
      table.add_row({std::to_string(event.sequence), base::format_rfc3339(event.at_ms),
                     event.action, event.run_id, event.actor, event.detail});
      list.push_back({{"sequence", event.sequence},
                      {"at", base::format_rfc3339(event.at_ms)},
                      {"action", event.action},
                      {"migration_id", event.migration_id},
                      {"run_id", event.run_id},
                      {"actor", event.actor},
                      {"detail", event.detail},
                      {"hash", event.hash}});
    }
    call.print(events.empty() ? "Nothing happened here yet.\n" : table.render(call.style(), 0));
    return Outcome{json_text(Json{{"events", std::move(list)}})};
  }

  // The chain is read from its start; only the newest entries of what was asked for are kept.
  base::Result<std::vector<AuditEvent>> newest_events(stores::Session& session) const {
    constexpr std::size_t page_entries_max = 1'000;
    std::vector<AuditEvent> newest;
    for (std::uint64_t after = 0;;) {
      WHIMBREL_ASSIGN(auto page, engine::read_audit(session, after, page_entries_max));
      if (page.empty()) return newest;
      after = page.back().sequence;
      for (AuditEvent& event : page)
        if (!migration_id_ || event.migration_id == *migration_id_)
          newest.push_back(std::move(event));
      if (newest.size() > limit_)
        newest.erase(newest.begin(), newest.end() - static_cast<std::ptrdiff_t>(limit_));
    }
  }

  std::optional<std::string> migration_id_;
  bool verify_ = false;
  bool events_ = false;
  std::uint64_t limit_ = 50;
};

}  // namespace

std::unique_ptr<Verb> make_history_verb() { return std::make_unique<HistoryVerb>(); }

}  // namespace whimbrel::cli
