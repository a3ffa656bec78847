#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace whimbrel::engine {

// Writes fixed fields one after another, numbers little-endian. The caller has made room.
class ByteWriter {
 public:
  explicit ByteWriter(char* out) : out_(out) {}

  void u32(std::uint32_t number) { integer(number); }
  void u64(std::uint64_t number) { integer(number); }
  void bytes(std::string_view text) {
    std::memcpy(out_, text.data(), text.size());
    out_ += text.size();
  }
  template <std::size_t size>
  void bytes(const std::array<unsigned char, size>& array) {
    std::memcpy(out_, array.data(), size);
    out_ += size;
  }

 private:
  template <typename Integer>
  void integer(Integer number) {
    for (std::size_t i = 0; i < sizeof number; ++i) *out_++ = static_cast<char>(number >> (8 * i));
  }

  char* out_;
};

// Reads what ByteWriter wrote. The caller has checked the size.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : at_(bytes.data()) {}

  std::uint32_t u32() { return integer<std::uint32_t>(); }
  std::uint64_t u64() { return integer<std::uint64_t>(); }
  template <std::size_t size>
  void bytes(std::array<unsigned char, size>& array) {
    std::memcpy(array.data(), at_, size);
    at_ += size;
  }

 private:
  template <typename Integer>
  Integer integer() {
    Integer number = 0;
    for (std::size_t i = 0; i < sizeof number; ++i)
      number |= Integer{static_cast<unsigned char>(*at_++)} << (8 * i);
    return number;
  }

  const char* at_;
};

}  // namespace whimbrel::engine
