#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace whimbrel::model::testing {

// The same JSON as some other program would have written it: with other blanks between its tokens
// and with escapes in its strings that they would not need. The same seed spells it the same way.
class JsonRespeller {
 public:
  explicit JsonRespeller(std::uint32_t seed) : random_(seed) {}

  std::string respelled(std::string_view compact) {
    std::string out = blanks();
    for (std::size_t at = 0; at < compact.size();) {
      if (compact[at] == '"') {
        at = respell_string(compact, at, out);
      } else if (std::string_view("{}[]:,").find(compact[at]) != std::string_view::npos) {
        out += blanks();
        out += compact[at++];
        out += blanks();
      } else {
        out += compact[at++];
      }
    }
    return out + blanks();
  }

 private:
  bool one_in(std::uint32_t odds) { return random_() % odds == 0; }

  std::string blanks() {
    std::string text;
    while (one_in(3)) text += " \n\t\r"[random_() % 4];
    return text;
  }

  // Copies the string that begins at `at`; gives the offset behind it.
  std::size_t respell_string(std::string_view compact, std::size_t at, std::string& out) {
    static constexpr char digits[] = "0123456789abcdefABCDEF";
    out += compact[at++];
    while (compact[at] != '"') {
      const std::size_t escape = compact[at] != '\\' ? 0 : compact[at + 1] == 'u' ? 6 : 2;
      const auto byte = static_cast<unsigned char>(compact[at]);
      if (escape == 0 && byte < 0x80 && one_in(12)) {
        const unsigned low = byte & 15;
        (out += "\\u00") += digits[byte >> 4];
        out += digits[low < 10 || one_in(2) ? low : low + 6];
        ++at;
      } else {
        const std::size_t size = escape == 0 ? 1 : escape;
        out += compact.substr(at, size);
        at += size;
      }
    }
    out += '"';
    return at + 1;
  }

  std::mt19937 random_;
};

}  // namespace whimbrel::model::testing
