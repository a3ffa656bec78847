#include "whimbrel/cli/store_audit.hpp"

#include "whimbrel/cli/actor.hpp"
#include "whimbrel/engine/ledger/ledger.hpp"

namespace whimbrel::cli {

base::Status audit_store_event(const Invocation& call, stores::Store& store,
                               std::string_view action, std::string detail) {
  WHIMBREL_ASSIGN(const auto session, store.open_session());
  engine::AuditEvent event;
  event.at_ms = call.clock().now_ms();
  event.actor = actor_of(call.environment());
  event.action = action;
  event.detail = std::move(detail);
  return engine::Ledger(*session).audit(std::move(event), nullptr);
}

}  // namespace whimbrel::cli
