#pragma once

#include <utility>

#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// Runs `body` (a callable that gives a base::Status) between begin and commit where the store has
// transactions, plainly where it has none. A failing body is rolled back; if even that fails, the
// error says both.
template <typename Body>
base::Status in_transaction(stores::Session& session, const stores::Capabilities& capabilities,
                            Body&& body) {
  if (!capabilities.transactions) return std::forward<Body>(body)();
  WHIMBREL_TRY(session.begin());
  base::Status done = std::forward<Body>(body)();
  if (done) return session.commit();
  if (const auto undone = session.rollback(); !undone) {
    return base::fail_in(
        "rolling the transaction back failed too (" + undone.error().describe() + ")",
        std::move(done).error());
  }
  return done;
}

}  // namespace whimbrel::engine
