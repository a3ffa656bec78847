#pragma once

#include <optional>
#include <string>
#include <vector>

#include "whimbrel/base/secret.hpp"
#include "whimbrel/packs/sparta/inputs/json_service.hpp"

namespace whimbrel::packs::sparta {

// An operator as Sparta's API lists it.
struct ApiOperator {
  std::string discord_id;
  std::string address;  // normal form; empty: it has none
};

// A validator as Sparta's API lists it.
struct ApiValidator {
  std::string address;      // as it is spelled
  std::string operator_id;  // empty: nobody's
  // Decimal digits without leading zeros; empty: it never attested.
  std::string last_attestation_slot;
};

// Reads from Sparta's API, page after page. Lists come in the API's order. An answer that is of
// another shape, names something twice, holds another number than it says, or gives a page token
// again, is invalid_data. Not synchronised.
class ApiClient {
 public:
  // `key` outlives it, like clock and cancellation.
  ApiClient(std::string url, const base::Secret& key, net::HttpOptions options,
            const base::Clock& clock, const base::Cancellation& cancellation);

  // GET /api/operator/operators. Also usage without a key, as in the others.
  base::Result<std::vector<ApiOperator>> operators();
  // The validator set of the chain, spelled as the API does: data.blockchainValidators.validators
  // of GET /api/validator/validators. invalid_data when it is empty, because no chain is without.
  base::Result<std::vector<std::string>> validators_on_chain();
  // data.validators of the same route: those that the API knows, with their operators.
  base::Result<std::vector<ApiValidator>> validators();

 private:
  base::Result<model::Value> get(const std::string& route, const std::string& page_token);
  template <typename ReadPage>
  base::Status read_pages(const std::string& route, const ReadPage& read_page);

  std::string url_;
  const base::Secret& key_;
  JsonService service_;
};

}  // namespace whimbrel::packs::sparta
