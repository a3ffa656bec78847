#include "whimbrel/packs/sparta/inputs/api_client.hpp"

#include <fmt/format.h>

#include <unordered_set>

#include "whimbrel/packs/sparta/inputs/address.hpp"

namespace whimbrel::packs::sparta {
namespace {

constexpr std::size_t pages_max = 100'000;

// Page tokens are base64, of which '+', '/' and '=' mean something else in a query.
std::string percent_encoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    if (plain)
      encoded += c;
    else
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return encoded;
}

// Sparta's clients of different ages call the same field differently.
base::Result<ReplyNode> first_field(const ReplyNode& node, std::string_view name,
                                    std::string_view other_name) {
  return node.has(name) || !node.has(other_name) ? node.field(name) : node.field(other_name);
}

base::Result<std::string> optional_text(const ReplyNode& node, std::string_view name,
                                        std::string_view other_name) {
  if (!node.has(name) && !node.has(other_name)) return std::string();
  WHIMBREL_ASSIGN(const ReplyNode found, first_field(node, name, other_name));
  return found.text();
}

base::Result<ApiOperator> read_operator(const ReplyNode& node) {
  ApiOperator read;
  WHIMBREL_ASSIGN(const ReplyNode id, node.field("discordId"));
  WHIMBREL_ASSIGN(read.discord_id, id.text());
  if (!node.has("walletAddress") && !node.has("address")) return read;
  WHIMBREL_ASSIGN(const ReplyNode address, first_field(node, "walletAddress", "address"));
  WHIMBREL_ASSIGN(const std::string spelled, address.address());
  read.address = comparable(spelled);
  return read;
}

base::Result<ApiValidator> read_validator(const ReplyNode& node) {
  ApiValidator read;
  WHIMBREL_ASSIGN(const ReplyNode address, first_field(node, "address", "validatorAddress"));
  WHIMBREL_ASSIGN(read.address, address.address());
  WHIMBREL_ASSIGN(read.operator_id, optional_text(node, "operatorId", "nodeOperatorId"));
  if (node.has("lastAttestationSlot")) {
    WHIMBREL_ASSIGN(const ReplyNode slot, node.field("lastAttestationSlot"));
    WHIMBREL_ASSIGN(const std::uint64_t number, slot.whole());
    read.last_attestation_slot = std::to_string(number);
  }
  return read;
}

// A list that says how long it is must be that long; otherwise a part of it is missing.
base::Status check_count(const ReplyNode& holder, const ReplyNode& list, std::size_t found) {
  if (!holder.has("stats")) return {};
  WHIMBREL_ASSIGN(const ReplyNode stats, holder.field("stats"));
  if (!stats.has("totalValidators")) return {};
  WHIMBREL_ASSIGN(const ReplyNode total, stats.field("totalValidators"));
  WHIMBREL_ASSIGN(const std::uint64_t told, total.whole());
  if (told == found) return {};
  return tl::unexpected(
      list.wrong(fmt::format("holds {} where {} says {}", found, total.place(), told)));
}

}  // namespace

ApiClient::ApiClient(std::string url, const base::Secret& key, net::HttpOptions options,
                     const base::Clock& clock, const base::Cancellation& cancellation)
    : url_(std::move(url)),
      key_(key),
      service_("API_URL", std::move(options), clock, cancellation) {}

base::Result<model::Value> ApiClient::get(const std::string& route, const std::string& page_token) {
  if (key_.empty())
    return base::fail(base::ErrorKind::usage,
                      fmt::format("{} wants a key", net::shown_url(url_ + route)),
                      "set BACKEND_API_KEY to the key of Sparta's API");
  net::HttpRequest request;
  request.url = url_ + route;
  if (!page_token.empty()) request.url += "?pageToken=" + percent_encoded(page_token);
  // Old and new servers look for the key in different places.
  request.headers = {{"Accept", "application/json"},
                     {"Authorization", "Bearer " + std::string(key_.reveal())},
                     {"x-api-key", std::string(key_.reveal())}};
  return service_.ask(request);
}

// Calls `read_page` with each page until one has no token of a next one.
template <typename ReadPage>
base::Status ApiClient::read_pages(const std::string& route, const ReadPage& read_page) {
  std::unordered_set<std::string> seen_tokens;
  std::string token;
  for (std::size_t page_count = 0; page_count < pages_max; ++page_count) {
    WHIMBREL_ASSIGN(const model::Value answer, get(route, token));
    const ReplyNode page(answer, service_.source());
    WHIMBREL_TRY(read_page(page));
    if (!page.has("nextPageToken")) return {};
    WHIMBREL_ASSIGN(const ReplyNode next, page.field("nextPageToken"));
    WHIMBREL_ASSIGN(token, next.text());
    if (token.empty()) return {};
    if (!seen_tokens.insert(token).second)
      return tl::unexpected(next.wrong("leads back to a page that was read already"));
  }
  return base::fail(base::ErrorKind::refused,
                    fmt::format("{} has more than {} pages", service_.source().url, pages_max),
                    "look what the service does; nothing was changed");
}

base::Result<std::vector<ApiOperator>> ApiClient::operators() {
  std::vector<ApiOperator> operators;
  std::unordered_set<std::string> ids;
  WHIMBREL_TRY(read_pages("/api/operator/operators", [&](const ReplyNode& page) -> base::Status {
    WHIMBREL_ASSIGN(const ReplyNode list, page.field("operators"));
    WHIMBREL_ASSIGN(const auto elements, list.elements());
    for (const ReplyNode& element : elements) {
      WHIMBREL_ASSIGN(ApiOperator read, read_operator(element));
      if (!ids.insert(read.discord_id).second)
        return tl::unexpected(element.wrong("names an operator that came before"));
      operators.push_back(std::move(read));
    }
    return {};
  }));
  return operators;
}

base::Result<std::vector<std::string>> ApiClient::validators_on_chain() {
  WHIMBREL_ASSIGN(const model::Value answer, get("/api/validator/validators", {}));
  const ReplyNode root(answer, service_.source());
  WHIMBREL_ASSIGN(const ReplyNode data, root.field("data"));
  WHIMBREL_ASSIGN(const ReplyNode holder, data.field("blockchainValidators"));
  WHIMBREL_ASSIGN(const ReplyNode list, holder.field("validators"));
  WHIMBREL_ASSIGN(const auto elements, list.elements());
  if (elements.empty()) return tl::unexpected(list.wrong("is empty, which no chain's set is"));
  WHIMBREL_TRY(check_count(holder, list, elements.size()));
  std::vector<std::string> validators;
  std::unordered_set<std::string> seen;
  for (const ReplyNode& element : elements) {
    WHIMBREL_ASSIGN(std::string address, element.address());
    if (!seen.insert(comparable(address)).second)
      return tl::unexpected(element.wrong("is a validator that came before"));
    validators.push_back(std::move(address));
  }
  return validators;
}

base::Result<std::vector<ApiValidator>> ApiClient::validators() {
  std::vector<ApiValidator> validators;
  std::unordered_set<std::string> seen;
  WHIMBREL_TRY(read_pages("/api/validator/validators", [&](const ReplyNode& page) -> base::Status {
    WHIMBREL_ASSIGN(const ReplyNode data, page.field("data"));
    WHIMBREL_ASSIGN(const ReplyNode list, data.field("validators"));
    WHIMBREL_ASSIGN(const auto elements, list.elements());
    for (const ReplyNode& element : elements) {
      WHIMBREL_ASSIGN(ApiValidator read, read_validator(element));
      if (!seen.insert(comparable(read.address)).second)
        return tl::unexpected(element.wrong("is a validator that came before"));
      validators.push_back(std::move(read));
    }
    // With several pages each may count itself or all.
    if (page.has("nextPageToken")) return {};
    return check_count(data, list, validators.size());
  }));
  if (validators.empty())
    return base::fail(
        base::ErrorKind::invalid_data,
        fmt::format("{} knows no validator: data.validators is empty", service_.source().url),
        "look whether API_URL names the right service; nothing was changed");
  return validators;
}

}  // namespace whimbrel::packs::sparta
