#include "whimbrel/net/http_client.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <mutex>
#include <random>

namespace whimbrel::net {
namespace {

using base::ErrorKind;

constexpr std::size_t header_bytes_max = 256 * 1024;
// How long a request to stop may go unnoticed in a wait between two tries.
constexpr std::int64_t look_up_ms = 50;

struct SlistDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, SlistDeleter>;

void start_curl() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

// What one try receives.
struct Reception {
  HttpResponse response;
  std::size_t body_bytes_max;
  std::size_t header_bytes = 0;
  bool too_large = false;
  const base::Cancellation* cancellation;  // nullptr: it is heard to the end
  bool may_send_twice = false;
  bool was_sent = false;
  // Since the last line of an answer; curl sends again when a kept connection turns out dead.
  int sendings = 0;
};

std::size_t on_body(const char* bytes, std::size_t, std::size_t count, void* user) {
  auto& reception = *static_cast<Reception*>(user);
  if (reception.response.body.size() + count > reception.body_bytes_max) {
    reception.too_large = true;
    return 0;
  }
  reception.response.body.append(bytes, count);
  return count;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r' || text.back() == '\n'))
    text.remove_suffix(1);
  return text;
}

std::size_t on_header(const char* bytes, std::size_t, std::size_t count, void* user) {
  auto& reception = *static_cast<Reception*>(user);
  const std::string_view line(bytes, count);
  reception.header_bytes += count;
  if (reception.header_bytes > header_bytes_max) {
    reception.too_large = true;
    return 0;
  }
  // Those of an answer before this one, a redirection or "100 Continue", are none of this one's.
  if (line.starts_with("HTTP/")) {
    reception.response.headers.clear();
    reception.sendings = 0;
  } else if (const std::size_t colon = line.find(':'); colon != std::string_view::npos) {
    reception.response.headers.push_back({std::string(trimmed(line.substr(0, colon))),
                                          std::string(trimmed(line.substr(colon + 1)))});
  }
  return count;
}

int on_progress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const base::Cancellation* cancellation = static_cast<Reception*>(user)->cancellation;
  return cancellation != nullptr && cancellation->requested() ? 1 : 0;
}

// Called with a connection at hand, before the request goes out on it. A kept connection that broke
// before a byte of an answer came may have broken after the server did what it was asked.
int on_sending(void* user, char*, char*, int, int) {
  auto& reception = *static_cast<Reception*>(user);
  reception.was_sent = true;
  const bool again = ++reception.sendings > 1;
  return again && !reception.may_send_twice ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

ErrorKind kind_of(CURLcode code) {
  switch (code) {
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
      return ErrorKind::usage;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CERTPROBLEM:
      return ErrorKind::permission;
    default:
      return ErrorKind::unavailable;
  }
}

// curl's own words name no header and no body; its longer text may hold the URL, so it is not used.
base::Error error_of(CURLcode code, const HttpRequest& request) {
  const ErrorKind kind = kind_of(code);
  const char* const remedy = kind == ErrorKind::usage ? "write an http: or https: URL"
                             : kind == ErrorKind::permission
                                 ? "give the server a certificate that the system trusts"
                                 : "check that the service is up and reachable from here";
  return {
      kind,
      fmt::format("{} {}: {}", request.method, shown_url(request.url), curl_easy_strerror(code)),
      remedy};
}

bool is_idempotent(const HttpRequest& request) {
  if (request.idempotent) return *request.idempotent;
  static constexpr std::array<std::string_view, 5> methods{"GET", "HEAD", "PUT", "DELETE",
                                                           "OPTIONS"};
  return std::find(methods.begin(), methods.end(), request.method) != methods.end();
}

bool may_retry(const HttpRequest& request, const base::Result<HttpResponse>& answer) {
  if (!answer) return answer.error().kind() == ErrorKind::unavailable && is_idempotent(request);
  // The server says that it did not do it.
  if (answer->status == 429 || answer->status == 503) return true;
  return is_idempotent(request) &&
         (answer->status == 500 || answer->status == 502 || answer->status == 504);
}

std::int64_t retry_after_ms(const HttpResponse* response, base::UnixMillis now_ms) {
  const std::string* text = response == nullptr ? nullptr : response->find_header("Retry-After");
  if (text == nullptr) return 0;
  std::int64_t seconds = 0;
  const auto read = std::from_chars(text->data(), text->data() + text->size(), seconds);
  if (read.ec == std::errc() && read.ptr == text->data() + text->size())
    return std::clamp<std::int64_t>(seconds, 0, 86'400) * 1000;
  const std::time_t date = curl_getdate(text->c_str(), nullptr);
  return date < 0 ? 0 : std::max<std::int64_t>(0, std::int64_t{date} * 1000 - now_ms);
}

// The wait is shortened by chance, so that many clients do not come back at once.
std::int64_t with_jitter(std::int64_t wait_ms) {
  thread_local std::minstd_rand random{std::random_device{}()};
  return std::uniform_int_distribution<std::int64_t>(wait_ms - wait_ms / 2, wait_ms)(random);
}

HeaderList header_list(const HttpRequest& request) {
  HeaderList list;
  const auto add = [&list](const std::string& line) {
    if (curl_slist* longer = curl_slist_append(list.get(), line.c_str()); longer != nullptr) {
      static_cast<void>(list.release());
      list.reset(longer);
    }
  };
  // curl would wait a second for leave to send a larger body. curl 7.88 signs this line, which it
  // does not send; so sign() shortens the wait instead.
  if (!request.aws_signing) add("Expect:");
  for (const HttpHeader& header : request.headers)
    add(header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
  if (request.aws_signing && !request.aws_signing->session_token.empty())
    add(fmt::format("X-Amz-Security-Token: {}", request.aws_signing->session_token));
  return list;
}

bool has_line_break(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

// What could smuggle a second header or request into the first.
base::Status check_request(const HttpRequest& request) {
  bool broken = has_line_break(request.method) || has_line_break(request.url);
  for (const HttpHeader& header : request.headers)
    broken = broken || header.name.empty() || has_line_break(header.name) ||
             has_line_break(header.value);
  if (request.aws_signing)
    broken = broken || has_line_break(request.aws_signing->access_key_id) ||
             has_line_break(request.aws_signing->session_token);
  if (broken)
    return base::fail(ErrorKind::usage,
                      fmt::format("{}: a header, the method or the URL holds a line break",
                                  shown_url(request.url)),
                      "write each on one line");
  return {};
}

}  // namespace

struct HttpClient::Handle {
  Handle() : curl(curl_easy_init()) {}
  ~Handle() { curl_easy_cleanup(curl); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  template <typename Value>
  void set(CURLoption option, Value value) {
    curl_easy_setopt(curl, option, value);
  }

  void limit(const HttpOptions& options) {
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    if (!options.uses_proxy) set(CURLOPT_NOPROXY, "*");
    if (!options.ca_file.empty()) set(CURLOPT_CAINFO, options.ca_file.c_str());
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout_ms));
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout_ms));
    set(CURLOPT_FOLLOWLOCATION, options.redirects_max > 0 ? 1L : 0L);
    set(CURLOPT_MAXREDIRS, static_cast<long>(options.redirects_max));
    set(CURLOPT_USERAGENT, "whimbrel");
  }

  void ask(const HttpRequest& request, const curl_slist* headers) {
    set(CURLOPT_URL, request.url.c_str());
    set(CURLOPT_HTTPHEADER, headers);
    if (request.method == "HEAD") return set(CURLOPT_NOBODY, 1L);
    if (!request.body.empty() || request.method == "POST" || request.method == "PUT" ||
        request.method == "PATCH") {
      set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      set(CURLOPT_POSTFIELDS, request.body.data());
    }
    set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }

  void sign(const AwsSigning& signing) {
    set(CURLOPT_EXPECT_100_TIMEOUT_MS, 1L);
    set(CURLOPT_AWS_SIGV4, fmt::format("aws:amz:{}:{}", signing.region, signing.service).c_str());
    set(CURLOPT_USERNAME, std::string(signing.access_key_id).c_str());
    set(CURLOPT_PASSWORD, std::string(signing.secret_access_key).c_str());
  }

  void hear(Reception& reception) {
    set(CURLOPT_PREREQFUNCTION, &on_sending);
    set(CURLOPT_PREREQDATA, &reception);
    set(CURLOPT_WRITEFUNCTION, &on_body);
    set(CURLOPT_WRITEDATA, &reception);
    set(CURLOPT_HEADERFUNCTION, &on_header);
    set(CURLOPT_HEADERDATA, &reception);
    set(CURLOPT_XFERINFOFUNCTION, &on_progress);
    set(CURLOPT_XFERINFODATA, &reception);
    set(CURLOPT_NOPROGRESS, 0L);
  }

  CURL* curl;
};

HttpClient::HttpClient(HttpOptions options, const base::Clock& clock,
                       const base::Cancellation& cancellation)
    : options_(std::move(options)), clock_(clock), cancellation_(cancellation) {
  start_curl();
  handle_ = std::make_unique<Handle>();
}

HttpClient::~HttpClient() = default;

void HttpClient::drop_connections() { handle_ = std::make_unique<Handle>(); }

base::Result<HttpResponse> HttpClient::send(const HttpRequest& request) {
  WHIMBREL_TRY(check_request(request));
  for (int tries = 1;; ++tries) {
    last_try_was_sent_ = false;
    WHIMBREL_TRY(cancellation_.check());
    auto answer = try_once(request);
    if (tries >= options_.tries_max || !may_retry(request, answer)) return answer;
    WHIMBREL_TRY(wait_before_retry(tries, answer ? &*answer : nullptr));
  }
}

base::Result<HttpResponse> HttpClient::try_once(const HttpRequest& request) {
  if (handle_->curl == nullptr)
    return base::fail(ErrorKind::unavailable, "curl cannot start", "free some memory");
  const HeaderList headers = header_list(request);
  Reception reception{.response = {},
                      .body_bytes_max = options_.body_bytes_max,
                      .cancellation = request.may_be_cut_off ? &cancellation_ : nullptr,
                      .may_send_twice = is_idempotent(request)};
  curl_easy_reset(handle_->curl);
  handle_->limit(options_);
  handle_->ask(request, headers.get());
  if (request.aws_signing) handle_->sign(*request.aws_signing);
  handle_->hear(reception);
  const CURLcode code = curl_easy_perform(handle_->curl);
  last_try_was_sent_ = reception.was_sent;
  if (request.may_be_cut_off) WHIMBREL_TRY(cancellation_.check());
  if (reception.too_large)
    return base::fail(ErrorKind::refused,
                      fmt::format("{} {}: the answer is larger than {} bytes", request.method,
                                  shown_url(request.url), options_.body_bytes_max),
                      "ask for less, or raise the limit");
  if (code != CURLE_OK)
    return tl::unexpected(
        error_of(code == CURLE_ABORTED_BY_CALLBACK ? CURLE_GOT_NOTHING : code, request));
  long status = 0;
  curl_easy_getinfo(handle_->curl, CURLINFO_RESPONSE_CODE, &status);
  reception.response.status = static_cast<int>(status);
  return std::move(reception.response);
}

base::Status HttpClient::wait_before_retry(int tries_made, const HttpResponse* response) {
  std::int64_t wait_ms = options_.backoff_ms;
  for (int i = 1; i < tries_made && wait_ms < options_.backoff_ms_max; ++i) wait_ms *= 2;
  wait_ms = with_jitter(std::min(wait_ms, options_.backoff_ms_max));
  wait_ms = std::max(wait_ms,
                     std::min(retry_after_ms(response, clock_.now_ms()), options_.backoff_ms_max));
  while (wait_ms > 0) {
    WHIMBREL_TRY(cancellation_.check());
    clock_.sleep_ms(std::min(wait_ms, look_up_ms));
    wait_ms -= look_up_ms;
  }
  return {};
}

}  // namespace whimbrel::net
