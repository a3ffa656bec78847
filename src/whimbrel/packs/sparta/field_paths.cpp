#include "whimbrel/packs/sparta/field_paths.hpp"

namespace whimbrel::packs::sparta {

const OperatorPaths& OperatorPaths::get() {
  static const OperatorPaths paths;
  return paths;
}

const ValidatorPaths& ValidatorPaths::get() {
  static const ValidatorPaths paths;
  return paths;
}

const HistoryPaths& HistoryPaths::get() {
  static const HistoryPaths paths;
  return paths;
}

const NetworkStatsPaths& NetworkStatsPaths::get() {
  static const NetworkStatsPaths paths;
  return paths;
}

}  // namespace whimbrel::packs::sparta
