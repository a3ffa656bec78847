#include "whimbrel/engine/journal/name_table.hpp"

#include <algorithm>

#include "whimbrel/engine/journal/journal_layout.hpp"
#include "whimbrel/engine/journal/varint.hpp"

namespace whimbrel::engine {
namespace {

void append_varint(std::uint64_t value, std::string& out) {
  char digits[varint_bytes_max];
  out.append(digits, put_varint(digits, value));
}

void append_sized(std::string_view text, std::string& out) {
  append_varint(text.size(), out);
  out += text;
}

}  // namespace

std::uint32_t NameTable::collection_index(std::string_view name) {
  if (recent_collection_.text != nullptr && *recent_collection_.text == name)
    return recent_collection_.index;
  auto found = collections_.index_of.find(name);
  if (found == collections_.index_of.end()) {
    const auto index = static_cast<std::uint32_t>(collections_.index_of.size());
    found = collections_.index_of.emplace(name, index).first;
    append_sized(name, collections_.bytes);
  }
  recent_collection_ = {&found->first, found->second};
  return found->second;
}

std::uint32_t NameTable::path_index(const model::Path& path, std::size_t place) {
  Recent& recent = recent_paths_[place % recent_paths_.size()];
  if (recent.text != nullptr && *recent.text == path.text()) return recent.index;
  auto found = paths_.index_of.find(path.text());
  if (found == paths_.index_of.end()) {
    const auto index = static_cast<std::uint32_t>(paths_.index_of.size());
    found = paths_.index_of.emplace(path.text(), index).first;
    append_varint(path.segments().size(), paths_.bytes);
    std::size_t segment_bytes = 0;
    for (const std::string& segment : path.segments()) {
      append_sized(segment, paths_.bytes);
      segment_bytes += segment.size();
    }
    paths_cost_ += path_cost(path.segments().size(), segment_bytes);
  }
  recent = {&found->first, found->second};
  return found->second;
}

void NameTable::append_to(std::string& out) const {
  append_varint(collections_.index_of.size(), out);
  out += collections_.bytes;
  append_varint(paths_.index_of.size(), out);
  out += paths_.bytes;
}

void NameTable::clear() noexcept {
  for (Names* names : {&collections_, &paths_}) {
    names->index_of.clear();
    names->bytes.clear();
  }
  paths_cost_ = 0;
  recent_collection_ = {};
  recent_paths_.fill({});
}

}  // namespace whimbrel::engine
