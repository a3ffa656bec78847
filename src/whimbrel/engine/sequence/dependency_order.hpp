#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "whimbrel/engine/sequence/sequence_step.hpp"

namespace whimbrel::engine {

struct DependencyOrder {
  // Indices of all members: dependencies first, else by id; those that a circle keeps from having a
  // place stand at the end.
  std::vector<std::size_t> order;
  // Each as ids that depend on the next one, the first one repeated at the end.
  std::vector<std::vector<std::string>> circles;
};

// Ids must be unique. Dependencies that are no member are passed over.
DependencyOrder order_by_dependency(const std::vector<SequenceMember>& members);

}  // namespace whimbrel::engine
