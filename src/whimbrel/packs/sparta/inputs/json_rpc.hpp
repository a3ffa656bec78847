#pragma once

#include <string>
#include <string_view>

#include "whimbrel/packs/sparta/inputs/json_service.hpp"

namespace whimbrel::packs::sparta {

// Calls a node by JSON-RPC 2.0; only to read. Not synchronised.
class JsonRpc {
 public:
  // `setting` is the environment variable that names the node.
  JsonRpc(std::string url, std::string setting, net::HttpOptions options, const base::Clock& clock,
          const base::Cancellation& cancellation);

  // The `result` of the call; `params` is a JSON list. unsupported when the node has no such
  // method; unavailable when it answers with another error, which is told; invalid_data when its
  // answer is not one to this call; else as JsonService::ask.
  base::Result<model::Value> call(std::string_view method, std::string_view params);

  const ReplySource& source() const noexcept { return service_.source(); }

 private:
  base::Error error_of(const ReplyNode& error, std::string_view method) const;

  std::string url_;
  std::string setting_;
  JsonService service_;
  std::uint64_t calls_ = 0;
};

}  // namespace whimbrel::packs::sparta
