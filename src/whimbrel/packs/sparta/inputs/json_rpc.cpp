#include "whimbrel/packs/sparta/inputs/json_rpc.hpp"

#include <fmt/format.h>

namespace whimbrel::packs::sparta {
namespace {

constexpr std::int32_t no_such_method = -32601;
// What a node says of its error may be long.
constexpr std::size_t message_bytes_max = 300;

}  // namespace

JsonRpc::JsonRpc(std::string url, std::string setting, net::HttpOptions options,
                 const base::Clock& clock, const base::Cancellation& cancellation)
    : url_(std::move(url)),
      setting_(setting),
      service_(std::move(setting), std::move(options), clock, cancellation) {}

base::Result<model::Value> JsonRpc::call(std::string_view method, std::string_view params) {
  const std::uint64_t id = ++calls_;
  net::HttpRequest request;
  request.method = "POST";
  request.url = url_;
  request.headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}};
  request.body =
      fmt::format(R"({{"jsonrpc":"2.0","id":{},"method":"{}","params":{}}})", id, method, params);
  request.idempotent = true;
  WHIMBREL_ASSIGN(model::Value answer, service_.ask(request));
  const ReplyNode root(answer, service_.source());
  WHIMBREL_ASSIGN(const ReplyNode told_id, root.field("id"));
  if (root.has("error")) {
    WHIMBREL_ASSIGN(const ReplyNode error, root.field("error"));
    return tl::unexpected(error_of(error, method));
  }
  WHIMBREL_ASSIGN(const std::uint64_t told, told_id.whole());
  if (told != id) return tl::unexpected(told_id.wrong("is another call's"));
  if (!root.has("result")) return tl::unexpected(root.wrong("has no result"));
  return std::move(*answer.get_if<model::Object>()->find("result"));
}

base::Error JsonRpc::error_of(const ReplyNode& error, std::string_view method) const {
  const model::Value* code = error.value().find("code");
  const model::Value* message = error.value().find("message");
  const auto* text = message == nullptr ? nullptr : message->get_if<std::string>();
  const auto* number = code == nullptr ? nullptr : code->get_if<std::int32_t>();
  const bool is_missing = number != nullptr && *number == no_such_method;
  return {is_missing ? base::ErrorKind::unsupported : base::ErrorKind::unavailable,
          fmt::format("{} answered {} with error {}: {}", service_.source().url, method,
                      number == nullptr ? "?" : std::to_string(*number),
                      text == nullptr ? "no words" : text->substr(0, message_bytes_max)),
          fmt::format("look whether {} names a node of the right kind and version; nothing was "
                      "changed",
                      setting_)};
}

}  // namespace whimbrel::packs::sparta
