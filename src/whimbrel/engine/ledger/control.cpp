#include "whimbrel/engine/ledger/control.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "whimbrel/engine/ledger/ledger.hpp"
#include "whimbrel/engine/ledger/record_fields.hpp"

namespace whimbrel::engine {
namespace {

constexpr std::array<std::pair<ControlRequest, std::string_view>, 3> request_names{{
    {ControlRequest::none, "none"},
    {ControlRequest::pause, "pause"},
    {ControlRequest::abort, "abort"},
}};

std::string control_key(std::string_view run_id) { return fmt::format("control/{}", run_id); }

// Only if something is filed, so that a runner may withdraw at no cost.
base::Status withdraw(stores::Session& session, std::string_view key) {
  WHIMBREL_ASSIGN(const auto filed, session.get_record(stores::Space::ledger, key));
  if (!filed) return {};
  stores::RecordWrite write;
  write.kind = stores::RecordWrite::Kind::erase;
  write.space = stores::Space::ledger;
  write.key = key;
  return session.put_record(write, nullptr);
}

base::Status audit_request(Ledger& ledger, const RunRecord& run, ControlRequest request,
                           std::string_view actor, base::UnixMillis now_ms) {
  AuditEvent event;
  event.at_ms = now_ms;
  event.actor = actor;
  event.action = fmt::format("{} requested", to_string(request));
  event.migration_id = run.migration_id;
  event.run_id = run.run_id;
  return ledger.audit(std::move(event), nullptr);
}

}  // namespace

std::string_view to_string(ControlRequest request) noexcept {
  return request_names[static_cast<std::size_t>(request)].second;
}

base::Status request_control(stores::Session& session, std::string_view run_id,
                             ControlRequest request, std::string_view actor,
                             base::UnixMillis now_ms) {
  const std::string key = control_key(run_id);
  if (request == ControlRequest::none) return withdraw(session, key);

  Ledger ledger(session);
  WHIMBREL_ASSIGN(const auto run, ledger.run(run_id));
  if (!run)
    return base::fail(base::ErrorKind::not_found, fmt::format("there is no run {}", run_id),
                      "see the runs there are with `whimbrel history`");
  // The audit first: a crash in between leaves a request that was made and not heard, rather than
  // one that was heard and not on record.
  WHIMBREL_TRY(audit_request(ledger, *run, request, actor, now_ms));
  const std::string value =
      json_line({{"request", to_string(request)}, {"actor", actor}, {"at_ms", now_ms}});
  stores::RecordWrite write;
  write.space = stores::Space::ledger;
  write.key = key;
  write.value = value;
  return session.put_record(write, nullptr);
}

base::Result<ControlRequest> pending_control(stores::Session& session, std::string_view run_id) {
  WHIMBREL_ASSIGN(const auto record,
                  session.get_record(stores::Space::ledger, control_key(run_id)));
  if (!record) return ControlRequest::none;
  RecordFields fields(record->key, record->value);
  const std::string name = fields.text("request");
  for (const auto& [request, request_name] : request_names)
    if (name == request_name) return request;
  fields.reject("request", fmt::format("is \"{}\", which this whimbrel does not know", name));
  WHIMBREL_TRY(fields.status());
  return ControlRequest::none;
}

}  // namespace whimbrel::engine
