#include "whimbrel/packs/sparta/slashing_survey.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "whimbrel/packs/sparta/field_paths.hpp"
#include "whimbrel/packs/sparta/inputs/address.hpp"
#include "whimbrel/packs/sparta/inputs/api_client.hpp"
#include "whimbrel/packs/sparta/inputs/l1_client.hpp"
#include "whimbrel/packs/sparta/table_reader.hpp"

namespace whimbrel::packs::sparta {
namespace {

using model::Object;
using model::Value;

// How far API and rollup may differ, because validators come and go between the two questions.
constexpr std::size_t difference_max = 2;
constexpr std::size_t difference_share_max = 50;  // one in

// A validator of the table that the chain's set lacks.
struct Absentee {
  std::string address;  // as the table spells it
  std::string operator_id;
  std::string evidence = "not in the validator set";
};

struct ChainSet {
  std::set<std::string> validators;  // normal forms
  std::optional<std::uint64_t> l1_block;
};

struct TableFindings {
  std::int64_t validators = 0;
  std::vector<Absentee> absentees;
  model::List errors;
};

// "5%" or "0.05".
base::Result<double> read_share(const std::string& text) {
  std::string_view digits = text;
  const bool percent = digits.ends_with('%');
  if (percent) digits.remove_suffix(1);
  double share = -1;
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), share);
  if (percent) share /= 100;
  if (error == std::errc() && stop == digits.data() + digits.size() && share >= 0 && share <= 1)
    return share;
  return base::fail(base::ErrorKind::usage, "ALLOW_AFFECTED is no share: " + text,
                    "write it as 5% or 0.05");
}

base::Result<std::uint64_t> read_block(const std::string& text) {
  std::uint64_t block = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), block);
  if (error == std::errc() && stop == text.data() + text.size()) return block;
  return base::fail(base::ErrorKind::usage, "L1_FIRST_BLOCK is no number of a block: " + text,
                    "write it in decimal digits, or leave it out");
}

base::Status add_attesters(L1Client& l1, ChainSet& chain) {
  WHIMBREL_ASSIGN(const auto attesters, l1.attesters());
  const std::size_t before = chain.validators.size();
  std::size_t only_l1 = 0;
  for (const std::string& address : attesters)
    only_l1 += chain.validators.insert(address).second ? 1 : 0;
  const std::size_t only_api = before + only_l1 - attesters.size();
  const std::size_t differing = only_l1 + only_api;
  if (differing > std::max(difference_max, attesters.size() / difference_share_max))
    return base::fail(
        base::ErrorKind::invalid_data,
        fmt::format("Sparta's API and the rollup contradict one another: {} validators are only in "
                    "the API's set, {} only in the rollup's at block {}",
                    only_api, only_l1, l1.block()),
        "one of them is stale or partial: look what the service behind API_URL is connected to; "
        "nothing was changed");
  chain.l1_block = l1.block();
  return {};
}

base::Result<TableFindings> find_absentees(const engine::PinContext& context,
                                           const SpartaSettings& settings, const ChainSet& chain) {
  const auto& paths = ValidatorPaths::get();
  TableFindings found;
  std::set<std::string> seen;
  WHIMBREL_TRY(read_table(context, settings.validators_table, [&](const model::ItemView& item) {
    ++found.validators;
    std::string spelled = text_at(item, paths.validator_address);
    const auto address = normal_address(spelled);
    if (!address) {
      found.errors.emplace_back("no address: " + spelled);
    } else if (!chain.validators.contains(*address)) {
      if (seen.insert(*address).second)
        found.absentees.push_back({std::move(spelled), text_at(item, paths.node_operator_id)});
      else
        found.errors.emplace_back("another spelling of a validator that is not on chain: " +
                                  spelled);
    }
  }));
  std::sort(found.absentees.begin(), found.absentees.end(),
            [](const Absentee& a, const Absentee& b) { return a.address < b.address; });
  return found;
}

base::Status check_share(const TableFindings& found, const SpartaSettings& settings) {
  WHIMBREL_ASSIGN(const double share_max, read_share(settings.allow_affected));
  const auto slashed = static_cast<double>(found.absentees.size());
  const auto total = static_cast<double>(found.validators);
  if (slashed <= share_max * total) return {};
  return base::fail(
      base::ErrorKind::refused,
      fmt::format("{} of {} validators ({:.3g} %) are not on chain, the first is {}; {:.3g} % may "
                  "be; nothing was changed",
                  found.absentees.size(), found.validators, 100 * slashed / total,
                  found.absentees.front().address, 100 * share_max),
      "look whether API_URL is the API of these validators' chain; if it is right, allow more with "
      "--allow-affected 10% (ALLOW_AFFECTED)");
}

// Moves those who withdrew from `found` to the result, and notes the evidence of all.
base::Result<std::vector<Absentee>> weigh_evidence(L1Client& l1, TableFindings& found) {
  std::vector<std::string> addresses;
  for (const Absentee& one : found.absentees) addresses.push_back(comparable(one.address));
  WHIMBREL_ASSIGN(const auto slashings, l1.slashings(addresses));
  std::vector<Absentee> slashed, withdrawn;
  for (Absentee& one : found.absentees) {
    const std::string address = comparable(one.address);
    WHIMBREL_ASSIGN(const AttesterStatus status, l1.status_of(address));
    if (status == AttesterStatus::validating)
      return base::fail(base::ErrorKind::invalid_data,
                        fmt::format("{} is in neither validator set, but the rollup says at block "
                                    "{} that it is validating",
                                    one.address, l1.block()),
                        "a set is stale or partial: try again later; nothing was changed");
    const auto event = slashings.find(address);
    if (event != slashings.end()) {
      one.evidence = fmt::format("slashed by {} in block {}, status {}", event->second.amount,
                                 event->second.block, to_string(status));
      slashed.push_back(std::move(one));
    } else if (status == AttesterStatus::living) {
      one.evidence = "status living: out of the set with its stake below the minimum";
      slashed.push_back(std::move(one));
    } else {
      one.evidence = fmt::format("never slashed, status {}", to_string(status));
      withdrawn.push_back(std::move(one));
    }
  }
  found.absentees = std::move(slashed);
  return withdrawn;
}

// Operators who have a validator among the slashed, each once a validator.
base::Result<model::List> find_affected(const engine::PinContext& context,
                                        const SpartaSettings& settings,
                                        const std::vector<Absentee>& slashed, model::List& errors) {
  const auto& paths = OperatorPaths::get();
  std::multimap<std::string, const Absentee*> by_operator;
  for (const Absentee& one : slashed)
    by_operator.emplace(comparable(one.operator_id.empty() ? one.address : one.operator_id), &one);
  std::set<const Absentee*> with_operator;
  std::map<std::pair<std::string, std::string>, Object> rows;
  const auto look = [&](const model::ItemView& item) {
    const std::string discord_id = text_at(item, paths.discord_id);
    std::string wallet = text_at(item, paths.wallet_address);
    if (wallet.empty()) wallet = text_at(item, paths.address);
    for (const std::string& name : std::set{discord_id, comparable(wallet)}) {
      if (name.empty()) continue;
      const auto [first, last] = by_operator.equal_range(name);
      for (auto found = first; found != last; ++found) {
        with_operator.insert(found->second);
        rows.insert_or_assign(
            {discord_id + wallet, found->second->address},
            Object{{"discordId", Value(discord_id)},
                   {"discordUsername", Value(text_at(item, paths.discord_username))},
                   {"walletAddress", Value(wallet)},
                   {"validatorAddress", Value(found->second->address)}});
      }
    }
  };
  if (!slashed.empty()) WHIMBREL_TRY(read_table(context, settings.node_operators_table, look));
  for (const Absentee& one : slashed)
    if (!with_operator.contains(&one))
      errors.emplace_back(
          fmt::format("no operator {} of the slashed validator {}", one.operator_id, one.address));
  model::List affected;
  for (auto& [name, row] : rows) affected.emplace_back(std::move(row));
  return affected;
}

model::List rows_of(const std::vector<Absentee>& absentees) {
  model::List rows;
  for (const Absentee& one : absentees)
    rows.emplace_back(Object{{"validatorAddress", Value(one.address)},
                             {"nodeOperatorId", Value(one.operator_id)},
                             {"evidence", Value(one.evidence)}});
  return rows;
}

}  // namespace

base::Result<Value> survey_slashing(const engine::PinContext& context,
                                    const SpartaSettings& settings) {
  ApiClient api(settings.api_url, settings.api_key, service_options(), context.clock,
                context.cancellation);
  WHIMBREL_ASSIGN(const auto on_chain, api.validators_on_chain());
  ChainSet chain;
  for (const std::string& address : on_chain) chain.validators.insert(comparable(address));
  std::optional<L1Client> l1;
  if (!settings.ethereum_host.empty()) {
    WHIMBREL_ASSIGN(const std::uint64_t first_block, read_block(settings.l1_first_block));
    l1.emplace(L1Options{settings.ethereum_host, settings.staking_asset_handler_address,
                         settings.l1_signatures, first_block},
               service_options(), context.clock, context.cancellation);
    WHIMBREL_TRY(l1->open());
    WHIMBREL_TRY(add_attesters(*l1, chain));
  }
  WHIMBREL_ASSIGN(TableFindings found, find_absentees(context, settings, chain));
  // Before L1 is asked who withdrew: a set that lacks many is wrong, whatever their reasons.
  WHIMBREL_TRY(check_share(found, settings));
  std::vector<Absentee> withdrawn;
  if (l1) {
    WHIMBREL_ASSIGN(withdrawn, weigh_evidence(*l1, found));
  }
  WHIMBREL_ASSIGN(model::List affected,
                  find_affected(context, settings, found.absentees, found.errors));
  Object survey{
      {"totalValidatorsInDB", Value(found.validators)},
      {"totalValidatorsOnChain", Value(static_cast<std::int64_t>(chain.validators.size()))}};
  if (chain.l1_block) survey.append("l1Block", static_cast<std::int64_t>(*chain.l1_block));
  survey.append("slashedValidators", rows_of(found.absentees));
  survey.append("affectedOperators", std::move(affected));
  survey.append("withdrawnValidators", rows_of(withdrawn));
  survey.append("errors", std::move(found.errors));
  return Value(std::move(survey));
}

}  // namespace whimbrel::packs::sparta
