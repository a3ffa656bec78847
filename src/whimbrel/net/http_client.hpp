#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/cancellation.hpp"
#include "whimbrel/base/clock.hpp"
#include "whimbrel/base/result.hpp"

namespace whimbrel::net {

struct HttpHeader {
  std::string name;
  std::string value;
};

// What a request to AWS is signed with (Signature Version 4), by curl. Not kept beyond send().
struct AwsSigning {
  std::string_view region;
  std::string_view service;  // "dynamodb", "sts"
  std::string_view access_key_id;
  std::string_view secret_access_key;
  std::string_view session_token;  // sent along as X-Amz-Security-Token; empty: none
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;  // http: or https:
  std::vector<HttpHeader> headers;
  std::string body;
  // Whether sending it twice does what sending it once does; nullopt: as its method says (GET,
  // HEAD, PUT, DELETE and OPTIONS do).
  std::optional<bool> idempotent = std::nullopt;
  std::optional<AwsSigning> aws_signing = std::nullopt;
  // Whether a cancellation cuts it off when it is under way.
  bool may_be_cut_off = true;
};

struct HttpResponse {
  int status = 0;
  std::vector<HttpHeader> headers;
  std::string body;

  bool is_success() const noexcept { return status >= 200 && status < 300; }
  // The first of that name, whatever its case; nullptr when there is none.
  const std::string* find_header(std::string_view name) const;
};

struct HttpOptions {
  std::int64_t connect_timeout_ms = 10'000;
  // For one try, from its start to the last byte.
  std::int64_t timeout_ms = 30'000;
  std::size_t body_bytes_max = std::size_t{16} << 20;
  // 0: a redirection is an answer like any other. Headers go along to wherever it leads, except
  // Authorization and Cookie, which stay with their host.
  int redirects_max = 0;
  int tries_max = 4;
  // The wait before the second try; doubled each time up to the maximum, less up to half of it by
  // chance. A longer Retry-After of the server is honoured up to the same maximum.
  std::int64_t backoff_ms = 500;
  std::int64_t backoff_ms_max = 20'000;
  // A file of certificates to trust in place of the system's; empty: the system's.
  std::string ca_file;
  bool uses_proxy = true;  // the environment's, if it names one for the host
};

// Speaks HTTP to one service after the other. Certificates are always verified; proxies are those
// of the environment (https_proxy, no_proxy), as curl has them. Connections are kept and used
// again. Not synchronised: one a thread. `clock` and `cancellation` outlive it.
class HttpClient {
 public:
  HttpClient(HttpOptions options, const base::Clock& clock, const base::Cancellation& cancellation);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // Sends it and gives the answer, whatever its status. Answers 429 and 503 are tried again for
  // every request, as the server did not do it; connections that fail or break, and 500, 502 and
  // 504, for idempotent ones, and no other request is sent twice. The last try counts.
  //
  // usage for a URL that is none; unavailable when there is no answer in time; permission when the
  // server's certificate does not hold; refused when the answer is larger than the limit;
  // cancelled. No error holds a header, a body, or what stands in the URL behind '?' or before '@'.
  base::Result<HttpResponse> send(const HttpRequest& request);

  // Whether the last try of send() got as far as a connection on which to send the request. If not,
  // the server certainly did not do it.
  bool last_try_was_sent() const noexcept { return last_try_was_sent_; }

  // Closes the connections that are kept, as after an answer that cannot have been to what was
  // asked: what else comes on that connection is not to be trusted.
  void drop_connections();

 private:
  struct Handle;

  base::Result<HttpResponse> try_once(const HttpRequest& request);
  base::Status wait_before_retry(int tries_made, const HttpResponse* response);

  HttpOptions options_;
  const base::Clock& clock_;
  const base::Cancellation& cancellation_;
  std::unique_ptr<Handle> handle_;
  bool last_try_was_sent_ = false;
};

// The URL without what may be secret in it, for messages: "https://api.example.org/v1/jobs?…".
std::string shown_url(std::string_view url);

}  // namespace whimbrel::net
