#include "whimbrel/stores/dynamodb/dynamodb_client.hpp"

#include <fmt/format.h>

#include <random>

#include "whimbrel/net/http_client.hpp"
#include "whimbrel/stores/dynamodb/failure_table.hpp"
#include "whimbrel/stores/dynamodb/operation_table.hpp"
#include "whimbrel/stores/dynamodb/reply_reader.hpp"
#include "whimbrel/stores/dynamodb/retry_wait.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

using base::ErrorKind;

std::string endpoint_of(const ClientOptions& options) {
  std::string endpoint = options.endpoint;
  if (endpoint.empty())
    endpoint = fmt::format("https://dynamodb.{}.amazonaws.com{}", options.region,
                           options.region.starts_with("cn-") ? ".cn" : "");
  if (!endpoint.ends_with('/')) endpoint += '/';
  return endpoint;
}

// Each try is one of this client's own rules, so the HTTP client makes one only.
net::HttpOptions http_options(const ClientOptions& options) {
  net::HttpOptions http;
  http.connect_timeout_ms = options.connect_timeout_ms;
  http.timeout_ms = options.timeout_ms;
  http.body_bytes_max = options.reply_bytes_max;
  http.tries_max = 1;
  http.ca_file = options.ca_file;
  return http;
}

std::string new_token() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

// The input with more members in front.
std::string with_extras(const Operation& operation, std::string_view input_json) {
  std::string extras;
  if (operation.says_its_cost) extras += R"("ReturnConsumedCapacity":"TOTAL",)";
  if (operation.takes_token) extras += fmt::format(R"("ClientRequestToken":"{}",)", new_token());
  const std::size_t first = input_json.find_first_not_of(" \t\r\n{");
  if (first == std::string_view::npos || input_json[first] == '}')
    extras = extras.substr(0, extras.size() - (extras.empty() ? 0 : 1));
  std::string body;
  body.reserve(input_json.size() + extras.size());
  const std::size_t inside = input_json.find('{') + 1;
  return body.append(input_json.substr(0, inside)).append(extras).append(input_json.substr(inside));
}

DynamoDbError from_base(const base::Error& error) {
  DynamoDbError failed;
  failed.kind = error.kind();
  failed.message = error.message();
  return failed;
}

}  // namespace

class DynamoDbClient::Impl {
 public:
  Impl(ClientOptions options, aws::CredentialsProvider& credentials, const base::Clock& clock,
       const base::Cancellation& cancellation, ClientObservers observers)
      : options_(std::move(options)),
        endpoint_(endpoint_of(options_)),
        credentials_(credentials),
        clock_(clock),
        cancellation_(cancellation),
        observers_(observers),
        http_(http_options(options_), clock, cancellation),
        wait_(options_.backoff_ms, options_.backoff_ms_max, clock, cancellation) {}

  DynamoDbResult<Reply> call(const Operation& operation, std::string_view input_json);
  const std::string& endpoint() const noexcept { return endpoint_; }

 private:
  // How one try failed, and what to do about it.
  struct Failure {
    DynamoDbError error;
    Treatment treatment = Treatment::give_up;
  };
  using Tried = tl::expected<Reply, Failure>;

  // What is known of a call that is being tried.
  struct Course {
    int tries = 0;     // all of them
    int failures = 0;  // that were not throttling
    bool renewed = false;
    bool may_be_done = false;
    std::int64_t began_ns = 0;  // of the first failure
  };

  base::Status prepare(const Operation& operation, net::HttpRequest& request);
  Tried try_once(const Operation& operation, net::HttpRequest& request);
  Tried judge(const Operation& operation, base::Result<net::HttpResponse> answer);
  Tried judge_good(const Operation& operation, net::HttpResponse response);
  bool answers_something_else(const net::HttpResponse& response);
  Tried distrust(int status, std::string why);
  bool goes_on(const Failure& failure, const Operation& operation, Course& course);
  void tell_load(const Operation& operation, std::int64_t began_ns, const Tried& tried);
  net::HttpRequest request_for(const Operation& operation, std::string_view input_json) const;

  ClientOptions options_;
  std::string endpoint_;
  aws::CredentialsProvider& credentials_;
  const base::Clock& clock_;
  const base::Cancellation& cancellation_;
  ClientObservers observers_;
  net::HttpClient http_;
  RetryWait wait_;
  ReplyReader reader_;
  aws::CredentialsPtr used_;
  bool left_some_over_ = false;
  std::string last_answer_id_;
};

net::HttpRequest DynamoDbClient::Impl::request_for(const Operation& operation,
                                                   std::string_view input_json) const {
  net::HttpRequest request;
  request.method = "POST";
  request.url = endpoint_;
  request.headers = {{"Content-Type", "application/x-amz-json-1.0"},
                     {"X-Amz-Target", fmt::format("DynamoDB_20120810.{}", operation.name)}};
  request.body = with_extras(operation, input_json);
  request.idempotent = operation.effect != Effect::writes_once;
  request.may_be_cut_off = operation.effect == Effect::reads;
  return request;
}

DynamoDbResult<Reply> DynamoDbClient::Impl::call(const Operation& operation,
                                                 std::string_view input_json) {
  net::HttpRequest request = request_for(operation, input_json);
  Course course;
  while (true) {
    Tried tried = try_once(operation, request);
    if (tried) return *std::move(tried);
    if (goes_on(tried.error(), operation, course)) continue;
    DynamoDbError error = std::move(tried.error().error);
    error.outcome_unknown = course.may_be_done;
    return tl::unexpected(std::move(error));
  }
}

// What has to be there before a try goes out.
base::Status DynamoDbClient::Impl::prepare(const Operation& operation, net::HttpRequest& request) {
  WHIMBREL_TRY(cancellation_.check());
  WHIMBREL_ASSIGN(used_, credentials_.current());
  request.aws_signing =
      net::AwsSigning{options_.region, "dynamodb", used_->access_key_id,
                      used_->secret_access_key.reveal(), used_->session_token.reveal()};
  const bool reads = operation.effect == Effect::reads;
  if (observers_.load == nullptr || observers_.load->let_through(reads, cancellation_)) return {};
  return cancellation_.check();
}

DynamoDbClient::Impl::Tried DynamoDbClient::Impl::try_once(const Operation& operation,
                                                           net::HttpRequest& request) {
  if (auto prepared = prepare(operation, request); !prepared)
    return tl::unexpected(Failure{from_base(prepared.error())});
  const std::int64_t began_ns = clock_.monotonic_ns();
  left_some_over_ = false;
  Tried tried = judge(operation, http_.send(request));
  tell_load(operation, began_ns, tried);
  return tried;
}

// Counts the failed try and waits when there is to be another; false when there is not.
bool DynamoDbClient::Impl::goes_on(const Failure& failure, const Operation& operation,
                                   Course& course) {
  if (++course.tries == 1) course.began_ns = clock_.monotonic_ns();
  switch (failure.treatment) {
    case Treatment::give_up:
      // The service knows a transaction by its token: had an earlier try been done, it had said so.
      if (operation.takes_token && failure.error.http_status != 0) course.may_be_done = false;
      return false;
    case Treatment::renew_credentials:
      if (course.renewed) return false;
      course.renewed = true;
      credentials_.renew(used_);
      return true;
    case Treatment::slow_down:
      break;
    case Treatment::doubtful:
      course.may_be_done = course.may_be_done || operation.effect != Effect::reads;
      if (operation.effect == Effect::writes_once) return false;
      [[fallthrough]];
    case Treatment::try_again:
      if (++course.failures >= options_.tries_max) return false;
      break;
  }
  const std::int64_t passed_ms = (clock_.monotonic_ns() - course.began_ns) / 1'000'000;
  if (passed_ms + wait_.longest_after(course.tries) > options_.throttled_ms_max) return false;
  // A cancellation is the next round's to report.
  wait_.wait_after(course.tries);
  return true;
}

DynamoDbClient::Impl::Tried DynamoDbClient::Impl::judge(const Operation& operation,
                                                        base::Result<net::HttpResponse> answer) {
  if (!answer) {
    Failure failure{from_base(answer.error())};
    const bool passes = failure.error.kind == ErrorKind::unavailable;
    if (passes) failure.treatment = Treatment::try_again;
    // What broke off or was too large to be heard was an answer to something.
    if (http_.last_try_was_sent() && (passes || operation.effect != Effect::reads))
      failure.treatment = Treatment::doubtful;
    return tl::unexpected(std::move(failure));
  }
  if (!has_right_checksum(*answer))
    return distrust(answer->status, "the reply was damaged on its way: its checksum is wrong");
  if (answers_something_else(*answer))
    return distrust(answer->status, "the reply to another request came once more");
  if (answer->is_success()) return judge_good(operation, *std::move(answer));
  Failure failure{reader_.read_error(*answer)};
  const FailureRule rule = rule_for(failure.error);
  failure.error.kind = rule.kind;
  failure.treatment = rule.treatment;
  return tl::unexpected(std::move(failure));
}

DynamoDbClient::Impl::Tried DynamoDbClient::Impl::judge_good(const Operation& operation,
                                                             net::HttpResponse response) {
  Reply reply{std::move(response.body)};
  const ReplySummary summary = reader_.read(reply.json, operation, observers_.meter);
  left_some_over_ = summary.leaves_some_over;
  if (summary.readable) return reply;
  return distrust(response.status, "the reply is not the JSON object that it should be");
}

// A reply that the network delivers twice would be taken for that to the next request, and each
// after it for the one to the request after. The service gives each reply a name of its own.
bool DynamoDbClient::Impl::answers_something_else(const net::HttpResponse& response) {
  const std::string* const id = response.find_header("x-amzn-RequestId");
  if (id == nullptr) return false;
  if (*id == last_answer_id_) return true;
  last_answer_id_ = *id;
  return false;
}

DynamoDbClient::Impl::Tried DynamoDbClient::Impl::distrust(int status, std::string why) {
  http_.drop_connections();
  Failure failure{{}, Treatment::doubtful};
  failure.error.http_status = status;
  failure.error.message = std::move(why);
  return tl::unexpected(std::move(failure));
}

void DynamoDbClient::Impl::tell_load(const Operation& operation, std::int64_t began_ns,
                                     const Tried& tried) {
  if (observers_.load == nullptr) return;
  ObservedTry seen;
  seen.operation = operation.name;
  seen.reads = operation.effect == Effect::reads;
  seen.latency_us = (clock_.monotonic_ns() - began_ns) / 1'000;
  seen.throttled = left_some_over_ || (!tried && tried.error().treatment == Treatment::slow_down);
  seen.failed = !tried && (tried.error().error.http_status == 0 ||
                           tried.error().treatment == Treatment::doubtful);
  observers_.load->on_try(seen);
}

DynamoDbClient::DynamoDbClient(ClientOptions options, aws::CredentialsProvider& credentials,
                               const base::Clock& clock, const base::Cancellation& cancellation,
                               ClientObservers observers)
    : impl_(std::make_unique<Impl>(std::move(options), credentials, clock, cancellation,
                                   observers)) {}

DynamoDbClient::~DynamoDbClient() = default;
DynamoDbClient::DynamoDbClient(DynamoDbClient&&) noexcept = default;
DynamoDbClient& DynamoDbClient::operator=(DynamoDbClient&&) noexcept = default;

DynamoDbResult<Reply> DynamoDbClient::call(std::string_view operation,
                                           std::string_view input_json) {
  return impl_->call(operation_named(operation), input_json);
}

DynamoDbResult<Reply> DynamoDbClient::call_repeatably(std::string_view operation,
                                                      std::string_view input_json) {
  Operation repeatable = operation_named(operation);
  repeatable.effect = Effect::writes_repeatably;
  return impl_->call(repeatable, input_json);
}

const std::string& DynamoDbClient::endpoint() const noexcept { return impl_->endpoint(); }

}  // namespace whimbrel::stores::dynamodb
