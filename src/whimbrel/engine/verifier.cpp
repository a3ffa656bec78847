#include "whimbrel/engine/verifier.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "whimbrel/engine/counted.hpp"
#include "whimbrel/engine/item_changer.hpp"
#include "whimbrel/engine/item_restorer.hpp"
#include "whimbrel/engine/journal_sweep.hpp"
#include "whimbrel/engine/ledger/ledger.hpp"
#include "whimbrel/engine/pass_walk.hpp"

namespace whimbrel::engine {
namespace {

using stores::ItemWrite;

constexpr std::size_t wrong_keys_max = 10;
constexpr std::size_t quarantine_read_max = 1'000'000;

std::string item_identity(std::string_view collection, std::string_view key) {
  std::string identity(collection);
  identity += '\0';
  identity += key;
  return identity;
}

// Counts verdicts on entries; the derived class gives them.
class CountingVisitor : public EntryVisitor {
 public:
  enum class Verdict : std::uint8_t { intact, changed_since, left, wrong };

  base::Status visit(const JournalEntry& entry, std::optional<std::string_view> current) final {
    ++found.checked;
    WHIMBREL_ASSIGN(const Verdict verdict, judge(entry, current));
    switch (verdict) {
      case Verdict::intact:
        ++found.intact;
        break;
      case Verdict::changed_since:
        ++found.changed_since;
        break;
      case Verdict::left:
        ++found.left;
        break;
      case Verdict::wrong:
        ++found.wrong;
        if (found.wrong_keys.size() < wrong_keys_max) found.wrong_keys.emplace_back(entry.key);
        break;
    }
    return {};
  }

  Verification found;

 private:
  virtual base::Result<Verdict> judge(const JournalEntry& entry,
                                      std::optional<std::string_view> current) = 0;
};

// Puts each before-image through the transformation again and compares with what is there.
class AppliedVisitor final : public CountingVisitor {
 public:
  AppliedVisitor(ItemChanger changer, std::unique_ptr<model::ItemView> view, bool repeatable)
      : changer_(std::move(changer)), view_(std::move(view)), repeatable_(repeatable) {}

 private:
  base::Result<Verdict> judge(const JournalEntry& entry,
                              std::optional<std::string_view> current) override {
    if (entry.done == ItemWrite::Kind::erase) return judge_erased(entry, current);
    if (!current) return Verdict::changed_since;
    if (entry.done == ItemWrite::Kind::insert) {
      return model::fingerprint_of(*current) == entry.after ? Verdict::intact
                                                            : Verdict::changed_since;
    }
    WHIMBREL_ASSIGN(const Verdict verdict, judge_updated(entry, *current));
    if (!repeatable_) {
      WHIMBREL_ASSIGN(const auto again, look_at(*current));
      if (again == ItemChanger::Verdict::changed) ++found.selected_again;
    }
    return verdict;
  }

  base::Result<ItemChanger::Verdict> look_at(std::string_view item) {
    const auto verdict = changer_.look_at(item);
    if (verdict == ItemChanger::Verdict::failed) return tl::unexpected(changer_.failure());
    return verdict;
  }

  base::Result<Verdict> judge_erased(const JournalEntry& entry,
                                     std::optional<std::string_view> current) {
    if (current) return Verdict::changed_since;
    before_.assign(entry.before);
    before_.reserve(before_.size() + model::item_padding_bytes);
    WHIMBREL_ASSIGN(const auto seen, look_at(before_));
    const bool selects = seen == ItemChanger::Verdict::changed;
    return selects && changer_.sink().wants_erase() ? Verdict::intact : Verdict::wrong;
  }

  base::Result<Verdict> judge_updated(const JournalEntry& entry, std::string_view current) {
    if (!view_->load(current)) return Verdict::changed_since;
    for (const FieldUndo& field : entry.fields)
      if (!is_as_written(field, view_->find(*field.inverse.path))) return Verdict::changed_since;

    inverse_.clear();
    for (const FieldUndo& field : entry.fields) inverse_.push_back(field.inverse);
    before_.clear();
    redo_.clear();
    arena_.clear();
    if (!view_->splice(inverse_, before_, redo_, arena_)) return Verdict::wrong;
    before_.reserve(before_.size() + model::item_padding_bytes);
    WHIMBREL_ASSIGN(const auto seen, look_at(before_));
    if (seen != ItemChanger::Verdict::changed) return Verdict::changed_since;
    for (const model::Edit& edit : changer_.sink().edits()) {
      const auto raw = view_->find(*edit.path);
      const bool as_expected = edit.kind == model::Edit::Kind::unset ? !raw : raw == edit.raw;
      if (!as_expected) return Verdict::wrong;
    }
    return Verdict::intact;
  }

  ItemChanger changer_;
  std::unique_ptr<model::ItemView> view_;
  bool repeatable_;
  std::string before_;
  std::vector<model::Edit> inverse_;
  std::vector<model::Edit> redo_;
  model::Arena arena_;
};

class UndoneVisitor final : public CountingVisitor {
 public:
  UndoneVisitor(std::unique_ptr<model::ItemView> view, const std::set<std::string>& left)
      : view_(std::move(view)), left_(left) {}

 private:
  base::Result<Verdict> judge(const JournalEntry& entry,
                              std::optional<std::string_view> current) override {
    if (is_restored(entry, current)) return Verdict::intact;
    if (left_.contains(item_identity(entry.collection, entry.key))) return Verdict::left;
    return still_as_written(entry, current) ? Verdict::wrong : Verdict::changed_since;
  }

  bool is_restored(const JournalEntry& entry, std::optional<std::string_view> current) {
    if (entry.done == ItemWrite::Kind::erase) return current == entry.before;
    if (entry.done == ItemWrite::Kind::insert) return !current;
    if (!current || !view_->load(*current)) return false;
    for (std::size_t i = 0; i < entry.fields.size(); ++i)
      if (!is_as_before(entry.fields, i, *view_)) return false;
    return true;
  }

  bool still_as_written(const JournalEntry& entry, std::optional<std::string_view> current) {
    // What was brought back and is gone again, a user deleted.
    if (entry.done == ItemWrite::Kind::erase || !current) return false;
    if (entry.done == ItemWrite::Kind::insert)
      return model::fingerprint_of(*current) == entry.after;
    return std::all_of(entry.fields.begin(), entry.fields.end(), [&](const FieldUndo& field) {
      return is_as_written(field, view_->find(*field.inverse.path));
    });
  }

  std::unique_ptr<model::ItemView> view_;
  const std::set<std::string>& left_;
};

class LeftOverVisitor final : public SegmentVisitor {
 public:
  // `observer` may be null.
  LeftOverVisitor(ItemChanger changer, stores::Store& store, const std::string& collection,
                  const std::set<std::string>& quarantined, ItemObserver* observer)
      : changer_(std::move(changer)),
        collection_(collection),
        quarantined_(quarantined),
        observer_(observer) {
    changer_.probe_inserts(InsertProbe(store));
  }

  base::Status visit(std::size_t, const stores::Page& page) override {
    WHIMBREL_TRY(changer_.expect(page));
    for (std::size_t i = 0; i < page.size(); ++i) {
      const auto verdict = changer_.look_at(page[i]);
      if (verdict == ItemChanger::Verdict::failed) return tl::unexpected(changer_.failure());
      if (verdict == ItemChanger::Verdict::changed &&
          !quarantined_.contains(item_identity(collection_, page[i].key)))
        ++left_over;
      if (observer_ == nullptr) continue;
      if (verdict == ItemChanger::Verdict::unreadable)
        observer_->observe_unreadable();
      else
        observer_->observe(changer_.view());
    }
    return {};
  }

  std::uint64_t left_over = 0;

 private:
  ItemChanger changer_;
  const std::string& collection_;
  const std::set<std::string>& quarantined_;
  ItemObserver* observer_;
};

// The identities of items in quarantine.
base::Result<std::set<std::string>> quarantined_items(const RunEnvironment& environment,
                                                      const std::string& run_id,
                                                      std::string_view phase) {
  WHIMBREL_ASSIGN(const auto session, environment.store.open_session());
  Ledger ledger(*session);
  WHIMBREL_ASSIGN(const auto items, ledger.quarantined(run_id, phase, quarantine_read_max));
  std::set<std::string> identities;
  for (const QuarantinedItem& item : items)
    identities.insert(item_identity(item.collection, item.key));
  return identities;
}

template <typename Visitor>
Verification total_of(const std::vector<std::unique_ptr<Visitor>>& visitors) {
  Verification total;
  for (const auto& visitor : visitors) {
    const Verification& part = visitor->found;
    total.checked += part.checked;
    total.intact += part.intact;
    total.changed_since += part.changed_since;
    total.left += part.left;
    total.wrong += part.wrong;
    total.selected_again += part.selected_again;
    for (const std::string& key : part.wrong_keys)
      if (total.wrong_keys.size() < wrong_keys_max) total.wrong_keys.push_back(key);
  }
  return total;
}

std::string join(const std::vector<std::string>& keys) {
  std::string text;
  for (const std::string& key : keys) text += (text.empty() ? "" : ", ") + key;
  return text;
}

}  // namespace

base::Result<Verification> verify_applied(const RunEnvironment& environment,
                                          const Migration& migration, const Plan& plan,
                                          const RunRecord& run, std::uint32_t threads) {
  std::vector<std::unique_ptr<AppliedVisitor>> visitors;
  std::uint32_t segment = 0;
  for (const Pass* pass : walked_passes(migration)) {
    const auto make_visitor = [&]() -> base::Result<EntryVisitor*> {
      WHIMBREL_ASSIGN(auto changer, ItemChanger::make(*pass, plan.inputs, environment.store));
      visitors.push_back(std::make_unique<AppliedVisitor>(
          std::move(changer), environment.store.codec().make_view(), migration.info().repeatable));
      return visitors.back().get();
    };
    for (std::uint32_t part = 0; part < run.parts; ++part)
      WHIMBREL_TRY(
          sweep_journal(environment, run.run_id, segment++, threads, "verify", make_visitor));
  }
  return total_of(visitors);
}

base::Result<Verification> verify_undone(const RunEnvironment& environment, const RunRecord& run,
                                         std::uint32_t threads) {
  WHIMBREL_ASSIGN(const auto left, quarantined_items(environment, run.run_id, "undo"));
  std::vector<std::unique_ptr<UndoneVisitor>> visitors;
  const auto make_visitor = [&]() -> base::Result<EntryVisitor*> {
    visitors.push_back(
        std::make_unique<UndoneVisitor>(environment.store.codec().make_view(), left));
    return visitors.back().get();
  };
  for (std::uint32_t segment = 0; segment < run.segments; ++segment)
    WHIMBREL_TRY(sweep_journal(environment, run.run_id, segment, threads, "verify", make_visitor));
  return total_of(visitors);
}

base::Result<AfterRead> read_after_run(const RunEnvironment& environment,
                                       const Migration& migration, const Plan& plan,
                                       const std::string& run_id, std::uint32_t threads) {
  AfterRead found;
  WHIMBREL_ASSIGN(const auto quarantined, quarantined_items(environment, run_id, "apply"));
  std::vector<std::unique_ptr<LeftOverVisitor>> visitors;
  // An observer is promised every item of the migration's own collection.
  bool observed = false;
  for (const Pass* pass : walked_passes(migration)) {
    const bool observes = !observed && pass->collection() == plan.collection;
    const auto make_visitor = [&]() -> base::Result<SegmentVisitor*> {
      WHIMBREL_ASSIGN(auto changer, ItemChanger::make(*pass, plan.inputs, environment.store));
      std::unique_ptr<ItemObserver> observer;
      if (observes) {
        WHIMBREL_ASSIGN(observer, migration.make_observer(environment.store.codec()));
      }
      visitors.push_back(std::make_unique<LeftOverVisitor>(
          std::move(changer), environment.store, pass->collection(), quarantined, observer.get()));
      observed = observed || observer != nullptr;
      if (observer) found.observers.push_back(std::move(observer));
      return visitors.back().get();
    };
    WHIMBREL_ASSIGN(const auto looks, migration.make_observer(environment.store.codec()));
    const bool wants_all = observes && looks != nullptr;
    WHIMBREL_TRY(walk_in_parallel(environment, *pass, plan.inputs, threads, "verify", make_visitor,
                                  wants_all ? nullptr : pass->prefilter()));
  }
  for (const auto& visitor : visitors) found.left_over += visitor->left_over;
  return found;
}

CheckResult applied_check(const Verification& found, const Plan& plan) {
  CheckResult check;
  check.name = "every write is what the migration gives for its before-image";
  check.passed = found.wrong == 0;
  check.detail = fmt::format("{} checked, {} as expected", counted(found.checked, plan.item_noun),
                             count_text(found.intact));
  if (found.changed_since > 0)
    check.detail += fmt::format(", {} changed by users since", count_text(found.changed_since));
  if (found.wrong > 0) {
    check.detail += fmt::format(", {} WRONG (such as {}): look at them, then `whimbrel down`",
                                count_text(found.wrong), join(found.wrong_keys));
  }
  return check;
}

CheckResult undone_check(const Verification& found, const Plan& plan) {
  CheckResult check;
  check.name = "every change is taken back";
  check.passed = found.wrong == 0;
  check.detail = fmt::format("{} checked, {} as before the run",
                             counted(found.checked, plan.item_noun), count_text(found.intact));
  if (found.left + found.changed_since > 0)
    check.detail += fmt::format(", {} left as users changed them since",
                                count_text(found.left + found.changed_since));
  if (found.wrong > 0) {
    check.detail +=
        fmt::format(", {} still hold what the run wrote (such as {}): `whimbrel resume`",
                    count_text(found.wrong), join(found.wrong_keys));
  }
  return check;
}

CheckResult left_over_check(std::uint64_t items_left_over, const Migration& migration,
                            const Plan& plan) {
  CheckResult check;
  check.name = fmt::format("no {} is selected any more", plan.item_noun);
  if (plan.test_items_max) {
    check.only_warns = true;
    check.passed = items_left_over == 0;
    check.detail = fmt::format("TEST_MODE changed at most {}; {} are left for the full run",
                               count_text(*plan.test_items_max), count_text(items_left_over));
    return check;
  }
  check.passed = items_left_over == 0;
  check.only_warns = !migration.info().repeatable;
  if (check.passed) {
    check.detail = "none is";
    return check;
  }
  check.detail =
      fmt::format("{} still are: written by users behind the run; ", count_text(items_left_over));
  check.detail += migration.info().repeatable
                      ? "`whimbrel resume` takes them too"
                      : "they are left, because changing an item twice would do harm";
  return check;
}

}  // namespace whimbrel::engine
