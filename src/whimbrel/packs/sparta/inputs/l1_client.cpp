#include "whimbrel/packs/sparta/inputs/l1_client.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

#include "whimbrel/packs/sparta/inputs/address.hpp"

namespace whimbrel::packs::sparta {
namespace {

constexpr std::int64_t block_age_max_s = 15 * 60;
constexpr std::uint64_t attesters_max = 100'000;
// Providers limit the blocks of one eth_getLogs differently, and do not say how.
constexpr std::uint64_t log_blocks_min = 500;
constexpr std::size_t log_addresses_max = 100;
constexpr std::array<std::string_view, 4> status_names{"none", "validating", "living", "exiting"};

const model::Value null_value;

base::Result<std::uint64_t> read_quantity(const ReplyNode& node) {
  WHIMBREL_ASSIGN(const std::string text, node.text());
  const auto number = model::Uint256::from_hex(text);
  const auto small = number ? number->to_uint64() : std::nullopt;
  if (!small) return tl::unexpected(node.wrong("is no number of a block or time"));
  return *small;
}

}  // namespace

std::string_view to_string(AttesterStatus status) noexcept {
  return status_names[static_cast<std::size_t>(status)];
}

L1Client::L1Client(L1Options options, net::HttpOptions http, const base::Clock& clock,
                   const base::Cancellation& cancellation)
    : options_(std::move(options)),
      clock_(clock),
      rpc_(options_.url, "ETHEREUM_HOST", std::move(http), clock, cancellation) {}

base::Status L1Client::open() {
  if (!normal_address(options_.staking_asset_handler))
    return base::fail(base::ErrorKind::usage,
                      "STAKING_ASSET_HANDLER_ADDRESS holds no address, and ETHEREUM_HOST is set",
                      "set it to the contract's address, or leave ETHEREUM_HOST out");
  WHIMBREL_ASSIGN(const model::Value answer,
                  rpc_.call("eth_getBlockByNumber", R"(["latest",false])"));
  const ReplyNode newest(answer, rpc_.source());
  WHIMBREL_ASSIGN(const ReplyNode number, newest.field("number"));
  WHIMBREL_ASSIGN(block_, read_quantity(number));
  WHIMBREL_ASSIGN(const ReplyNode timestamp, newest.field("timestamp"));
  WHIMBREL_ASSIGN(const std::uint64_t time_s, read_quantity(timestamp));
  const std::int64_t age_s = clock_.now_ms() / 1000 - static_cast<std::int64_t>(time_s);
  if (age_s > block_age_max_s)
    return tl::unexpected(
        timestamp.wrong(fmt::format("is stale: the newest block {} is {} s old", block_, age_s)));
  WHIMBREL_ASSIGN(const AbiReader returned,
                  call(options_.staking_asset_handler, options_.signatures.get_rollup));
  const auto rollup = returned.address(0);
  if (!rollup) return tl::unexpected(wrong("getRollup()", "is no address"));
  rollup_ = *rollup;
  return {};
}

base::Result<AbiReader> L1Client::call(const std::string& contract, const std::string& selector,
                                       const std::string& arguments) {
  const std::string params = fmt::format(R"([{{"to":"{}","data":"0x{}{}"}},"0x{:x}"])", contract,
                                         selector, arguments, block_);
  WHIMBREL_ASSIGN(const model::Value answer, rpc_.call("eth_call", params));
  const ReplyNode result(answer, rpc_.source(), "result of eth_call 0x" + selector);
  WHIMBREL_ASSIGN(const std::string hex, result.text());
  auto reader = AbiReader::make(hex);
  if (!reader || reader->words() == 0)
    return tl::unexpected(result.wrong("is not what a contract returns"));
  return *std::move(reader);
}

base::Result<std::vector<std::string>> L1Client::attesters() {
  auto returned = call(rollup_, options_.signatures.get_attesters);
  // Newer rollups have no such function, and calls of what is not there fail.
  if (!returned) return attesters_one_by_one();
  auto addresses = returned->addresses(0);
  if (!addresses) return tl::unexpected(wrong("getAttesters()", "is no list of addresses"));
  if (addresses->empty()) return tl::unexpected(wrong("getAttesters()", "is empty"));
  const std::set<std::string> different(addresses->begin(), addresses->end());
  if (different.size() != addresses->size())
    return tl::unexpected(wrong("getAttesters()", "names an attester twice"));
  return *std::move(addresses);
}

base::Result<std::vector<std::string>> L1Client::attesters_one_by_one() {
  WHIMBREL_ASSIGN(const AbiReader returned,
                  call(rollup_, options_.signatures.get_active_attester_count));
  const auto number = returned.number(0);
  const auto count = number ? number->to_uint64() : std::nullopt;
  if (!count || *count == 0 || *count > attesters_max)
    return tl::unexpected(wrong("getActiveAttesterCount()", "is no sensible number"));
  std::set<std::string> addresses;
  for (std::uint64_t i = 0; i < *count; ++i) {
    WHIMBREL_ASSIGN(const AbiReader one,
                    call(rollup_, options_.signatures.get_attester_at_index, abi_word(i)));
    const auto address = one.address(0);
    if (!address || !addresses.insert(*address).second)
      return tl::unexpected(wrong(fmt::format("getAttesterAtIndex({})", i),
                                  "is no address, or one that came before"));
  }
  return std::vector<std::string>(addresses.begin(), addresses.end());
}

base::Result<AttesterStatus> L1Client::status_of(std::string_view address) {
  WHIMBREL_ASSIGN(const AbiReader returned,
                  call(rollup_, options_.signatures.get_info, abi_word(address)));
  // stake, withdrawer, proposer, status
  const auto number = returned.words() == 4 ? returned.number(3) : std::nullopt;
  const auto status = number ? number->to_uint64() : std::nullopt;
  if (!status || *status >= status_names.size())
    return tl::unexpected(wrong(fmt::format("getInfo({})", address), "holds no known status"));
  return static_cast<AttesterStatus>(*status);
}

base::Result<std::map<std::string, SlashedEvent>> L1Client::slashings(
    std::span<const std::string> addresses) {
  std::map<std::string, SlashedEvent> found;
  while (!addresses.empty()) {
    const auto some = addresses.first(std::min(addresses.size(), log_addresses_max));
    std::vector<std::string> topics;
    for (const std::string& address : some)
      topics.push_back(fmt::format(R"("0x{}")", abi_word(address)));
    WHIMBREL_TRY(read_logs(fmt::format("{}", fmt::join(topics, ",")), found));
    addresses = addresses.subspan(some.size());
  }
  return found;
}

base::Status L1Client::read_logs(const std::string& addresses_json,
                                 std::map<std::string, SlashedEvent>& found) {
  std::uint64_t from = options_.first_block;
  std::uint64_t blocks = block_ < from ? 0 : block_ - from + 1;
  while (from <= block_) {
    const std::uint64_t to = std::min(block_, from + blocks - 1);
    const std::string params = fmt::format(
        R"([{{"address":"{}","fromBlock":"0x{:x}","toBlock":"0x{:x}","topics":["0x{}",[{}]]}}])",
        rollup_, from, to, options_.signatures.slashed_event, addresses_json);
    auto answer = rpc_.call("eth_getLogs", params);
    if (!answer) {
      if (answer.error().kind() != base::ErrorKind::unavailable || blocks <= log_blocks_min)
        return tl::unexpected(std::move(answer).error().with_context(
            "looking for slashings from block " + std::to_string(from)));
      blocks = std::max(log_blocks_min, blocks / 10);
      continue;
    }
    const ReplyNode list(*answer, rpc_.source(), "result");
    WHIMBREL_ASSIGN(const auto logs, list.elements());
    for (const ReplyNode& log : logs) WHIMBREL_TRY(read_log(log, found));
    from = to + 1;
  }
  return {};
}

base::Status L1Client::read_log(const ReplyNode& log,
                                std::map<std::string, SlashedEvent>& found) const {
  WHIMBREL_ASSIGN(const ReplyNode topics, log.field("topics"));
  WHIMBREL_ASSIGN(const auto topic, topics.elements());
  if (topic.size() != 2) return tl::unexpected(topics.wrong("are not those of a slashing"));
  WHIMBREL_ASSIGN(const std::string who_hex, topic[1].text());
  const auto who_word = AbiReader::make(who_hex);
  const auto who = who_word ? who_word->address(0) : std::nullopt;
  if (!who) return tl::unexpected(topic[1].wrong("is no address"));
  WHIMBREL_ASSIGN(const ReplyNode block, log.field("blockNumber"));
  WHIMBREL_ASSIGN(const std::uint64_t block_number, read_quantity(block));
  WHIMBREL_ASSIGN(const ReplyNode data, log.field("data"));
  WHIMBREL_ASSIGN(const std::string data_hex, data.text());
  const auto words = AbiReader::make(data_hex);
  const auto amount = words ? words->number(0) : std::nullopt;
  if (!amount) return tl::unexpected(data.wrong("is no amount"));
  SlashedEvent& event = found[*who];
  if (block_number >= event.block) event = {block_number, amount->decimal()};
  return {};
}

base::Error L1Client::wrong(std::string_view place, std::string_view what) const {
  return ReplyNode(null_value, rpc_.source(), std::string(place)).wrong(what);
}

}  // namespace whimbrel::packs::sparta
