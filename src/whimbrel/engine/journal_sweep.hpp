#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/journal/journal_reader.hpp"
#include "whimbrel/engine/run_options.hpp"

namespace whimbrel::engine {

// What one thread does with journal entries and the items they name.
class EntryVisitor {
 public:
  virtual ~EntryVisitor() = default;
  // `current` is the item as it is (readable padding behind it), nullopt when there is none.
  virtual base::Status visit(const JournalEntry& entry,
                             std::optional<std::string_view> current) = 0;
};

// Reads the journal of one segment of a run once, in order, and the items of its entries side by
// side on `threads` threads, each with a visitor of its own from `make_visitor` (called on the
// calling thread). Progress is told from the calling thread under `phase`, a literal.
base::Status sweep_journal(const RunEnvironment& environment, const std::string& run_id,
                           std::uint32_t segment, std::uint32_t threads, std::string_view phase,
                           const std::function<base::Result<EntryVisitor*>()>& make_visitor);

}  // namespace whimbrel::engine
