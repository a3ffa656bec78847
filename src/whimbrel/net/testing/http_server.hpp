#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "whimbrel/base/owned_descriptor.hpp"

namespace whimbrel::net::testing {

// A request as it came in.
struct SeenRequest {
  std::string method;
  std::string target;   // "/path?query"
  std::string headers;  // the lines after the first
  std::string body;

  // The value of the header, whatever the case of its name; empty when there is none.
  std::string header(const std::string& name) const;
};

struct ServerAnswer {
  int status = 200;
  std::string body = {};
  std::string headers = {};  // more lines, each with its "\r\n"
  std::int64_t delay_ms = 0;
  // Bytes of the answer after which the connection is cut; below 0: it is not.
  std::int64_t cut_after_bytes = -1;
  // The next request may come on the same connection; meanwhile no other connection is served.
  bool keeps_connection = false;
};

// An HTTP server on a free port of 127.0.0.1, for tests. Ends with this.
class HttpServer {
 public:
  // Called on the server's thread with each request and how many came before.
  using Handler = std::function<ServerAnswer(const SeenRequest&, std::size_t count_before)>;

  explicit HttpServer(Handler handler);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::string url(const std::string& target = "/") const;
  int port() const noexcept { return port_; }
  std::vector<SeenRequest> requests() const;

 private:
  void serve();
  // Whether the connection may bring another request.
  bool answer_one(int connection);

  Handler handler_;
  base::OwnedDescriptor listener_;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::vector<SeenRequest> requests_;
  std::thread thread_;
};

}  // namespace whimbrel::net::testing
