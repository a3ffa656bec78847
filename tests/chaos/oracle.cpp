#include "tests/chaos/oracle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <optional>

#include "tests/chaos/oracle_journal.hpp"

namespace whimbrel::chaos {
namespace {

using Images = std::map<std::string, std::vector<BeforeImage>>;  // by item key

std::optional<std::string> at(const std::map<std::string, std::string>& items,
                              const std::string& key) {
  const auto found = items.find(key);
  return found == items.end() ? std::nullopt : std::optional(found->second);
}

std::string shown(const std::optional<std::string>& item) { return item.value_or("(not there)"); }

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

// The blocks of a run as far as they count, or with `orphans` all that stand there.
std::string gather_images(const Contents& contents, const RunSeen& run, bool orphans,
                          Images& images) {
  const CheckpointSeen checkpoint = checkpoint_of(contents, run.run_id, "apply");
  std::string previous(32, '\0');
  std::uint64_t sequence = 0;
  for (const auto& [key, bytes] : contents.journal) {
    if (!key.starts_with(run.run_id + "/")) continue;
    if (sequence >= checkpoint.journal_next_sequence && !orphans) break;
    Block block;
    if (const std::string wrong = read_block(bytes, block); !wrong.empty())
      return key + ": " + wrong;
    if (key != fmt::format("{}/0000/{:08}", run.run_id, sequence) || block.sequence != sequence)
      return key + ": is out of sequence";
    if (block.previous != previous) return key + ": does not follow the block before";
    for (BeforeImage& entry : block.entries) images[entry.key].push_back(std::move(entry));
    previous = block.hash;
    if (++sequence == checkpoint.journal_next_sequence &&
        checkpoint.journal_last_hash != hex(block.hash))
      return key + ": is not the block that the checkpoint names as the last";
  }
  if (sequence < checkpoint.journal_next_sequence) return "journal blocks are missing";
  return {};
}

std::string judge_update(const SeedItem& item, const BeforeImage& image) {
  std::map<std::string, FieldImage> fields = image.fields;
  const FieldImage state = fields["state"];
  if (state.inverse != FieldImage::Inverse::set || state.raw != "\"old\"" ||
      state.after != fingerprint("\"new\""))
    return "the before-image of state is not true";
  const FieldImage stamp = fields["stamp"];
  const auto inverse = item.stamp_before ? FieldImage::Inverse::set : FieldImage::Inverse::unset;
  if (stamp.inverse != inverse || stamp.raw != item.stamp_before.value_or("") ||
      stamp.after != fingerprint(stamp_written()))
    return "the before-image of stamp is not true";
  if (item.obsolete_before) {
    const FieldImage obsolete = fields["obsolete"];
    if (obsolete.inverse != FieldImage::Inverse::insert || obsolete.after ||
        obsolete.raw.find(*item.obsolete_before) == std::string::npos ||
        item.before.find(obsolete.raw) == std::string::npos)
      return "the before-image of obsolete is not true";
  }
  const std::size_t expected = item.obsolete_before ? 3 : 2;
  return fields.size() == expected ? "" : "the journal holds fields that were not changed";
}

std::string judge_image(const SeedItem& item, const std::vector<BeforeImage>& images) {
  if (!item.is_changed) return "is in the journal, though it is not to be changed";
  if (images.size() != 1) return fmt::format("is in the journal {} times", images.size());
  const BeforeImage& image = images[0];
  if (image.collection != collection_name) return "is filed under " + image.collection;
  if (item.after)
    return image.done == BeforeImage::Done::update
               ? judge_update(item, image)
               : "is journaled as something else than an update";
  if (image.done != BeforeImage::Done::erase) return "is journaled as something else than erased";
  return image.before == item.before ? "" : "the before-image differs from what was erased";
}

}  // namespace

Oracle::Oracle(int items, bool store_has_transactions)
    : seed_(make_seed(items)), transactions_(store_has_transactions) {}

std::size_t Oracle::changed_items() const {
  return static_cast<std::size_t>(std::count_if(
      seed_.begin(), seed_.end(), [](const SeedItem& item) { return item.is_changed; }));
}

std::string Oracle::judge_items(const std::map<std::string, std::string>& items,
                                bool applied) const {
  std::size_t expected_count = 0;
  for (const SeedItem& item : seed_) {
    const std::optional<std::string> expected =
        applied ? item.after : std::optional<std::string>(item.before);
    if (expected) ++expected_count;
    if (const auto found = at(items, item.key); found != expected)
      return fmt::format("{} is {}\n  but must be {}", item.key, shown(found), shown(expected));
  }
  if (items.size() != expected_count)
    return fmt::format("{} items are there, not {}", items.size(), expected_count);
  return {};
}

std::string Oracle::judge_original(const std::map<std::string, std::string>& items) const {
  return judge_items(items, false);
}

std::string Oracle::judge_journal(const Contents& contents, const RunSeen& run) const {
  Images images;
  if (std::string wrong = gather_images(contents, run, false, images); !wrong.empty()) return wrong;
  for (const SeedItem& item : seed_) {
    const auto found = images.find(item.key);
    if (found == images.end()) {
      if (item.is_changed) return item.key + " was changed, but is not in the journal";
      continue;
    }
    if (const std::string wrong = judge_image(item, found->second); !wrong.empty())
      return item.key + ": " + wrong;
    images.erase(found);
  }
  return images.empty() ? "" : "the journal holds items that never were";
}

std::string Oracle::judge_counters(const Contents& contents, const RunSeen& run, Goal goal) const {
  CountersSeen expected;
  expected.scanned = seed_.size();
  expected.changed = changed_items();
  expected.quarantined = static_cast<std::uint64_t>(std::count_if(
      seed_.begin(), seed_.end(), [](const SeedItem& item) { return item.is_rejected; }));
  const auto told = [](const CountersSeen& counters) {
    return fmt::format("{} scanned, {} changed, {} conflicts, {} skipped, {} quarantined",
                       counters.scanned, counters.changed, counters.conflicts, counters.skipped,
                       counters.quarantined);
  };
  if (run.counters != expected)
    return "the run counts " + told(run.counters) + ", but it was " + told(expected);
  if (checkpoint_of(contents, run.run_id, "apply").counters != expected)
    return "the checkpoint counts otherwise than the run";
  const auto rejected = std::count_if(
      contents.ledger.begin(), contents.ledger.end(),
      [&](const auto& record) { return record.first.starts_with("quarantine/" + run.run_id); });
  if (static_cast<std::uint64_t>(rejected) != expected.quarantined)
    return fmt::format("{} items are quarantined", rejected);
  if (goal == Goal::applied) return {};
  const CheckpointSeen undo = checkpoint_of(contents, run.run_id, "undo");
  if (!undo.done || undo.counters.scanned != expected.changed ||
      undo.counters.changed + undo.counters.skipped != expected.changed ||
      (transactions_ && undo.counters.skipped != 0) || undo.counters.quarantined != 0)
    return "the rollback counts " + told(undo.counters);
  return {};
}

std::string Oracle::judge_end(const Contents& contents, Goal goal) const {
  try {
    const RunSeen run = newest_run(contents);
    const std::string status = goal == Goal::applied ? "completed" : "rolled_back";
    if (run.status != status) return "the run is '" + run.status + "', not " + status;
    if (run.run_time_ms != run_time_ms) return "the run's time is not its clock's";
    if (std::string wrong = judge_items(contents.items, goal == Goal::applied); !wrong.empty())
      return wrong;
    if (std::string wrong = judge_journal(contents, run); !wrong.empty()) return wrong;
    return judge_counters(contents, run, goal);
  } catch (const std::exception& error) {
    return std::string("the ledger cannot be read: ") + error.what();
  }
}

std::string Oracle::judge_crash(const Contents& contents, Goal goal,
                                const WritesSeen& writes) const {
  try {
    const std::set<std::string> attempted(writes.attempted.begin(), writes.attempted.end());
    const RunSeen run = newest_run(contents);
    Images images;
    if (std::string wrong = gather_images(contents, run, !transactions_, images); !wrong.empty())
      return wrong;
    std::size_t known = 0;
    for (const SeedItem& item : seed_) {
      const auto found = at(contents.items, item.key);
      if (found) ++known;
      const bool is_after = item.is_changed && found == item.after;
      if (!is_after && found != item.before)
        return fmt::format("{} is {}\n  neither before nor after", item.key, shown(found));
      if (!item.is_changed) continue;
      const bool is_done = is_after == (goal == Goal::applied);
      if (!is_done && writes.acknowledged.contains(item.key))
        return item.key + " was acknowledged, but the crash took it back";
      if (is_done && !attempted.contains(item.key))
        return item.key + " was written, but nobody said so";
      if (is_after && !images.contains(item.key))
        return item.key + " is changed, but not in the journal";
    }
    return known == contents.items.size() ? "" : "there are items that never were";
  } catch (const std::exception& error) {
    return std::string("the ledger cannot be read: ") + error.what();
  }
}

}  // namespace whimbrel::chaos
