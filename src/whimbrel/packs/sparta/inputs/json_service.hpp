#pragma once

#include <string>

#include "whimbrel/model/value.hpp"
#include "whimbrel/net/http_client.hpp"
#include "whimbrel/packs/sparta/inputs/reply_node.hpp"

namespace whimbrel::packs::sparta {

// Bounds for the services that a plan asks. An answer past 64 MiB is refused.
net::HttpOptions service_options();

// Asks a web service and reads its answer as JSON. Not synchronised: one a thread. `clock` and
// `cancellation` outlive it.
class JsonService {
 public:
  // `setting` is the environment variable that names the service, for remedies.
  JsonService(std::string setting, net::HttpOptions options, const base::Clock& clock,
              const base::Cancellation& cancellation);

  // What the service answers. unavailable when it does not in time, or answers with an error;
  // permission when it wants another key or its certificate does not hold; not_found when there is
  // no such route; invalid_data when the answer is empty, cut, or no JSON; refused when it is too
  // large; cancelled. Each names the URL without what may be secret in it.
  base::Result<model::Value> ask(const net::HttpRequest& request);

  // Of the last question.
  const ReplySource& source() const noexcept { return source_; }

 private:
  base::Status check_status(const net::HttpResponse& response) const;

  ReplySource source_;
  net::HttpClient client_;
};

}  // namespace whimbrel::packs::sparta
