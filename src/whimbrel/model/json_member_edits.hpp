#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/arena.hpp"
#include "whimbrel/model/edit.hpp"
#include "whimbrel/model/json_changes.hpp"
#include "whimbrel/model/json_member_text.hpp"
#include "whimbrel/model/json_structure.hpp"
#include "whimbrel/model/json_style.hpp"

namespace whimbrel::model {

// An edit that adds or removes a member of `container`.
struct JsonMemberEdit {
  JsonNode container;
  std::size_t depth = 0;  // segments of the path that lead to the container
  Edit edit;
};

// Plans the edits that add or remove members of one object. The order that results: the members
// that stay, inserted ones among them by ordinal, then what set appends. The commas go so that
// applying the inverse gives the very bytes back:
//
//   removed, a member that stays follows:  `"a": 1, ` up to the next name
//   removed, behind the last that stays:   `, "a": 1` from the end of the value before
//   removed, and none stays:               `"a": 1 `  up to the closing brace
//
// Scratch is reused; not synchronised.
class JsonMemberEdits {
 public:
  // Adds to `changes` what `edits`, all of one container, ask for, and to `inverse` what undoes it.
  // New bytes are put into `arena`.
  base::Status plan(const JsonStructure& item, std::span<const JsonMemberEdit> edits,
                    JsonChanges& changes, std::vector<Edit>& inverse, Arena& arena);

 private:
  struct Insertion {
    JsonMemberText text;
    Edit edit;
  };

  base::Status sort_out(std::span<const JsonMemberEdit> edits);
  void mark_removed(const JsonMemberEdit& removal);
  void remove_members();
  void insert_members();
  std::string_view fitted(const JsonMemberText& text, JsonMemberText::Comma wanted);
  void append_members();
  void write_member(std::span<JsonMemberEdit> group, std::size_t depth);
  void write_value(std::span<JsonMemberEdit> group, std::size_t depth);

  // All of one plan() call.
  const JsonStructure* item_ = nullptr;
  JsonChanges* changes_ = nullptr;
  std::vector<Edit>* inverse_ = nullptr;
  Arena* arena_ = nullptr;
  JsonStyle style_;
  std::size_t closing_brace_ = 0;
  std::vector<JsonMember> members_;
  std::vector<JsonMember> item_members_;  // the item's own, for the style of objects with fewer
  std::vector<const Path*> removed_as_;   // for each member, the path that unset it, or null
  std::vector<std::uint32_t> staying_;    // members that no edit removes
  std::vector<Insertion> insertions_;
  std::vector<JsonMemberEdit> appended_;
  std::string scratch_;
};

}  // namespace whimbrel::model
