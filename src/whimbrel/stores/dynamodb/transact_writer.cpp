#include "whimbrel/stores/dynamodb/transact_writer.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "whimbrel/stores/dynamodb/transaction_request.hpp"
#include "whimbrel/stores/write_group.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

std::size_t counted_bytes(const ItemWrite& write) {
  return std::max(write.basis.size(), write.after.size());
}

// A transaction does not give the item as it was, so it cannot see what was added to one that must
// be as it was read, and it needs to know what was read.
bool must_be_alone(const ItemWrite& write) {
  if (write.kind == ItemWrite::Kind::insert) return false;
  return write.basis.empty() || write.guards_whole_item ||
         (write.kind == ItemWrite::Kind::erase && write.guards.empty());
}

}  // namespace

std::vector<std::size_t> transaction_pieces(std::span<const ItemWrite> writes) {
  std::vector<std::size_t> starts;
  std::size_t bytes = 0;
  for (std::size_t at = 0; at < writes.size();) {
    const auto group = writes.subspan(at, group_size(writes.subspan(at)));
    std::size_t group_bytes = 0;
    for (const ItemWrite& write : group) group_bytes += counted_bytes(write);
    const bool fits = !starts.empty() &&
                      at + group.size() - starts.back() <= transaction_actions_max &&
                      bytes + group_bytes <= transaction_bytes_max;
    if (!fits) {
      starts.push_back(at);
      bytes = 0;
    }
    bytes += group_bytes;
    at += group.size();
  }
  starts.push_back(writes.size());
  return starts;
}

base::Status TransactWriter::write(std::span<const ItemWrite> piece,
                                   std::span<WriteOutcome> outcomes) {
  writes_ = piece;
  outcomes_ = outcomes;
  std::vector<Group> together;
  for (std::size_t at = 0; at < piece.size();) {
    const Group group{at, group_size(piece.subspan(at))};
    at += group.size;
    const auto members = piece.subspan(group.begin, group.size);
    if (std::any_of(members.begin(), members.end(), must_be_alone))
      WHIMBREL_TRY(write_alone(group));
    else
      together.push_back(group);
  }
  return write_together(together);
}

base::Status TransactWriter::write_alone(const Group& group) {
  return alone_.write(writes_.subspan(group.begin, group.size),
                      outcomes_.subspan(group.begin, group.size));
}

base::Result<std::string> TransactWriter::body_of(Groups groups) {
  TransactionRequest request;
  for (const Group& group : groups) {
    for (const ItemWrite& write : writes_.subspan(group.begin, group.size)) {
      WHIMBREL_ASSIGN(const auto table, catalogue_.remembered(write.collection));
      WHIMBREL_ASSIGN(const std::string action,
                      transaction_action(write, {table->name, table->key}, write.basis));
      if (!request.add(action, counted_bytes(write))) return std::string();
    }
  }
  return request.body();
}

std::vector<bool> TransactWriter::named_by(const DynamoDbError& error, Groups groups) {
  std::vector<bool> named(groups.size(), false);
  std::size_t action = 0;
  for (std::size_t i = 0; i < groups.size(); ++i)
    for (std::size_t write = 0; write < groups[i].size; ++write, ++action)
      if (action < error.reasons.size() && error.reasons[action].code != "None") named[i] = true;
  return named;
}

base::Status TransactWriter::write_halves(Groups groups) {
  const std::size_t half = groups.size() / 2;
  WHIMBREL_TRY(write_together(groups.first(half)));
  return write_together(groups.subspan(half));
}

base::Status TransactWriter::write_together(Groups groups) {
  if (groups.empty()) return {};
  if (groups.size() == 1) return write_alone(groups.front());
  WHIMBREL_ASSIGN(const std::string body, body_of(groups));
  if (body.empty()) return write_halves(groups);
  const auto reply = client_.call("TransactWriteItems", body);
  if (reply) {
    for (const Group& group : groups)
      for (WriteOutcome& outcome : outcomes_.subspan(group.begin, group.size))
        outcome = WriteOutcome::applied;
    return {};
  }
  const DynamoDbError& error = reply.error();
  const bool says_that_nothing_was_done =
      !error.outcome_unknown && (error.is("TransactionCanceled") || error.is("Validation"));
  if (!says_that_nothing_was_done)
    return tl::unexpected(to_error(error, fmt::format("writing {} items together", groups.size())));
  const std::vector<bool> named = named_by(error, groups);
  if (std::none_of(named.begin(), named.end(), [](bool is_named) { return is_named; }))
    return write_halves(groups);
  std::vector<Group> others;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (named[i])
      WHIMBREL_TRY(write_alone(groups[i]));
    else
      others.push_back(groups[i]);
  }
  return write_together(others);
}

}  // namespace whimbrel::stores::dynamodb
