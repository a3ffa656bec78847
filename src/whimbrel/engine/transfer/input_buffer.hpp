#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "whimbrel/engine/transfer/byte_source.hpp"
#include "whimbrel/model/item_codec.hpp"

namespace whimbrel::engine {

// A window that slides over a ByteSource. What it shows has model::item_padding_bytes behind it.
// One thread.
class InputBuffer {
 public:
  explicit InputBuffer(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}

  // What is read and not consumed; valid until the next refill().
  std::string_view view() const noexcept { return {buffer_.data() + begin_, end_ - begin_}; }
  // Where view() begins in the unpacked input.
  std::uint64_t offset() const noexcept { return offset_; }

  void consume(std::size_t size) noexcept {
    begin_ += size;
    offset_ += size;
  }

  // Reads more behind view(); false at the end of the input.
  base::Result<bool> refill() {
    make_room();
    WHIMBREL_ASSIGN(const std::size_t count, source_->read({buffer_.data() + end_, read_bytes}));
    end_ += count;
    return count > 0;
  }

  // Reads until view() has at least `size` bytes; false when the input ends before.
  base::Result<bool> require(std::size_t size) {
    while (end_ - begin_ < size) {
      WHIMBREL_ASSIGN(const bool more, refill());
      if (!more) return false;
    }
    return true;
  }

 private:
  static constexpr std::size_t read_bytes = std::size_t{256} << 10;

  void make_room() {
    const std::size_t needed = read_bytes + model::item_padding_bytes;
    if (buffer_.size() - end_ >= needed && !buffer_.empty()) return;
    buffer_.erase(0, begin_);
    end_ -= begin_;
    begin_ = 0;
    // Grows by half, so that a record of many megabytes is not copied once a read.
    const std::size_t wanted = std::max(end_ + needed, end_ + end_ / 2);
    if (buffer_.size() < wanted) buffer_.resize(wanted);
  }

  std::unique_ptr<ByteSource> source_;
  std::string buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t offset_ = 0;
};

}  // namespace whimbrel::engine
