#include "whimbrel/model/dynamodb_splice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "whimbrel/model/dynamodb_canonical.hpp"
#include "whimbrel/model/dynamodb_text.hpp"
#include "whimbrel/model/json_string.hpp"
#include "whimbrel/model/path.hpp"

namespace whimbrel::model {
namespace {

tl::unexpected<base::Error> bad_item_edits(std::string what) {
  return base::fail(base::ErrorKind::internal, std::move(what),
                    "give each field of an item at most one edit, and none to a field inside "
                    "another that is edited");
}

tl::unexpected<base::Error> cannot_edit_item(const Path& path, std::string_view why,
                                             std::string_view remedy) {
  return base::fail(base::ErrorKind::invalid_data, fmt::format("field {}: {}", path.text(), why),
                    std::string(remedy));
}

bool is_unset(const Edit* edit) noexcept { return edit->kind == Edit::Kind::unset; }

const std::string& name_at(const Edit* edit, std::size_t depth) {
  return edit->path->segments()[depth];
}

// How many of the edits, from the first on, have its segment at `depth`.
std::size_t group_size(std::span<const Edit* const> edits, std::size_t depth) {
  const auto other = std::ranges::find_if(edits, [&](const Edit* edit) {
    return name_at(edit, depth) != name_at(edits.front(), depth);
  });
  return static_cast<std::size_t>(other - edits.begin());
}

bool ends_at(const Edit* edit, std::size_t depth) { return edit->path->segments().size() == depth; }

const Path* ancestor_of(const Path* path, std::size_t segments) {
  while (path->segments().size() > segments) path = path->parent();
  return path;
}

}  // namespace

base::Status DynamoDbSplicer::splice(std::string_view item, std::span<const Edit> edits,
                                     std::string& after, std::vector<Edit>& inverse, Arena& arena) {
  WHIMBREL_TRY(sort_edits(edits));
  after_ = &after;
  inverse_ = &inverse;
  arena_ = &arena;
  const std::size_t after_before = after.size();
  const std::size_t inverse_before = inverse.size();
  after.reserve(after_before + item.size());
  base::Status status = merge_members(item, sorted_, 0);
  if (!status) {
    after.resize(after_before);
    inverse.resize(inverse_before);
  }
  return status;
}

base::Status DynamoDbSplicer::sort_edits(std::span<const Edit> edits) {
  sorted_.clear();
  for (const Edit& edit : edits) {
    if (edit.path == nullptr || edit.path->segments().empty())
      return bad_item_edits("an edit names no field of its item");
    sorted_.push_back(&edit);
  }
  std::ranges::sort(sorted_, [](const Edit* a, const Edit* b) { return *a->path < *b->path; });
  // What lies within a path sorts right behind it.
  for (std::size_t i = 1; i < sorted_.size(); ++i) {
    const auto& outer = sorted_[i - 1]->path->segments();
    const auto& inner = sorted_[i]->path->segments();
    if (outer.size() <= inner.size() && std::equal(outer.begin(), outer.end(), inner.begin()))
      return bad_item_edits(fmt::format("edits of {} and {} overlap", sorted_[i - 1]->path->text(),
                                        sorted_[i]->path->text()));
  }
  return {};
}

base::Status DynamoDbSplicer::merge_members(std::string_view object, Edits edits,
                                            std::size_t depth) {
  *after_ += '{';
  DynamoDbChildren members(object);
  while (members.next()) {
    int order = -1;
    while (!edits.empty() &&
           (order = compare_spelled_name(members.name(), name_at(edits.front(), depth))) > 0) {
      const std::size_t count = group_size(edits, depth);
      WHIMBREL_TRY(add_member(edits.first(count), depth));
      edits = edits.subspan(count);
    }
    const std::size_t count = edits.empty() || order != 0 ? 0 : group_size(edits, depth);
    WHIMBREL_TRY(merge_member(members.name(), members.value(), edits.first(count), depth));
    edits = edits.subspan(count);
  }
  while (!edits.empty()) {
    const std::size_t count = group_size(edits, depth);
    WHIMBREL_TRY(add_member(edits.first(count), depth));
    edits = edits.subspan(count);
  }
  *after_ += '}';
  return {};
}

void DynamoDbSplicer::begin_member(std::string_view spelled_name) {
  if (!after_->ends_with('{')) *after_ += ',';
  ((*after_ += '"') += spelled_name) += "\":";
}

base::Status DynamoDbSplicer::merge_member(std::string_view name, RawValue value, Edits edits,
                                           std::size_t depth) {
  const bool is_removed =
      edits.size() == 1 && ends_at(edits.front(), depth + 1) && is_unset(edits.front());
  if (is_removed) {
    undo(Edit::Kind::set, edits.front()->path, value);
    return {};
  }
  begin_member(name);
  return merge_value(value, edits, depth + 1);
}

// Writes a value that is there, as the edits, which lead `depth` segments deep to it, want it.
base::Status DynamoDbSplicer::merge_value(RawValue value, Edits edits, std::size_t depth) {
  if (edits.empty()) {
    *after_ += value;
    return {};
  }
  const Edit& first = *edits.front();
  if (ends_at(&first, depth)) {
    undo(Edit::Kind::set, first.path, value);
    return write_set(first);
  }
  const auto type = dynamodb_type_of(value);
  if (type == DynamoDbType::map || type == DynamoDbType::list) {
    const bool is_map = type == DynamoDbType::map;
    *after_ += is_map ? R"({"M":)" : R"({"L":)";
    const std::string_view content = dynamodb_content_of(value);
    WHIMBREL_TRY(is_map ? merge_members(content, edits, depth)
                        : merge_elements(content, edits, depth));
    *after_ += '}';
    return {};
  }
  const auto set = std::ranges::find_if_not(edits, is_unset);
  if (set != edits.end())
    return cannot_edit_item(
        *(*set)->path, "leads through a value that is no map and no list",
        "give the field that is in the way a map first, or leave this item out");
  *after_ += value;
  return {};
}

base::Status DynamoDbSplicer::merge_elements(std::string_view list, Edits edits,
                                             std::size_t depth) {
  *after_ += '[';
  DynamoDbChildren elements(list);
  std::uint64_t count = 0;
  for (; elements.next(); ++count) {
    if (count > 0) *after_ += ',';
    const auto is_here = [&](const Edit* edit) {
      return list_position_of(name_at(edit, depth)) == count;
    };
    const auto first = std::ranges::find_if(edits, is_here);
    const Edits group(first, std::find_if_not(first, edits.end(), is_here));
    if (!group.empty() && ends_at(group.front(), depth + 1) && is_unset(group.front()))
      return cannot_edit_item(*group.front()->path,
                              "is an element of a list, which cannot be unset",
                              "set the whole list instead");
    WHIMBREL_TRY(merge_value(elements.value(), group, depth + 1));
  }
  *after_ += ']';
  for (const Edit* edit : edits)
    if (!is_unset(edit) && list_position_of(name_at(edit, depth)).value_or(count) >= count)
      return cannot_edit_item(*edit->path, "is a position that its list does not have",
                              "set the whole list instead");
  return {};
}

// Adds a member that the item does not have, unless the edits want it removed anyway.
base::Status DynamoDbSplicer::add_member(Edits edits, std::size_t depth) {
  if (std::ranges::all_of(edits, is_unset)) return {};
  undo(Edit::Kind::unset, ancestor_of(edits.front()->path, depth + 1), {});
  scratch_.clear();
  append_json_string(name_at(edits.front(), depth), scratch_);
  begin_member(std::string_view(scratch_).substr(1, scratch_.size() - 2));
  return write_new(edits, depth + 1);
}

// Writes the one edit's value where its path ends, a map of what the paths go on with before.
base::Status DynamoDbSplicer::write_new(Edits edits, std::size_t depth) {
  if (ends_at(edits.front(), depth)) return write_set(*edits.front());
  *after_ += R"({"M":{)";
  while (!edits.empty()) {
    const std::size_t count = group_size(edits, depth);
    const Edits group = edits.first(count);
    edits = edits.subspan(count);
    if (std::ranges::all_of(group, is_unset)) continue;
    scratch_.clear();
    append_json_string(name_at(group.front(), depth), scratch_);
    begin_member(std::string_view(scratch_).substr(1, scratch_.size() - 2));
    WHIMBREL_TRY(write_new(group, depth + 1));
  }
  *after_ += "}}";
  return {};
}

base::Status DynamoDbSplicer::write_set(const Edit& edit) {
  scratch_.clear();
  auto canonical = canonical_dynamodb_value(edit.raw, scratch_, edit.path->segments().size());
  if (!canonical) return base::fail_in("field " + edit.path->text(), std::move(canonical).error());
  if (scratch_ != edit.raw)
    return cannot_edit_item(*edit.path, "the new value is not in its canonical form",
                            "write values with the codec's encode_value");
  *after_ += edit.raw;
  return {};
}

void DynamoDbSplicer::undo(Edit::Kind kind, const Path* path, RawValue raw) {
  inverse_->push_back({kind, path, raw.empty() ? raw : arena_->copy(raw), 0});
}

}  // namespace whimbrel::model
