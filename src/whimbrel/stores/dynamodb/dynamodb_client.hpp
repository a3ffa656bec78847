#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "whimbrel/aws/credentials_provider.hpp"
#include "whimbrel/base/cancellation.hpp"
#include "whimbrel/base/clock.hpp"
#include "whimbrel/stores/dynamodb/dynamodb_error.hpp"
#include "whimbrel/stores/dynamodb/load_observer.hpp"

namespace whimbrel::stores::dynamodb {

struct ClientOptions {
  std::string region;    // "eu-west-2"; also with an endpoint, as requests are signed for it
  std::string endpoint;  // "http://127.0.0.1:8000"; empty: the region's own
  std::string ca_file;   // certificates to trust in place of the system's; empty: the system's
  std::int64_t connect_timeout_ms = 5'000;
  std::int64_t timeout_ms = 20'000;  // one try, from its start to the last byte
  std::size_t reply_bytes_max = std::size_t{20} << 20;
  // Waits between tries are by chance from 0 to backoff_ms, doubled each time up to the maximum.
  std::int64_t backoff_ms = 50;
  std::int64_t backoff_ms_max = 20'000;
  int tries_max = 8;  // of one call that fails; being throttled does not count
  // How long one call may be throttled before it is given up. Less than the ten minutes in which
  // DynamoDB knows a transaction again by its token.
  std::int64_t throttled_ms_max = 480'000;
};

// Told of what calls cost and how they went; either may be missing. They outlive the client.
struct ClientObservers {
  CapacityMeter* meter = nullptr;
  LoadObserver* load = nullptr;
};

// An answer: JSON text with room behind it for simdjson to read it in place.
struct Reply {
  std::string json;
};

// Speaks DynamoDB's wire protocol: signed, over one connection that is kept, with certificates
// verified and the checksum of every reply checked. Not synchronised: one a thread, sharing one
// provider of credentials. `credentials`, `clock` and `cancellation` outlive it.
class DynamoDbClient {
 public:
  DynamoDbClient(ClientOptions options, aws::CredentialsProvider& credentials,
                 const base::Clock& clock, const base::Cancellation& cancellation,
                 ClientObservers observers = {});
  ~DynamoDbClient();
  DynamoDbClient(DynamoDbClient&&) noexcept;
  DynamoDbClient& operator=(DynamoDbClient&&) noexcept;

  // Calls e.g. "UpdateItem" with its input as a JSON object. Adds what makes the reply say its cost
  // (ReturnConsumedCapacity) and to TransactWriteItems a ClientRequestToken, so leave both out.
  //
  // Throttling, passing failures and transactions cancelled by others' alone are tried again with
  // full jitter. A call that changes something and could do harm twice is not tried again when it
  // may have been done (5xx, connection broken, reply damaged): its error has outcome_unknown. So
  // has that of a call tried several times of which one may have been done.
  // What a batch leaves over (UnprocessedItems, UnprocessedKeys) is the caller's to send again.
  //
  // A write under way is not cut off by a cancellation; waits and reads are.
  DynamoDbResult<Reply> call(std::string_view operation, std::string_view input_json);

  // The same for a write that comes to the same when it is done twice, such as a PutItem without a
  // condition: it is tried again also when it may have been done.
  DynamoDbResult<Reply> call_repeatably(std::string_view operation, std::string_view input_json);

  // Where it sends to: "https://dynamodb.eu-west-2.amazonaws.com/".
  const std::string& endpoint() const noexcept;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace whimbrel::stores::dynamodb
