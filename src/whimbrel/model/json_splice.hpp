#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/arena.hpp"
#include "whimbrel/model/edit.hpp"
#include "whimbrel/model/json_changes.hpp"
#include "whimbrel/model/json_locator.hpp"
#include "whimbrel/model/json_member_edits.hpp"
#include "whimbrel/model/json_structure.hpp"

namespace whimbrel::model {

// Applies edits to a JSON item byte by byte. What it does, beyond ItemView::splice:
//
//   - a set of an absent field appends a member spaced as the item is, and makes the objects on the
//     way to it; the inverse is unset of the outermost thing made;
//   - an unset removes the member, every duplicate of it, with one comma; the inverse puts the very
//     bytes back. List elements cannot be unset, nor appended;
//   - an insert of a field that somebody has set again meanwhile replaces its value; when its
//     neighbours have changed it stands as near to its place as can be;
//   - nothing is changed inside the JSON that stands for a typed value ({"$date": …}).
//
// Reused item after item: a change of present fields allocates nothing. Not synchronised.
class JsonSplicer {
 public:
  // As ItemView::splice. On an error `after` and `inverse` are as before.
  base::Status splice(const JsonStructure& item, std::span<const Edit> edits, std::string& after,
                      std::vector<Edit>& inverse, Arena& arena);

 private:
  base::Status plan_all(const JsonStructure& item, std::span<const Edit> edits,
                        std::vector<Edit>& inverse, Arena& arena);
  void replace(const JsonStructure& item, JsonNode value, const Path& path, RawValue by,
               std::vector<Edit>& inverse, Arena& arena);
  base::Status plan(const JsonStructure& item, const Edit& edit, std::span<const Edit> earlier,
                    std::vector<Edit>& inverse, Arena& arena);
  base::Status plan_member_edits(const JsonStructure& item, std::vector<Edit>& inverse,
                                 Arena& arena);

  JsonChanges changes_;
  // Edits that add or remove members, to be planned container by container.
  std::vector<JsonMemberEdit> member_edits_;
  JsonMemberEdits planner_;
};

}  // namespace whimbrel::model
