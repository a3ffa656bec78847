#include "whimbrel/model/arena.hpp"

#include <algorithm>
#include <cstring>

namespace whimbrel::model {

char* Arena::allocate(std::size_t size) {
  while (current_ < chunks_.size() && used_ + size > chunks_[current_].size) {
    ++current_;
    used_ = 0;
  }
  if (current_ == chunks_.size()) {
    const std::size_t room = std::max(size, chunk_bytes);
    chunks_.push_back({std::make_unique_for_overwrite<char[]>(room), room});
    used_ = 0;
  }
  char* start = chunks_[current_].data.get() + used_;
  used_ += size;
  return start;
}

std::string_view Arena::copy(std::string_view bytes) {
  if (bytes.empty()) return {};
  char* start = allocate(bytes.size());
  std::memcpy(start, bytes.data(), bytes.size());
  return {start, bytes.size()};
}

void Arena::clear() noexcept {
  // A giant item must not pin its chunk for the rest of the run.
  std::erase_if(chunks_, [](const Chunk& chunk) { return chunk.size > chunk_bytes; });
  current_ = 0;
  used_ = 0;
}

std::size_t Arena::bytes_reserved() const noexcept {
  std::size_t total = 0;
  for (const Chunk& chunk : chunks_) total += chunk.size;
  return total;
}

}  // namespace whimbrel::model
