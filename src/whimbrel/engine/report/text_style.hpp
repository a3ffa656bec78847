#pragma once

#include <string>
#include <string_view>

namespace whimbrel::engine {

// How text for people is dressed: with ANSI colours or without, with marks beyond ASCII or without.
struct TextStyle {
  bool colours = false;
  bool unicode = true;

  std::string bold(std::string_view text) const { return paint("1", text); }
  std::string dim(std::string_view text) const { return paint("2", text); }
  std::string good(std::string_view text) const { return paint("32", text); }
  std::string warning(std::string_view text) const { return paint("33", text); }
  std::string bad(std::string_view text) const { return paint("31", text); }
  std::string accent(std::string_view text) const { return paint("36", text); }

  // A passed check, a failed one, a failed one that only warns.
  std::string passed_mark() const { return good(unicode ? "✓" : "ok"); }
  std::string failed_mark() const { return bad(unicode ? "✗" : "FAILED"); }
  std::string warning_mark() const { return warning(unicode ? "!" : "WARNING"); }
  std::string_view arrow() const { return unicode ? "→" : "->"; }

 private:
  std::string paint(std::string_view code, std::string_view text) const {
    if (!colours || text.empty()) return std::string(text);
    std::string painted = "\x1b[";
    painted.append(code).append("m").append(text).append("\x1b[0m");
    return painted;
  }
};

}  // namespace whimbrel::engine
