#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "tests/chaos/crash_world.hpp"
#include "tests/chaos/oracle.hpp"

namespace whimbrel::chaos {

struct ProcessOptions {
  std::uint32_t batch_items_max = 7;
  // Takes a backup into this folder first; empty: none.
  std::string backup_directory;
  // Starts the log over between batches, as a long run does.
  bool maintains = false;
  // The first batch, once committed, waits for the engine's own maintenance, which fails with this.
  std::optional<base::Error> maintenance_failure;
  // Called when the run has returned, before the process ends.
  std::function<void()> before_closing;
  // Sees the log of writes from the start on, for observers.
  std::function<void(std::function<WritesSeen()>)> expose_writes;
};

// How one process fared.
struct Outcome {
  std::optional<base::Error> error;  // none: it said that the goal is reached
  // Of `maintains`, the first.
  std::optional<base::Error> maintenance_error;
  WritesSeen writes;
  double seconds = 0;

  std::string describe() const { return error ? error->describe() : "succeeded"; }
};

// One process, from opening the store to its end: looks into the ledger where the migration stands
// and does what an operator would, up, resume or down, until `goal` is reached.
Outcome run_process(World& world, Goal goal, const ProcessOptions& options = {});

// Reads everything, as a process of its own.
base::Result<Contents> look(World& world);

// The same migration applied once more must be refused and change nothing; what is wrong otherwise.
std::string judge_second_apply(World& world);

}  // namespace whimbrel::chaos
