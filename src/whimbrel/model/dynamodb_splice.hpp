#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/arena.hpp"
#include "whimbrel/model/edit.hpp"

namespace whimbrel::model {

// Applies edits to a canonical DynamoDB item; the result is canonical again. What it does, beyond
// ItemView::splice:
//
//   - members have no place but the one that their name gives them, so the inverse of an unset is a
//     set, and an insert is one too;
//   - parents that a set misses are made as maps;
//   - list elements cannot be unset, nor appended;
//   - values must be canonical themselves, or what was written would not be what is read later.
//
// Merges the sorted edits with the sorted members in one pass. Reused item after item; not
// synchronised.
class DynamoDbSplicer {
 public:
  // As ItemView::splice. On an error `after` and `inverse` are as before.
  base::Status splice(std::string_view item, std::span<const Edit> edits, std::string& after,
                      std::vector<Edit>& inverse, Arena& arena);

 private:
  // Edits, sorted by path, that go the same way for some segments.
  using Edits = std::span<const Edit* const>;

  base::Status sort_edits(std::span<const Edit> edits);
  base::Status merge_members(std::string_view object, Edits edits, std::size_t depth);
  base::Status merge_elements(std::string_view list, Edits edits, std::size_t depth);
  base::Status merge_value(RawValue value, Edits edits, std::size_t depth);
  base::Status merge_member(std::string_view name, RawValue value, Edits edits, std::size_t depth);
  base::Status add_member(Edits edits, std::size_t depth);
  base::Status write_new(Edits edits, std::size_t depth);
  base::Status write_set(const Edit& edit);
  void begin_member(std::string_view spelled_name);
  void undo(Edit::Kind kind, const Path* path, RawValue raw);

  // All of one splice() call.
  std::string* after_ = nullptr;
  std::vector<Edit>* inverse_ = nullptr;
  Arena* arena_ = nullptr;
  std::vector<const Edit*> sorted_;
  std::string scratch_;
};

}  // namespace whimbrel::model
