#include "whimbrel/engine/ledger/control.hpp"

#include <array>
#include <utility>

#include "whimbrel/engine/ledger/ledger.hpp"

namespace whimbrel::engine {
namespace {

constexpr std::array<std::pair<ControlRequest, std::string_view>, 3> request_names{{
    {ControlRequest::none, "none"},
    {ControlRequest::pause, "pause"},
    {ControlRequest::abort, "abort"},
}};

std::string control_key(std::string_view run_id) { return "control/" + std::string(run_id); }

// Only what the operator does is worth an audit entry: the runner withdrawing what it carried out is
// audited as the change of status that it made.
base::Status audit_request(stores::Session& session, std::string_view run_id,
                           ControlRequest request, std::string_view actor,
                           base::UnixMillis now_ms) {
  AuditEvent event;
  event.at_ms = now_ms;
  event.actor = actor;
  event.action = std::string(to_string(request)) + " requested";
  event.run_id = run_id;
  return Ledger(session).audit(std::move(event), nullptr);
}

}  // namespace

std::string_view to_string(ControlRequest request) noexcept {
  return request_names[static_cast<std::size_t>(request)].second;
}

base::Status request_control(stores::Session& session, std::string_view run_id,
                             ControlRequest request, std::string_view actor,
                             base::UnixMillis now_ms) {
  const std::string key = control_key(run_id);
  stores::RecordWrite write;
  write.space = stores::Space::ledger;
  write.key = key;
  write.value = to_string(request);
  if (request == ControlRequest::none) {
    WHIMBREL_ASSIGN(const auto filed, session.get_record(stores::Space::ledger, key));
    if (!filed) return {};
    write.kind = stores::RecordWrite::Kind::erase;
    return session.put_record(write, nullptr);
  }
  WHIMBREL_TRY(session.put_record(write, nullptr));
  return audit_request(session, run_id, request, actor, now_ms);
}

base::Result<ControlRequest> pending_control(stores::Session& session, std::string_view run_id) {
  const std::string key = control_key(run_id);
  WHIMBREL_ASSIGN(const auto record, session.get_record(stores::Space::ledger, key));
  if (!record) return ControlRequest::none;
  for (const auto& [request, name] : request_names)
    if (name == record->value) return request;
  return base::fail(base::ErrorKind::corrupt,
                    "ledger record " + key + " holds no request: " + record->value,
                    "file the request again with `whimbrel pause` or `whimbrel abort`");
}

}  // namespace whimbrel::engine
