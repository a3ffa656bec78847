#pragma once

#include <map>
#include <string>

#include "whimbrel/base/cancellation.hpp"
#include "whimbrel/base/clock.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// An answer from outside the store (an API's, a chain's, a file's), taken once and kept.
struct PinnedDocument {
  std::string content;
  std::string sha256;  // hex
  base::UnixMillis fetched_ms = 0;
};

// Everything a transformation may depend on besides the item: pinned in the plan, the same for
// every batch, every resume and the verification. There is no other clock inside a run.
struct PinnedInputs {
  base::UnixMillis run_time_ms = 0;
  std::map<std::string, PinnedDocument> documents;  // by name
};

// What pinning works with; everything outlives the call.
struct PinContext {
  stores::Store& store;
  const base::Clock& clock;
  const base::Cancellation& cancellation;
  // TEST_MODE: a small part of what there is will do.
  bool test_mode = false;
};

}  // namespace whimbrel::engine
