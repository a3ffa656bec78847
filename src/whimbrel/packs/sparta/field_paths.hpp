#pragma once

#include "whimbrel/model/path.hpp"

// The names of Sparta's fields, in one place. Times are milliseconds since 1970 as numbers.
namespace whimbrel::packs::sparta {

struct OperatorPaths {
  model::Path discord_id{{"discordId"}};
  model::Path address{{"address"}};
  model::Path discord_username{{"discordUsername"}};
  model::Path wallet_address{{"walletAddress"}};
  model::Path is_approved{{"isApproved"}};
  model::Path was_slashed{{"wasSlashed"}};
  model::Path validators{{"validators"}};
  model::Path created_at{{"createdAt"}};
  model::Path updated_at{{"updatedAt"}};

  static const OperatorPaths& get();
};

struct ValidatorPaths {
  model::Path validator_address{{"validatorAddress"}};
  // Whose it is: the operator's discordId, from migration 08 on its address.
  model::Path node_operator_id{{"nodeOperatorId"}};
  // A whole number, written as text.
  model::Path last_attestation_slot{{"lastAttestationSlot"}};
  model::Path was_slashed{{"wasSlashed"}};
  model::Path created_at{{"createdAt"}};
  model::Path updated_at{{"updatedAt"}};

  static const ValidatorPaths& get();
};

struct HistoryPaths {
  model::Path validator_address{{"validatorAddress"}};
  model::Path slot{{"slot"}};
  model::Path status{{"status"}};
  model::Path timestamp{{"timestamp"}};

  static const HistoryPaths& get();
};

struct NetworkStatsPaths {
  model::Path epoch_number{{"epochNumber"}};
  model::Path timestamp{{"timestamp"}};

  static const NetworkStatsPaths& get();
};

}  // namespace whimbrel::packs::sparta
