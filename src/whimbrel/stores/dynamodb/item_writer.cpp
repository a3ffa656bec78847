#include "whimbrel/stores/dynamodb/item_writer.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <utility>
#include <vector>

#include "whimbrel/model/dynamodb_codec.hpp"
#include "whimbrel/stores/dynamodb/transaction_request.hpp"
#include "whimbrel/stores/write_group.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

using base::ErrorKind;

// Each time a live writer changed something beside the guards in the meantime.
constexpr int changes_met_max = 10;

tl::unexpected<base::Error> keeps_changing(const ItemWrite& write) {
  return base::fail(ErrorKind::busy,
                    fmt::format("item {} of \"{}\" kept changing under live writers", write.key,
                                write.collection),
                    "try again when fewer users write");
}

std::string doing(const ItemWrite& write) {
  return fmt::format("writing item {} of \"{}\"", write.key, write.collection);
}

// The Attributes of a reply, as DynamoDB spells them; empty when there are none.
std::string attributes_of(const std::string& reply) {
  simdjson::dom::parser parser;
  simdjson::dom::element json, attributes;
  if (parser.parse(reply).get(json) != simdjson::SUCCESS ||
      json["Attributes"].get(attributes) != simdjson::SUCCESS)
    return {};
  return simdjson::minify(attributes);
}

// A copy with the room behind it that a view reads.
std::string_view padded(const std::string& item, std::string& copy) {
  copy = item;
  copy.reserve(copy.size() + model::item_padding_bytes);
  return copy;
}

TableKey key_of_table(const TableSchema& table) { return {table.name, table.key}; }

}  // namespace

ItemWriter::ItemWriter(const StoreContext& context, TableCatalogue& catalogue)
    : catalogue_(catalogue),
      client_(context.make_client()),
      reader_(client_, context.clock),
      merge_(model::dynamodb_codec()),
      doubts_max_(context.options.client.tries_max),
      wait_(context.options.client.backoff_ms, context.options.client.backoff_ms_max, context.clock,
            context.cancellation) {}

base::Status ItemWriter::write(std::span<const ItemWrite> group, std::span<WriteOutcome> outcomes) {
  if (group.size() > 1 || group.front().kind == ItemWrite::Kind::check)
    return write_together(group, outcomes);
  WHIMBREL_ASSIGN(auto attempt, begin(group.front()));
  WHIMBREL_ASSIGN(outcomes.front(), write_alone(std::move(attempt)));
  return {};
}

base::Result<ItemWriter::Attempt> ItemWriter::begin(const ItemWrite& write) {
  Attempt attempt;
  attempt.write = &write;
  WHIMBREL_ASSIGN(attempt.table, catalogue_.remembered(write.collection));
  if (write.kind == ItemWrite::Kind::insert) return attempt;
  if (write.basis.empty()) {
    WHIMBREL_TRY(read_current(attempt));
  } else {
    attempt.current.assign(write.basis);
    attempt.there = true;
  }
  return attempt;
}

base::Status ItemWriter::read_current(Attempt& attempt) {
  Page page;
  const model::KeyView key = attempt.write->key;
  WHIMBREL_TRY(reader_.read(*attempt.table, {&key, 1}, page));
  attempt.there = !page.empty();
  attempt.current.assign(page.empty() ? std::string_view() : page[0].bytes);
  return {};
}

base::Status ItemWriter::take_current(Attempt& attempt, std::string_view item_json) {
  attempt.there = !item_json.empty();
  attempt.current.clear();
  if (!attempt.there) return {};
  std::string key;
  return reader_.take(*attempt.table, item_json, key, attempt.current);
}

WriteOutcome ItemWriter::judge(const Attempt& attempt) {
  const ItemWrite& write = *attempt.write;
  if (write.kind == ItemWrite::Kind::insert)
    return attempt.there ? WriteOutcome::exists : WriteOutcome::applied;
  if (!attempt.there) return WriteOutcome::missing;
  return merge_.decide(write, attempt.current);
}

base::Result<WriteOutcome> ItemWriter::write_alone(Attempt attempt) {
  const ItemWrite& write = *attempt.write;
  int doubts = 0;
  for (int changes_met = 0; changes_met < changes_met_max;) {
    const WriteOutcome outlook = judge(attempt);
    if (outlook != WriteOutcome::applied) return outlook;
    WHIMBREL_ASSIGN(const WriteRequest request,
                    write_request(write, key_of_table(*attempt.table), attempt.current));
    auto reply = client_.call(request.operation, request.body);
    if (reply && request.returns_old_item) return hold_to_whole_item(attempt, reply->json);
    if (reply) return WriteOutcome::applied;
    const DynamoDbError& error = reply.error();
    if (error.outcome_unknown) {
      WHIMBREL_ASSIGN(const bool done, was_done(attempt));
      if (done) return WriteOutcome::applied;
      if (++doubts == doubts_max_ || !wait_.wait_after(doubts))
        return tl::unexpected(to_error(error, doing(write)));
      continue;
    }
    if (!error.is("ConditionalCheckFailed")) return tl::unexpected(to_error(error, doing(write)));
    ++changes_met;
    // The condition may ask for more than the guards do: what they say of the item as it is counts.
    WHIMBREL_TRY(take_current(attempt, error.item));
  }
  return keeps_changing(write);
}

// What is as the write leaves it was made by the write, or by somebody who wanted the same. Of an
// update the fields that it writes say so: live writers may have changed others since.
base::Result<bool> ItemWriter::was_done(Attempt& attempt) {
  const ItemWrite& write = *attempt.write;
  const std::string after(write.kind == ItemWrite::Kind::update ? merge_.merged() : write.after);
  WHIMBREL_TRY(read_current(attempt));
  if (write.kind == ItemWrite::Kind::erase) return !attempt.there;
  if (!attempt.there || write.kind == ItemWrite::Kind::insert || write.edits.empty())
    return attempt.there && attempt.current == after;
  return edits_show(write.edits, after, attempt.current);
}

// Whether each of the edited fields is in `current` as it is in `after`.
base::Result<bool> ItemWriter::edits_show(std::span<const model::Edit> edits,
                                          const std::string& after, const std::string& current) {
  const auto after_view = model::dynamodb_codec().make_view();
  const auto current_view = model::dynamodb_codec().make_view();
  WHIMBREL_TRY(after_view->load(padded(after, old_padded_)));
  WHIMBREL_TRY(current_view->load(padded(current, new_padded_)));
  for (const model::Edit& edit : edits)
    if (after_view->find(*edit.path) != current_view->find(*edit.path)) return false;
  return true;
}

// No condition sees an attribute that somebody added, so what the write found is told by its reply.
base::Result<WriteOutcome> ItemWriter::hold_to_whole_item(Attempt& attempt,
                                                          const std::string& reply) {
  const std::string old_json = attributes_of(reply);
  std::string key, old_item;
  if (!old_json.empty()) WHIMBREL_TRY(reader_.take(*attempt.table, old_json, key, old_item));
  if (old_item == attempt.current) return WriteOutcome::applied;
  WHIMBREL_TRY(take_back(attempt, old_item));
  return WriteOutcome::guard_failed;
}

base::Status ItemWriter::take_back(const Attempt& attempt, const std::string& old_item) {
  const ItemWrite& done = *attempt.write;
  ItemWrite back;
  back.collection = done.collection;
  back.key = done.key;
  std::vector<model::Edit> edits;
  std::vector<model::FieldGuard> guards;
  std::string now;
  if (done.kind == ItemWrite::Kind::erase) {
    back.kind = ItemWrite::Kind::insert;
    back.after = old_item;
  } else {
    WHIMBREL_ASSIGN(now, as_written(done, old_item));
    WHIMBREL_TRY(plan_way_back(done, old_item, now, edits, guards));
    back.edits = edits;
    back.guards = guards;
  }
  WHIMBREL_ASSIGN(const WriteRequest request,
                  write_request(back, key_of_table(*attempt.table), now));
  const auto reply = client_.call(request.operation, request.body);
  // Where somebody wrote once more since, what they wrote stands.
  if (reply || reply.error().is("ConditionalCheckFailed")) return {};
  return tl::unexpected(to_error(reply.error(), "taking back " + doing(back)));
}

// The item that the update made of `old_item`.
base::Result<std::string> ItemWriter::as_written(const ItemWrite& write,
                                                 const std::string& old_item) {
  ItemWrite unguarded = write;
  unguarded.guards = {};
  unguarded.guards_whole_item = false;
  unguarded.basis = {};
  unguarded.after = {};
  if (merge_.decide(unguarded, old_item) != WriteOutcome::applied)
    return base::fail(ErrorKind::internal,
                      "a write that was done cannot be followed: " + doing(write),
                      "report this as a bug");
  return std::string(merge_.merged());
}

// The fields that the update wrote, back to what they were, as long as they are what it wrote.
base::Status ItemWriter::plan_way_back(const ItemWrite& write, const std::string& old_item,
                                       const std::string& now, std::vector<model::Edit>& edits,
                                       std::vector<model::FieldGuard>& guards) {
  const auto old_view = model::dynamodb_codec().make_view();
  const auto new_view = model::dynamodb_codec().make_view();
  WHIMBREL_TRY(old_view->load(padded(old_item, old_padded_)));
  WHIMBREL_TRY(new_view->load(padded(now, new_padded_)));
  for (const model::Edit& edit : write.edits) {
    const auto before = old_view->find(*edit.path);
    const auto kind = before ? model::Edit::Kind::set : model::Edit::Kind::unset;
    edits.push_back({kind, edit.path, before.value_or(model::RawValue()), 0});
    guards.push_back({edit.path, new_view->find(*edit.path)});
  }
  return {};
}

base::Result<bool> ItemWriter::judge_together(std::span<Attempt> attempts,
                                              std::span<WriteOutcome> outcomes) {
  bool possible = true;
  for (std::size_t i = 0; i < attempts.size(); ++i) {
    outcomes[i] = judge(attempts[i]);
    possible = possible && outcomes[i] == WriteOutcome::applied;
  }
  for (WriteOutcome& outcome : outcomes)
    if (!possible && outcome == WriteOutcome::applied) outcome = WriteOutcome::held_back;
  return possible;
}

base::Status ItemWriter::write_together(std::span<const ItemWrite> group,
                                        std::span<WriteOutcome> outcomes) {
  std::vector<Attempt> attempts;
  for (const ItemWrite& write : group) {
    WHIMBREL_ASSIGN(auto attempt, begin(write));
    attempts.push_back(std::move(attempt));
  }
  for (int changes_met = 0; changes_met < changes_met_max; ++changes_met) {
    WHIMBREL_ASSIGN(const bool possible, judge_together(attempts, outcomes));
    if (!possible) return {};
    TransactionRequest request;
    for (const Attempt& attempt : attempts) {
      WHIMBREL_ASSIGN(
          const std::string action,
          transaction_action(*attempt.write, key_of_table(*attempt.table), attempt.current));
      if (!request.add(action, std::max(attempt.current.size(), attempt.write->after.size())))
        return base::fail(ErrorKind::unsupported,
                          fmt::format("the {} writes around item {} of \"{}\" are more than one "
                                      "transaction of DynamoDB takes",
                                      group.size(), group.front().key, group.front().collection),
                          "let the migration write less at once for one item");
    }
    const auto reply = client_.call("TransactWriteItems", request.body());
    if (reply) return {};
    if (!reply.error().is("TransactionCanceled"))
      return tl::unexpected(to_error(reply.error(), doing(group.front())));
    for (std::size_t i = 0; i < attempts.size(); ++i) {
      const bool failed = i < reply.error().reasons.size() &&
                          reply.error().reasons[i].code == "ConditionalCheckFailed";
      if (failed) WHIMBREL_TRY(take_current(attempts[i], reply.error().reasons[i].item));
    }
  }
  return keeps_changing(group.front());
}

}  // namespace whimbrel::stores::dynamodb
