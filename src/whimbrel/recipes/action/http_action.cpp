#include "whimbrel/recipes/action/http_action.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "whimbrel/model/digest.hpp"
#include "whimbrel/recipes/action/basic_action.hpp"
#include "whimbrel/recipes/action/http_call.hpp"
#include "whimbrel/recipes/worker/jq_check.hpp"
#include "whimbrel/recipes/worker/jq_client.hpp"

namespace whimbrel::recipes {
namespace {

using base::ErrorKind;

constexpr std::size_t shown_body_bytes_max = 200;

// A question to a service whose answer says whether a call has had its effect.
struct HttpQuestion {
  HttpCall call;
  std::string body_contains;  // empty: not asked
  std::string jq;             // empty: not asked
};

std::vector<std::string_view> keys_with(std::initializer_list<std::string_view> more) {
  std::vector<std::string_view> keys(http_call_keys.begin(), http_call_keys.end());
  keys.insert(keys.end(), more);
  return keys;
}

base::Status check_status(const HttpCall& call, const net::HttpResponse& response) {
  if (call.expects(response.status)) return {};
  return base::fail(response.status >= 500 || response.status == 429 ? ErrorKind::unavailable
                                                                     : ErrorKind::refused,
                    fmt::format("{} answered {}: {}", call.description(), response.status,
                                response.body.substr(0, shown_body_bytes_max)),
                    "find out why at the service, or name the status in expect_status");
}

class HttpAction final : public BasicAction {
 public:
  HttpAction(const Node& node, HttpCall call, std::optional<HttpQuestion> is_done,
             std::optional<HttpCall> undo, std::vector<std::string> jq_command)
      : BasicAction("http", node),
        call_(std::move(call)),
        is_done_(std::move(is_done)),
        undo_(std::move(undo)),
        jq_command_(std::move(jq_command)) {}

  std::string description() const override { return call_.description(); }

  base::Result<bool> is_done(const engine::ActionContext& context) const override {
    if (!is_done_) return false;
    WHIMBREL_ASSIGN(const auto response, send_http_call(is_done_->call, context));
    if (!is_done_->call.expects(response.status)) {
      // A service that is down says nothing about what was done.
      if (response.status < 500 && response.status != 429) return false;
      WHIMBREL_TRY(check_status(is_done_->call, response));
    }
    if (response.body.find(is_done_->body_contains) == std::string::npos) return false;
    return is_done_->jq.empty() ? base::Result<bool>(true) : answers_yes(response.body);
  }

  base::Status perform(const engine::ActionContext& context) const override {
    return send(call_, context, "do");
  }

  bool can_undo() const override { return undo_.has_value(); }

  base::Status undo(const engine::ActionContext& context) const override {
    return undo_ ? send(*undo_, context, "undo") : base::Status();
  }

 private:
  // The same key for the same call of the same run, however often it has to be made: a service that
  // knows such keys does it once.
  base::Status send(const HttpCall& call, const engine::ActionContext& context,
                    std::string_view direction) const {
    const std::string key = model::to_hex(
        model::sha256_of(fmt::format("{}\n{}\n{}", context.run_id, direction, definition())));
    WHIMBREL_ASSIGN(const auto response,
                    send_http_call(call, context, {{"Idempotency-Key", key.substr(0, 32)}}));
    return check_status(call, response);
  }

  base::Result<bool> answers_yes(const std::string& body) const {
    JqSpec spec;
    spec.expressions = {is_done_->jq};
    spec.command = jq_command_;
    WHIMBREL_ASSIGN(const auto jq, JqClient::start(std::move(spec)));
    auto answer = jq->ask({0, body});
    if (!answer) return base::fail_in("is_done of " + description(), std::move(answer).error());
    return *answer != "false" && *answer != "null";
  }

  HttpCall call_;
  std::optional<HttpQuestion> is_done_;
  std::optional<HttpCall> undo_;
  std::vector<std::string> jq_command_;
};

std::string read_jq(const Node& node, Findings& findings) {
  const auto expression = read_text(node, "jq", findings);
  if (!expression) return {};
  if (const auto problem = check_jq(*expression))
    findings.error(
        "bad-jq", node.place(),
        fmt::format("jq: {} (line {} of the expression)", problem->message, problem->line),
        "mend the expression; `jq -n` tries one out");
  return *expression;
}

std::optional<HttpQuestion> read_question(const Node& node, Findings& findings) {
  const MapReader reader(node, "is_done",
                         {"method", "url", "headers", "status", "timeout", "body_contains", "jq"},
                         findings);
  if (!reader.is_map()) return std::nullopt;
  auto call = read_http_call(node, "is_done", "GET", findings);
  if (!call) return std::nullopt;
  HttpQuestion question{*std::move(call), {}, {}};
  if (const Node* status = reader.find("status"))
    question.call.expected = {
        static_cast<int>(read_integer(*status, "status", 100, 599, findings).value_or(200))};
  if (const Node* part = reader.find("body_contains"))
    question.body_contains = read_text(*part, "body_contains", findings).value_or("");
  if (const Node* jq = reader.find("jq")) question.jq = read_jq(*jq, findings);
  return question;
}

std::optional<HttpCall> read_undo(const Node& node, Findings& findings) {
  const MapReader reader(node, "undo", http_call_keys, findings);
  return reader.is_map() ? read_http_call(node, "undo", "DELETE", findings) : std::nullopt;
}

bool may_be_repeated(std::string_view method) { return method != "POST" && method != "PATCH"; }

}  // namespace

std::unique_ptr<RecipeAction> compile_http(const Node& node, const ActionCompileContext& context,
                                           Findings& findings) {
  const std::size_t errors_before = findings.errors();
  const MapReader reader(node, "http", keys_with({"is_done", "undo"}), findings);
  if (!reader.is_map()) return nullptr;
  auto call = read_http_call(node, "http", "POST", findings);
  std::optional<HttpQuestion> is_done;
  std::optional<HttpCall> undo;
  if (const Node* question = reader.find("is_done")) is_done = read_question(*question, findings);
  if (const Node* back = reader.find("undo")) undo = read_undo(*back, findings);
  if (!call || findings.errors() != errors_before) return nullptr;
  if (!is_done && !may_be_repeated(call->method))
    findings.warn("action-may-repeat", node.place(),
                  fmt::format("{} has no is_done: after a crash in the middle it is called again",
                              call->description()),
                  "add is_done: { url: … }, or let the service honour the Idempotency-Key header");
  return std::make_unique<HttpAction>(node, *std::move(call), std::move(is_done), std::move(undo),
                                      context.jq_command);
}

}  // namespace whimbrel::recipes
