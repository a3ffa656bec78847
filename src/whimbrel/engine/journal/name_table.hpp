#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "whimbrel/model/path.hpp"

namespace whimbrel::engine {

// Numbers the collections and paths of one block, so that each stands in it once. Items mostly have
// the same few fields in the same order, so a lookup first tries what stood in this place last;
// only a name that is new to the block allocates. Not synchronised.
class NameTable {
 public:
  std::uint32_t collection_index(std::string_view name);
  // `place` is the field's position in its entry.
  std::uint32_t path_index(const model::Path& path, std::size_t place);

  // What the table takes in the block, appended to `out`.
  void append_to(std::string& out) const;
  // About how much that will be.
  std::size_t bytes() const noexcept { return collections_.bytes.size() + paths_.bytes.size(); }
  std::size_t collection_count() const noexcept { return collections_.index_of.size(); }
  // See block_paths_cost_max.
  std::size_t paths_cost() const noexcept { return paths_cost_; }

  void clear() noexcept;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };
  struct Names {
    std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> index_of;
    std::string bytes;  // as they stand in the block, in index order
  };
  // The last name found in a place. Its text is a key of the map, which never moves it.
  struct Recent {
    const std::string* text = nullptr;
    std::uint32_t index = 0;
  };

  Names collections_;
  Names paths_;
  std::size_t paths_cost_ = 0;
  Recent recent_collection_;
  std::array<Recent, 8> recent_paths_;
};

}  // namespace whimbrel::engine
