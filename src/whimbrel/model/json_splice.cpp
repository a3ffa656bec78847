#include "whimbrel/model/json_splice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "whimbrel/model/extended_json_wrappers.hpp"
#include "whimbrel/model/json_member_text.hpp"

namespace whimbrel::model {
namespace {

tl::unexpected<base::Error> bad_edits(std::string what) {
  return base::fail(base::ErrorKind::internal, std::move(what),
                    "give each field of an item at most one edit, and none to a field inside "
                    "another that is edited");
}

tl::unexpected<base::Error> cannot_edit(const Path& path, std::string_view why,
                                        std::string_view remedy) {
  return base::fail(base::ErrorKind::invalid_data, fmt::format("field {}: {}", path.text(), why),
                    std::string(remedy));
}

// Whether one path leads to the other's value or into it.
bool are_nested(const Path& a, const Path& b) {
  const std::size_t common = std::min(a.segments().size(), b.segments().size());
  return std::equal(a.segments().begin(), a.segments().begin() + common, b.segments().begin());
}

base::Status check_paths(std::span<const Edit> edits) {
  for (std::size_t i = 0; i < edits.size(); ++i) {
    const Path* path = edits[i].path;
    if (path == nullptr || path->segments().empty())
      return bad_edits("an edit names no field of its item");
    for (const Edit& other : edits.first(i)) {
      const bool duplicates = edits[i].kind == Edit::Kind::insert &&
                              other.kind == Edit::Kind::insert && *path == *other.path;
      if (!duplicates && are_nested(*path, *other.path))
        return bad_edits(
            fmt::format("edits of {} and {} overlap", other.path->text(), path->text()));
    }
  }
  return {};
}

// How deep the lists and objects of a JSON value nest.
std::size_t depth_of(std::string_view raw) {
  std::size_t depth = 0;
  std::size_t deepest = 0;
  bool in_string = false;
  for (std::size_t at = 0; at < raw.size(); ++at) {
    const char c = raw[at];
    if (c == '"') in_string = !in_string;
    if (in_string && c == '\\') ++at;
    if (in_string) continue;
    if (c == '{' || c == '[') deepest = std::max(deepest, ++depth);
    if ((c == '}' || c == ']') && depth > 0) --depth;
  }
  return deepest;
}

// Whether `raw` at `path` would make the item deeper than it may be.
bool is_too_deep(const Path& path, std::string_view raw) {
  const std::size_t depth = path.segments().size();
  return depth + raw.size() / 2 > json_depth_max && depth + depth_of(raw) > json_depth_max;
}

bool has_edit_of(const Path& path, std::span<const Edit> edits) {
  return std::ranges::any_of(edits, [&](const Edit& edit) { return *edit.path == path; });
}

// A member with such a name would turn its object into a typed value, or into none that can be
// read.
base::Status check_new_names(const Path& path, std::size_t first_new) {
  for (std::size_t i = first_new; i < path.segments().size(); ++i)
    if (is_wrapper_name(path.segments()[i]))
      return cannot_edit(path, fmt::format("{} is the name of a type", path.segments()[i]),
                         "set the field above to the whole value");
  return {};
}

base::Status check_place(const JsonStructure& item, const Edit& edit,
                         const JsonLocation& location) {
  if (location.inside_type)
    return cannot_edit(*edit.path, "leads into the JSON that stands for a typed value",
                       "edit the whole value instead");
  if (location.blocked)
    return cannot_edit(*edit.path, "leads through a value that is no object and no list",
                       "give the field that is in the way an object first, or leave this item out");
  if (!item.is_list(location.container)) return {};
  if (!location.value)
    return cannot_edit(*edit.path, "is a position that its list does not have",
                       "set the whole list instead");
  if (edit.kind == Edit::Kind::unset)
    return cannot_edit(*edit.path, "is an element of a list, which cannot be unset",
                       "set the whole list instead");
  return {};
}

}  // namespace

base::Status JsonSplicer::splice(const JsonStructure& item, std::span<const Edit> edits,
                                 std::string& after, std::vector<Edit>& inverse, Arena& arena) {
  const std::size_t inverse_before = inverse.size();
  changes_.clear();
  member_edits_.clear();
  base::Status status = plan_all(item, edits, inverse, arena);
  if (status) status = changes_.apply(item.text(), after);
  if (!status) inverse.resize(inverse_before);
  return status;
}

base::Status JsonSplicer::plan_all(const JsonStructure& item, std::span<const Edit> edits,
                                   std::vector<Edit>& inverse, Arena& arena) {
  WHIMBREL_TRY(check_paths(edits));
  for (std::size_t i = 0; i < edits.size(); ++i) {
    const Edit& edit = edits[i];
    // By far the most frequent edit, straight away.
    if (edit.kind == Edit::Kind::set && edit.path->is_top_level()) {
      const JsonNode value = item.find_field(edit.path->segments().front());
      if (value && !is_too_deep(*edit.path, edit.raw)) {
        replace(item, value, *edit.path, edit.raw, inverse, arena);
        continue;
      }
    }
    WHIMBREL_TRY(plan(item, edit, edits.first(i), inverse, arena));
  }
  if (member_edits_.empty()) return {};
  return plan_member_edits(item, inverse, arena);
}

void JsonSplicer::replace(const JsonStructure& item, JsonNode value, const Path& path, RawValue by,
                          std::vector<Edit>& inverse, Arena& arena) {
  changes_.replace(value.begin, value.end, by);
  inverse.push_back({Edit::Kind::set, &path, arena.copy(item.text_of(value)), 0});
}

base::Status JsonSplicer::plan(const JsonStructure& item, const Edit& edit,
                               std::span<const Edit> earlier, std::vector<Edit>& inverse,
                               Arena& arena) {
  const JsonLocation location = locate(item, *edit.path);
  if (edit.kind == Edit::Kind::unset && !location.value) return {};
  WHIMBREL_TRY(check_place(item, edit, location));
  if (edit.kind == Edit::Kind::unset) {
    member_edits_.push_back({location.container, location.depth, edit});
    return {};
  }

  Edit set{Edit::Kind::set, edit.path, edit.raw, 0};
  // An insert whose parent is gone has no neighbours to stand between.
  const bool has_parent = location.depth + 1 == edit.path->segments().size();
  if (edit.kind == Edit::Kind::insert) {
    WHIMBREL_ASSIGN(const JsonMemberText text, read_member_text(edit.raw));
    set.raw = text.value;
    // Of duplicates that go in as a set, the first wins as it does everywhere.
    if ((location.value || !has_parent) && has_edit_of(*edit.path, earlier)) return {};
  }
  if (is_too_deep(*edit.path, set.raw))
    return cannot_edit(*edit.path, fmt::format("would nest more than {} deep", json_depth_max),
                       "set a flatter value");
  if (location.value) {
    replace(item, location.value, *edit.path, set.raw, inverse, arena);
    return {};
  }
  if (edit.kind == Edit::Kind::set) WHIMBREL_TRY(check_new_names(*edit.path, location.depth));
  member_edits_.push_back({location.container, location.depth, has_parent ? edit : set});
  return {};
}

base::Status JsonSplicer::plan_member_edits(const JsonStructure& item, std::vector<Edit>& inverse,
                                            Arena& arena) {
  const auto container_of = [](const JsonMemberEdit& edit) { return edit.container.token; };
  std::ranges::stable_sort(member_edits_, {}, container_of);
  std::span<const JsonMemberEdit> rest(member_edits_);
  while (!rest.empty()) {
    const auto next = std::ranges::find_if(rest, [&](const JsonMemberEdit& edit) {
      return container_of(edit) != container_of(rest.front());
    });
    const auto count = static_cast<std::size_t>(next - rest.begin());
    WHIMBREL_TRY(planner_.plan(item, rest.first(count), changes_, inverse, arena));
    rest = rest.subspan(count);
  }
  return {};
}

}  // namespace whimbrel::model
