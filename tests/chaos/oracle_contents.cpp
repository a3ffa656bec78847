#include "tests/chaos/oracle_contents.hpp"

#include <nlohmann/json.hpp>
#include <optional>

namespace whimbrel::chaos {
namespace {

base::Result<std::map<std::string, std::string>> records_of(stores::Session& session,
                                                            stores::Space space) {
  WHIMBREL_ASSIGN(const auto records, session.list_records(space, "", "", 100'000));
  std::map<std::string, std::string> found;
  for (const stores::Record& record : records) found.emplace(record.key, record.value);
  return found;
}

base::Result<std::map<std::string, std::string>> items_of(stores::Session& session) {
  std::map<std::string, std::string> found;
  stores::ScanRequest request;
  request.collection = collection_name;
  stores::Page page;
  for (bool ended = false; !ended;) {
    page.clear();
    WHIMBREL_ASSIGN(ended, session.scan(request, page));
    for (std::size_t i = 0; i < page.size(); ++i) {
      if (!found.emplace(page[i].key, page[i].bytes).second)
        return base::fail(base::ErrorKind::corrupt, "read twice: " + std::string(page[i].key));
    }
    if (!page.empty()) request.range.after = model::Key{std::string(page[page.size() - 1].key)};
  }
  return found;
}

CountersSeen counters_of(const nlohmann::json& json) {
  return {json.at("scanned"), json.at("changed"), json.at("conflicts"), json.at("skipped"),
          json.at("quarantined")};
}

}  // namespace

base::Result<Contents> read_contents(stores::Store& store) {
  WHIMBREL_ASSIGN(const auto session, store.open_session());
  Contents contents;
  WHIMBREL_ASSIGN(contents.items, items_of(*session));
  WHIMBREL_ASSIGN(contents.ledger, records_of(*session, stores::Space::ledger));
  WHIMBREL_ASSIGN(contents.journal, records_of(*session, stores::Space::journal));
  return contents;
}

base::Result<std::map<std::string, std::string>> read_items(stores::Store& store) {
  WHIMBREL_ASSIGN(const auto session, store.open_session());
  return items_of(*session);
}

RunSeen newest_run(const Contents& contents) {
  RunSeen run;
  for (const auto& [key, value] : contents.ledger) {
    if (!key.starts_with("run/")) continue;
    const auto json = nlohmann::json::parse(value);
    run = {json.at("run_id"), json.at("status"), json.at("run_time_ms"),
           counters_of(json.at("counters"))};
  }
  return run;
}

std::vector<std::string> backups_of_newest_run(const Contents& contents) {
  const auto record = contents.ledger.find("run/" + newest_run(contents).run_id);
  if (record == contents.ledger.end()) return {};
  return nlohmann::json::parse(record->second).at("backups");
}

CheckpointSeen checkpoint_of(const Contents& contents, const std::string& run_id,
                             const std::string& phase) {
  CheckpointSeen seen;
  for (const auto& [key, value] : contents.ledger) {
    if (!key.starts_with("checkpoint/" + run_id + "/" + phase + "/")) continue;
    const auto json = nlohmann::json::parse(value);
    seen = {true, json.at("done"), json.at("journal_next_sequence"), json.at("journal_last_hash"),
            counters_of(json.at("counters"))};
  }
  return seen;
}

}  // namespace whimbrel::chaos
