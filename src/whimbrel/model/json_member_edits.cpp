#include "whimbrel/model/json_member_edits.hpp"

#include <algorithm>

#include "whimbrel/model/json_string.hpp"

namespace whimbrel::model {
namespace {

using Comma = JsonMemberText::Comma;

std::size_t quote_of(const JsonMember& member) noexcept { return member.name_begin - 1; }

const std::string& segment_of(const JsonMemberEdit& edit, std::size_t depth) {
  return edit.edit.path->segments()[depth];
}

// Moves the edits whose path goes on as the first one's to the front; says how many they are.
std::size_t group_first(std::span<JsonMemberEdit> edits, std::size_t depth) {
  if (edits.size() == 1) return 1;
  const std::string name = segment_of(edits.front(), depth);
  const auto rest = std::stable_partition(
      edits.begin(), edits.end(),
      [&](const JsonMemberEdit& edit) { return segment_of(edit, depth) == name; });
  return static_cast<std::size_t>(rest - edits.begin());
}

const Path* prefix_of(const Path* path, std::size_t segments) {
  while (path->segments().size() > segments) path = path->parent();
  return path;
}

}  // namespace

base::Status JsonMemberEdits::plan(const JsonStructure& item, std::span<const JsonMemberEdit> edits,
                                   JsonChanges& changes, std::vector<Edit>& inverse, Arena& arena) {
  item_ = &item;
  changes_ = &changes;
  inverse_ = &inverse;
  arena_ = &arena;
  closing_brace_ = edits.front().container.end - 1;
  members_.clear();
  item.append_members(edits.front().container, members_);
  item_members_.clear();
  if (members_.size() < 2) item.append_members(item.root(), item_members_);
  style_ = style_of(item, members_, item_members_);
  WHIMBREL_TRY(sort_out(edits));
  remove_members();
  insert_members();
  append_members();
  return {};
}

base::Status JsonMemberEdits::sort_out(std::span<const JsonMemberEdit> edits) {
  removed_as_.assign(members_.size(), nullptr);
  insertions_.clear();
  appended_.clear();
  for (const JsonMemberEdit& edit : edits) {
    switch (edit.edit.kind) {
      case Edit::Kind::set:
        appended_.push_back(edit);
        break;
      case Edit::Kind::unset:
        mark_removed(edit);
        break;
      case Edit::Kind::insert:
        WHIMBREL_ASSIGN(const JsonMemberText text, read_member_text(edit.edit.raw));
        insertions_.push_back({text, edit.edit});
        break;
    }
  }
  std::stable_sort(
      insertions_.begin(), insertions_.end(),
      [](const Insertion& a, const Insertion& b) { return a.edit.ordinal < b.edit.ordinal; });
  staying_.clear();
  for (std::uint32_t i = 0; i < members_.size(); ++i)
    if (removed_as_[i] == nullptr) staying_.push_back(i);
  return {};
}

void JsonMemberEdits::mark_removed(const JsonMemberEdit& removal) {
  const std::string& name = segment_of(removal, removal.depth);
  for (std::size_t i = 0; i < members_.size(); ++i)
    if (item_->has_name(members_[i], name)) removed_as_[i] = removal.edit.path;
}

void JsonMemberEdits::remove_members() {
  for (std::uint32_t i = 0; i < members_.size(); ++i) {
    if (removed_as_[i] == nullptr) continue;
    std::size_t begin = quote_of(members_[i]);
    std::size_t end = i + 1 < members_.size() ? quote_of(members_[i + 1]) : closing_brace_;
    if (!staying_.empty() && i > staying_.back()) {
      begin = members_[i - 1].value.end;
      end = members_[i].value.end;
    }
    changes_->remove(begin, end);
    const auto removed = arena_->copy(item_->text_between(begin, end));
    inverse_->push_back({Edit::Kind::insert, removed_as_[i], removed, i});
  }
}

void JsonMemberEdits::insert_members() {
  for (std::size_t i = 0; i < insertions_.size(); ++i) {
    const auto& [text, edit] = insertions_[i];
    const std::size_t before = edit.ordinal > i ? edit.ordinal - i : 0;
    if (before < staying_.size())
      changes_->insert(quote_of(members_[staying_[before]]), fitted(text, Comma::after));
    else if (!staying_.empty())
      changes_->insert(members_[staying_.back()].value.end, fitted(text, Comma::before));
    else
      changes_->insert(closing_brace_,
                       fitted(text, i + 1 < insertions_.size() ? Comma::after : Comma::none));
    // Duplicates have one path, and one unset removes them all.
    const bool again = std::any_of(
        insertions_.begin(), insertions_.begin() + i,
        [&](const Insertion& other) { return *other.edit.path == *insertions_[i].edit.path; });
    if (!again) inverse_->push_back({Edit::Kind::unset, edit.path, {}, 0});
  }
}

// The removed member's own bytes where their comma suits the place; else anew in the item's style.
std::string_view JsonMemberEdits::fitted(const JsonMemberText& text, Comma wanted) {
  if (text.comma == wanted) return text.exact;
  scratch_.clear();
  if (wanted == Comma::before) style_.append_separator(scratch_);
  scratch_ += text.member;
  if (wanted == Comma::after) style_.append_separator(scratch_);
  return arena_->copy(scratch_);
}

void JsonMemberEdits::append_members() {
  const std::size_t at = staying_.empty() ? closing_brace_ : members_[staying_.back()].value.end;
  bool first = staying_.empty() && insertions_.empty();
  std::span<JsonMemberEdit> edits(appended_);
  while (!edits.empty()) {
    const std::size_t depth = edits.front().depth;
    const std::size_t count = group_first(edits, depth);
    scratch_.clear();
    if (!first) style_.append_separator(scratch_);
    write_member(edits.first(count), depth);
    changes_->insert(at, arena_->copy(scratch_));
    inverse_->push_back({Edit::Kind::unset, prefix_of(edits.front().edit.path, depth + 1), {}, 0});
    edits = edits.subspan(count);
    first = false;
  }
}

// Appends the member that the group's paths name at `depth`.
void JsonMemberEdits::write_member(std::span<JsonMemberEdit> group, std::size_t depth) {
  append_json_string(segment_of(group.front(), depth), scratch_);
  scratch_ += style_.colon;
  write_value(group, depth + 1);
}

// Appends the one edit's value where its path ends, an object of what the paths go on with before.
void JsonMemberEdits::write_value(std::span<JsonMemberEdit> group, std::size_t depth) {
  if (group.front().edit.path->segments().size() == depth) {
    scratch_ += group.front().edit.raw;
    return;
  }
  scratch_ += '{';
  for (bool first = true; !group.empty(); first = false) {
    const std::size_t count = group_first(group, depth);
    if (!first) style_.append_separator(scratch_);
    write_member(group.first(count), depth);
    group = group.subspan(count);
  }
  scratch_ += '}';
}

}  // namespace whimbrel::model
