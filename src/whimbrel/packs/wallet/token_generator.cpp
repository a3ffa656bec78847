#include "whimbrel/packs/wallet/token_generator.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <iterator>

namespace whimbrel::packs::wallet {
namespace {

constexpr std::int64_t year_start_s = 1'704'067'200;  // 2024-01-01T00:00:00Z
constexpr std::int64_t year_s = 366 * 86'400;
constexpr std::size_t npub_chars = 58;
constexpr std::string_view bech32_alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
constexpr std::array<std::string_view, 4> mints{"https://mint.example", "https://mint.cash.example",
                                                "https://m2.example/Bitcoin",
                                                "https://ecash.example"};
constexpr double odd_case_share = 0.005;
// How many melted tokens carry the proofs of a token that is spent already.
constexpr double shared_proofs_share = 0.3;

struct KindChance {
  std::string_view transaction_type;
  TokenStatus status;
  std::uint32_t weight;
};

// What a wallet service sees besides the bug, in thousandths.
constexpr std::array<KindChance, 19> kinds{{
    {"received", TokenStatus::unspent, 205}, {"received", TokenStatus::spent, 180},
    {"received", TokenStatus::pending, 20},  {"received", TokenStatus::failed, 15},
    {"sent", TokenStatus::spent, 190},       {"sent", TokenStatus::pending, 25},
    {"sent", TokenStatus::unspent, 5},       {"sent", TokenStatus::failed, 10},
    {"minted", TokenStatus::unspent, 70},    {"minted", TokenStatus::spent, 50},
    {"minted", TokenStatus::pending, 5},     {"minted", TokenStatus::failed, 5},
    {"change", TokenStatus::unspent, 85},    {"change", TokenStatus::spent, 60},
    {"change", TokenStatus::pending, 4},     {"change", TokenStatus::failed, 1},
    {"melted", TokenStatus::spent, 64},      {"melted", TokenStatus::pending, 3},
    {"melted", TokenStatus::failed, 3},
}};

constexpr std::uint32_t kinds_weight_sum() {
  std::uint32_t sum = 0;
  for (const KindChance& kind : kinds) sum += kind.weight;
  return sum;
}
static_assert(kinds_weight_sum() == 1'000);

// Two hexadecimal digits for each byte.
constexpr auto hex_pairs = [] {
  std::array<char, 512> pairs{};
  constexpr std::string_view digits = "0123456789abcdef";
  for (std::size_t byte = 0; byte < 256; ++byte) {
    pairs[2 * byte] = digits[byte >> 4];
    pairs[2 * byte + 1] = digits[byte & 15];
  }
  return pairs;
}();

// The low `digits` (even, up to 16) hexadecimal digits of a number.
char* write_hex(std::uint64_t number, std::size_t digits, char* out) noexcept {
  for (std::size_t i = digits; i > 0; i -= 2) {
    std::memcpy(out + i - 2, &hex_pairs[2 * (number & 0xFF)], 2);
    number >>= 8;
  }
  return out + digits;
}

std::uint64_t to_unsigned(std::int64_t number) noexcept {
  return static_cast<std::uint64_t>(number);
}

void append_random_hex(Random& random, std::size_t digits, std::string& out) {
  const std::size_t start = out.size();
  out.resize(start + digits);
  char* at = out.data() + start;
  for (; digits > 16; digits -= 16) at = write_hex(random.next(), 16, at);
  write_hex(random.next(), digits, at);
}

void append_number(std::uint64_t number, std::string& out) {
  const fmt::format_int text(number);
  out.append(text.data(), text.size());
}

void append_date(std::int64_t time_ms, std::string& out) {
  out += R"({"$date":{"$numberLong":")";
  append_number(to_unsigned(time_ms), out);
  out += R"("}})";
}

std::string_view source_of(std::string_view transaction_type) {
  if (transaction_type == "melted" || transaction_type == "minted") return "lightning";
  if (transaction_type == "change") return "change";
  return "p2p";
}

}  // namespace

TokenGenerator::TokenGenerator(const TokenGeneratorOptions& options)
    : options_(options), random_(options.seed), machine_(random_.next()) {
  if (options_.owners == 0) options_.owners = std::max<std::uint64_t>(1, options_.count / 10);
}

bool TokenGenerator::next(std::string& key, std::string& item) {
  if (made_ == options_.count) return false;
  const std::int64_t created_s = choose_second();
  make_object_id(created_s);
  Token token = choose_token(created_s);
  make_proofs(token);
  key = R"({"$oid":")";
  key.append(object_id_.data(), object_id_.size());
  key += R"("})";
  item.clear();
  append_item(token, item);
  remember_spent_proofs(token);
  ++made_;
  return true;
}

// by_time: second, machine, counter. A counter of 24 bits wraps only within much more than a
// second, so the ids ascend.
void TokenGenerator::make_object_id(std::int64_t created_s) {
  char* id = object_id_.data();
  if (options_.order == TokenOrder::random) {
    write_hex(random_.next(), 8, write_hex(random_.next(), 16, id));
  } else {
    write_hex(made_, 6, write_hex(machine_, 10, write_hex(to_unsigned(created_s), 8, id)));
  }
}

std::int64_t TokenGenerator::choose_second() {
  const auto year = to_unsigned(year_s);
  const std::uint64_t second =
      options_.order == TokenOrder::random
          ? random_.below(year)
          : Random::scale(made_ * (~std::uint64_t{0} / options_.count), year);
  return year_start_s + static_cast<std::int64_t>(second);
}

TokenGenerator::Token TokenGenerator::choose_token(std::int64_t created_s) {
  Token token;
  choose_kind(token);
  // The lower of three draws: the first tenth of the users holds a quarter of the tokens.
  token.owner = random_.below(options_.owners);
  for (int draw = 0; draw < 2; ++draw)
    token.owner = std::min(token.owner, random_.below(options_.owners));
  // A user keeps to one or two mints.
  token.mint = (Random::mix(token.owner) + (random_.chance(0.2) ? 1u : 0u)) % mints.size();
  token.created_ms = created_s * 1000 + static_cast<std::int64_t>(random_.below(1000));
  token.old_field_name = random_.chance(odd_case_share);
  token.without_spent_at = token.status != TokenStatus::spent && random_.chance(odd_case_share);
  token.wide_amount = random_.chance(odd_case_share);
  return token;
}

void TokenGenerator::choose_kind(Token& token) {
  if (random_.chance(options_.melted_unspent_share)) {
    token.transaction_type = "melted";
    token.status = TokenStatus::unspent;
    ++melted_unspent_made_;
    return;
  }
  std::uint64_t draw = random_.below(kinds_weight_sum());
  const KindChance* kind = kinds.data();
  for (; draw >= kind->weight; ++kind) draw -= kind->weight;
  token.transaction_type = kind->transaction_type;
  token.status = kind->status;
}

void TokenGenerator::make_proofs(Token& token) {
  if (token.transaction_type == "melted" && spent_proofs_.total_amount != 0 &&
      random_.chance(shared_proofs_share)) {
    proofs_ = spent_proofs_.text;
    token.owner = spent_proofs_.owner;
    token.mint = spent_proofs_.mint;
    token.total_amount = spent_proofs_.total_amount;
    spent_proofs_.total_amount = 0;
    return;
  }
  const std::uint64_t draw = random_.below(100);
  const bool compact = options_.shape == TokenShape::compact;
  const int count = draw < (compact ? 85 : 55) ? 1 : draw < (compact ? 97 : 85) ? 2 : 3;
  proofs_.clear();
  for (int i = 0; i < count; ++i) {
    if (i > 0) proofs_ += ',';
    // Small amounts are usual, 2^19 the largest.
    const std::uint64_t exponent = std::min(random_.below(20), random_.below(20));
    append_proof(std::uint64_t{1} << exponent);
    token.total_amount += std::uint64_t{1} << exponent;
  }
}

void TokenGenerator::append_proof(std::uint64_t amount) {
  const bool compact = options_.shape == TokenShape::compact;
  proofs_ += R"({"id":"00)";
  append_random_hex(random_, compact ? 6 : 14, proofs_);
  proofs_ += R"(","amount":{"$numberInt":")";
  append_number(amount, proofs_);
  proofs_ += R"("},"secret":")";
  append_random_hex(random_, compact ? 16 : 64, proofs_);
  proofs_ += R"(","C":"02)";
  append_random_hex(random_, compact ? 8 : 64, proofs_);
  proofs_ += R"("})";
}

void TokenGenerator::remember_spent_proofs(const Token& token) {
  if (token.status != TokenStatus::spent || token.transaction_type == "melted") return;
  spent_proofs_.text = proofs_;
  spent_proofs_.owner = token.owner;
  spent_proofs_.mint = token.mint;
  spent_proofs_.total_amount = token.total_amount;
}

void TokenGenerator::append_item(const Token& token, std::string& item) {
  const bool compact = options_.shape == TokenShape::compact;
  item += R"({"_id":{"$oid":")";
  item.append(object_id_.data(), object_id_.size());
  item += R"("},"npub":")";
  append_npub(token.owner, item);
  item += '"';
  if (!compact) append_wallet_id(token, item);
  item += R"(,"proofs":[)";
  item += proofs_;
  item += R"(],"mint_url":")";
  item += mints[token.mint];
  item += token.wide_amount ? R"(","total_amount":{"$numberLong":")"
                            : R"(","total_amount":{"$numberInt":")";
  append_number(token.total_amount, item);
  item += R"("},"status":")";
  item += to_string(token.status);
  item += R"(","transaction_type":")";
  item += token.transaction_type;
  item += R"(","transaction_id":"tx-)";
  append_number(made_, item);
  item += '-';
  append_random_hex(random_, compact ? 4 : 16, item);
  item += '"';
  if (!compact) {
    item += R"(,"metadata":{"source":")";
    item += source_of(token.transaction_type);
    item += R"("})";
  }
  append_times(token, item);
  item += '}';
}

void TokenGenerator::append_times(const Token& token, std::string& item) {
  const auto delay_ms = static_cast<std::int64_t>(random_.below(86'400'000));
  const bool spent = token.status == TokenStatus::spent;
  if (!token.without_spent_at) {
    item += R"(,"spent_at":)";
    if (spent)
      append_date(token.created_ms + delay_ms, item);
    else
      item += "null";
  }
  item += token.old_field_name ? R"(,"created_at":)" : R"(,"createdAt":)";
  append_date(token.created_ms, item);
  if (options_.shape == TokenShape::compact) return;
  item += R"(,"updatedAt":)";
  append_date(token.created_ms + (spent ? delay_ms : 0), item);
}

void TokenGenerator::append_npub(std::uint64_t owner, std::string& item) const {
  item += "npub1";
  const std::size_t start = item.size();
  item.resize(start + npub_chars);
  Random name(options_.seed ^ Random::mix(owner + 1));
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < npub_chars; ++i) {
    if (i % 12 == 0) bits = name.next();
    item[start + i] = bech32_alphabet[bits & 31];
    bits >>= 5;
  }
}

// A user has one wallet a mint.
void TokenGenerator::append_wallet_id(const Token& token, std::string& item) const {
  item += R"(,"wallet_id":{"$oid":")";
  const std::uint64_t wallet = Random::mix(options_.seed + token.owner * mints.size() + token.mint);
  const std::size_t start = item.size();
  item.resize(start + 24);
  write_hex(Random::mix(~wallet), 8, write_hex(wallet, 16, item.data() + start));
  item += R"("})";
}

}  // namespace whimbrel::packs::wallet
