#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace whimbrel::model {

// Owns the bytes that the views of one batch point at; freed together by clear(). Views stay valid
// until then, however much is added. Not synchronised: one batch, one thread at a time.
class Arena {
 public:
  // Copies `bytes` and returns the copy. Never fails but by std::bad_alloc.
  std::string_view copy(std::string_view bytes);

  // Uninitialised room of `size` bytes, valid until clear().
  char* allocate(std::size_t size);

  // Forgets everything, keeps the memory for the next batch.
  void clear() noexcept;

  std::size_t bytes_reserved() const noexcept;

 private:
  struct Chunk {
    std::unique_ptr<char[]> data;
    std::size_t size;
  };
  static constexpr std::size_t chunk_bytes = std::size_t{256} * 1024;

  std::vector<Chunk> chunks_;
  std::size_t current_ = 0;
  std::size_t used_ = 0;
};

}  // namespace whimbrel::model
