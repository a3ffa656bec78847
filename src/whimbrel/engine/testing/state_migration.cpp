#include "whimbrel/engine/testing/state_migration.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace whimbrel::engine::testing {
namespace {

struct Fields {
  model::Path state{{"state"}};
  model::Path stamp{{"stamp"}};
  model::Path obsolete{{"obsolete"}};
  model::Path fragile{{"fragile"}};
  model::Path owner{{"owner"}};
  model::Path amount{{"amount"}};
};

const Fields& fields() {
  static const Fields all;
  return all;
}

class StateTransformer final : public Transformer {
 public:
  StateTransformer(std::string new_state, std::string stamp)
      : new_state_(std::move(new_state)), stamp_(std::move(stamp)) {}

  void transform(const model::ItemView& item, ChangeSink& sink) override {
    const auto raw = item.find(fields().state);
    const auto state = raw ? item.string_of(*raw) : std::nullopt;
    if (state == "dead") {
      sink.erase();
    } else if (state == "old") {
      if (item.find(fields().fragile)) {
        sink.reject("is fragile");
        return;
      }
      sink.set(fields().state, new_state_);
      sink.set(fields().stamp, stamp_);
      if (item.find(fields().obsolete)) sink.unset(fields().obsolete);
    } else {
      return;
    }
    const auto owner = item.find(fields().owner);
    const auto amount = item.find(fields().amount);
    if (owner)
      sink.attribute(item.string_of(*owner).value_or("?"),
                     amount ? item.integer_of(*amount) : std::nullopt);
  }

 private:
  std::string new_state_;
  std::string stamp_;
};

}  // namespace

StateMigration::StateMigration() {
  info_.id = "900_renew_state";
  info_.description = "Give old things their new state";
  info_.collection = "things";
  info_.definition = "state old: set state new, stamp run time, unset obsolete; state dead: erase";
  info_.item_noun = "thing";
  info_.secret_fields = {"secret"};
  guard_fields_ = {fields().state, fields().fragile, fields().obsolete};
}

base::Result<std::unique_ptr<Transformer>> StateMigration::prepare(
    const PinnedInputs& inputs, const model::ItemCodec& codec) const {
  std::string state;
  std::string stamp;
  WHIMBREL_TRY(codec.encode_value(model::Value(std::string("new")), state));
  if (!codec.encode_value(model::Value(model::Date{inputs.run_time_ms}), stamp))
    WHIMBREL_TRY(codec.encode_value(model::Value(inputs.run_time_ms), stamp));
  return std::make_unique<StateTransformer>(std::move(state), std::move(stamp));
}

std::string item_key(int number) { return fmt::format("\"item-{:04}\"", number); }

std::string item_text(int number, std::string_view state, std::string_view extra) {
  return fmt::format(
      R"({{"_id": "item-{:04}", "state": "{}", "owner": "user-{}", "amount": {}{}{}}})", number,
      state, number % 5, number * 10, extra.empty() ? "" : ", ", extra);
}

std::string kept_text(const model::ItemCodec& codec, std::string_view text) {
  if (&codec == &model::extended_json_codec()) return std::string(text);
  const auto item = model::extended_json_codec().decode_item(text);
  std::string kept;
  return item && codec.encode_item(*item, kept) ? kept : std::string(text);
}

base::Status fill_things(stores::Store& store, int count) {
  WHIMBREL_TRY(store.create_collection({"things", {model::Path({"_id"})}}));
  WHIMBREL_ASSIGN(const auto session, store.open_session());
  for (int i = 0; i < count; ++i) {
    const std::string text = i % 3 == 0   ? item_text(i, "old", R"("obsolete": [1, 2], "tail": 1)")
                             : i % 7 == 0 ? item_text(i, "dead")
                                          : item_text(i, "fine");
    const std::string key = item_key(i);
    stores::ItemWrite write;
    write.kind = stores::ItemWrite::Kind::insert;
    write.collection = "things";
    write.key = key;
    const std::string kept = kept_text(store.codec(), text);
    write.after = kept;
    std::array<stores::WriteOutcome, 1> outcome{};
    WHIMBREL_TRY(session->write(std::span(&write, 1), outcome));
  }
  return {};
}

std::string dump(stores::Store& store, std::string_view collection) {
  std::vector<std::string> lines;
  auto session = store.open_session();
  if (!session) return "cannot open: " + session.error().describe();
  stores::ScanRequest request;
  request.collection = collection;
  stores::Page page;
  for (bool ended = false; !ended;) {
    page.clear();
    const auto scanned = (*session)->scan(request, page);
    if (!scanned) return "cannot scan: " + scanned.error().describe();
    ended = *scanned;
    for (std::size_t i = 0; i < page.size(); ++i)
      lines.push_back(fmt::format("{}\t{}\n", page[i].key, page[i].bytes));
    if (!ended) request.range.after = model::Key{std::string(page.reached())};
  }
  if (!store.capabilities().ordered_scans) std::sort(lines.begin(), lines.end());
  return fmt::format("{}", fmt::join(lines, ""));
}

base::Status overwrite_item(stores::Store& store, int number, std::string_view text) {
  const std::string key = item_key(number);
  const model::KeyView key_view = key;
  WHIMBREL_ASSIGN(const auto session, store.open_session());
  stores::Page page;
  WHIMBREL_TRY(session->read("things", std::span(&key_view, 1), page));
  std::array<stores::WriteOutcome, 1> outcome{};
  stores::ItemWrite write;
  write.collection = "things";
  write.key = key;
  if (!page.empty()) {
    write.kind = stores::ItemWrite::Kind::erase;
    write.basis = page[0].bytes;
    WHIMBREL_TRY(session->write(std::span(&write, 1), outcome));
  }
  if (text.empty()) return {};
  const std::string kept = kept_text(store.codec(), text);
  write.kind = stores::ItemWrite::Kind::insert;
  write.basis = {};
  write.after = kept;
  return session->write(std::span(&write, 1), outcome);
}

}  // namespace whimbrel::engine::testing
