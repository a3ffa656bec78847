#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/base/sorted_runs.hpp"
#include "whimbrel/engine/impact.hpp"
#include "whimbrel/model/digest.hpp"
#include "whimbrel/packs/wallet/token_fields.hpp"

namespace whimbrel::packs::wallet {

// What one user holds at one mint. Signed: an amount below zero makes a balance below zero.
struct MintBalance {
  std::string mint_url;
  engine::AmountSum unspent = 0;
  engine::AmountSum pending = 0;
  engine::AmountSum spent = 0;

  engine::AmountSum total() const noexcept { return unspent + pending; }
  bool is_negative() const noexcept { return unspent < 0 || pending < 0 || total() < 0; }
};

// What one user holds.
struct UserBalances {
  // Of the npub; the order of users.
  model::Fingerprint order;
  std::string npub;
  std::uint64_t tokens = 0;
  std::uint64_t problematic_tokens = 0;  // melted and unspent
  engine::AmountSum problematic_amount = 0;
  std::uint64_t tokens_without_amount = 0;  // no readable total_amount: in no balance
  bool has_negative_balance = false;
  std::uint64_t mints = 0;
  std::vector<MintBalance> balances;  // by mint_url; the first mints_listed_max

  static constexpr std::size_t mints_listed_max = 50;
};

// Sums tokens up by user and mint in bounded memory, past which the table goes to a temporary file.
// One thread; merge several with absorb().
class BalanceTable {
 public:
  struct Sums {
    std::uint64_t tokens = 0;
    std::uint64_t problematic_tokens = 0;
    std::uint64_t tokens_without_amount = 0;
    engine::AmountSum problematic_amount = 0;
    engine::AmountSum unspent = 0;
    engine::AmountSum pending = 0;
    engine::AmountSum spent = 0;

    Sums& operator+=(const Sums& other) noexcept;
  };
  struct Row {
    model::Fingerprint order;
    std::string npub;
    std::string mint_url;
    Sums sums;
  };
  struct RowTraits {
    using Record = Row;
    static void append(const Row& row, std::string& out);
    static std::size_t parse(std::string_view bytes, Row& out);
    static bool less(const Row& a, const Row& b);
    static bool combine(Row& into, const Row& from);
  };
  class Users;

  explicit BalanceTable(std::size_t rows_in_memory_max = 40'000,
                        std::size_t bytes_in_memory_max = std::size_t{8} << 20)
      : rows_max_(rows_in_memory_max), bytes_max_(bytes_in_memory_max) {}

  // Counts one token. `status` is nullopt when the service knows none such: then it is in no
  // balance. no_space or io when the table cannot be written out.
  base::Status add(std::string_view npub, std::string_view mint_url,
                   std::optional<TokenStatus> status, std::optional<std::int64_t> amount,
                   bool problematic);

  // Takes another's sums over.
  base::Status absorb(BalanceTable& other);

  // All users, each once. Ends the counting; the table must outlive what it gives.
  base::Result<Users> users();

 private:
  base::Status spill();

  std::size_t rows_max_;
  std::size_t bytes_max_;
  std::unordered_map<std::string, Sums> rows_;
  std::size_t bytes_ = 0;
  base::SortedRuns<RowTraits> runs_;
  std::string key_;
};

// Users one by one, in an order that is the same at every call (by a hash of the npub).
class BalanceTable::Users {
 public:
  explicit Users(base::SortedRuns<RowTraits>::Merge rows) : rows_(std::move(rows)) {}

  // False at the end. io or corrupt when a temporary file cannot be read back.
  base::Result<bool> next(UserBalances& user);

 private:
  base::SortedRuns<RowTraits>::Merge rows_;
  Row ahead_;
  bool started_ = false;
  bool has_ahead_ = false;
};

}  // namespace whimbrel::packs::wallet
