#pragma once

#include <cstdint>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/run_options.hpp"
#include "whimbrel/packs/wallet/token_fields.hpp"
#include "whimbrel/packs/wallet/token_generator.hpp"

namespace whimbrel::packs::wallet {

struct GeneratedTokens {
  std::uint64_t items = 0;
  std::uint64_t bytes = 0;
  std::uint64_t melted_unspent = 0;
  std::int64_t duration_ms = 0;
};

// Fills a collection, which it makes if there is none, with made-up tokens:
// `whimbrel generate wallet`. In batches, each durable at once where the store has transactions.
// refused when a key is there already (the batches before it stay); cancelled likewise; usage for a
// share outside 0 … 1; unsupported when the store does not keep Extended JSON; the store's own.
base::Result<GeneratedTokens> generate_tokens(const engine::RunEnvironment& environment,
                                              const TokenGeneratorOptions& options,
                                              std::string_view collection = tokens_collection);

}  // namespace whimbrel::packs::wallet
