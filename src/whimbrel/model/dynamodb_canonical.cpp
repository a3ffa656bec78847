#include "whimbrel/model/dynamodb_canonical.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "whimbrel/model/base64.hpp"
#include "whimbrel/model/dynamodb_number_text.hpp"
#include "whimbrel/model/dynamodb_text.hpp"
#include "whimbrel/model/json_string.hpp"
#include "whimbrel/model/read_options.hpp"

namespace whimbrel::model {
namespace {

// The offset of the first byte from `at` on that a JSON string cannot hold as it is: quote,
// backslash, control character; the end when there is none. Eight bytes at a time.
std::size_t find_string_stop(std::string_view text, std::size_t at) noexcept {
  constexpr std::uint64_t ones = 0x0101010101010101;
  constexpr std::uint64_t highs = ones * 0x80;
  const auto has_zero_byte = [](std::uint64_t word) { return (word - ones) & ~word & highs; };
  for (; at + sizeof(std::uint64_t) <= text.size(); at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, sizeof word);
    const std::uint64_t controls = (word - ones * 0x20) & ~word & highs;
    if ((controls | has_zero_byte(word ^ ones * '"') | has_zero_byte(word ^ ones * '\\')) != 0)
      break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) >= 0x20 && text[at] != '"' &&
         text[at] != '\\')
    ++at;
  return at;
}

// What stands in the output for a member of a map or set.
struct WrittenMember {
  std::size_t begin;    // the quote of its name, of a set's member the one before it
  std::size_t key_end;  // behind the closing quote
  std::size_t end;
};

// Whether what stands between the quotes of one comes before that of another.
using MemberOrder = bool (*)(std::string_view a, std::string_view b);

bool texts_ascend(std::string_view a, std::string_view b) {
  return compare_spelled_names(a, b) < 0;
}

bool numbers_ascend(std::string_view a, std::string_view b) {
  return compare_dynamodb_numbers(a, b) < 0;
}

std::string_view unquoted(std::string_view text) noexcept {
  return text.substr(1, text.size() - 2);
}

// Reads one text and writes it in canonical form as it goes. A function that finds the text wrong
// notes where and why, and returns false.
class CanonicalWriter {
 public:
  CanonicalWriter(std::string_view json, std::string& out) : json_(json), out_(out) {}

  base::Status write_item() {
    return finish([this] { return members(0); });
  }
  base::Status write_value(std::size_t depth) {
    return finish([this, depth] { return value(depth); });
  }

 private:
  template <typename Write>
  base::Status finish(Write write) {
    const std::size_t start = out_.size();
    out_.reserve(start + json_.size());
    bool done = simdjson::validate_utf8(json_.data(), json_.size()) || wrong("text is not UTF-8");
    done = done && write();
    skip_blanks();
    done = done && (at_ == json_.size() || wrong("something follows the end"));
    if (done) return {};
    out_.resize(start);
    return base::fail(base::ErrorKind::invalid_data,
                      fmt::format("not DynamoDB's JSON: byte {}: {}", wrong_at_, why_),
                      "give items as DynamoDB's own JSON has them: {\"name\":{\"TYPE\":value}}");
  }

  bool wrong(std::string_view why) {
    wrong_at_ = at_;
    why_ = why;
    return false;
  }

  void skip_blanks() noexcept {
    while (at_ < json_.size() &&
           (json_[at_] == ' ' || json_[at_] == '\n' || json_[at_] == '\r' || json_[at_] == '\t'))
      ++at_;
  }

  char peek() noexcept {
    skip_blanks();
    return at_ < json_.size() ? json_[at_] : '\0';
  }

  // Copies one character of the grammar.
  bool take(char wanted) {
    if (peek() != wanted) return wrong(fmt::format("{} is missing", wanted));
    out_ += wanted;
    ++at_;
    return true;
  }

  bool take_word(std::string_view word) {
    skip_blanks();
    if (json_.substr(at_, word.size()) != word) return wrong(fmt::format("{} is missing", word));
    out_ += word;
    at_ += word.size();
    return true;
  }

  bool string() {
    if (peek() != '"') return wrong("a string is missing");
    const std::size_t begin = ++at_;
    at_ = find_string_stop(json_, begin);
    if (at_ < json_.size() && json_[at_] == '\\') return escaped_string(begin);
    if (at_ == json_.size() || json_[at_] != '"') return wrong("this string is not closed");
    ++at_;
    out_.append(json_, begin - 1, at_ - begin + 1);
    return true;
  }

  bool escaped_string(std::size_t begin) {
    for (; at_ < json_.size() && json_[at_] != '"'; ++at_) {
      if (static_cast<unsigned char>(json_[at_]) < 0x20)
        return wrong("a control character stands in a string");
      if (json_[at_] == '\\') ++at_;
    }
    if (at_ >= json_.size()) {
      at_ = begin;
      return wrong("this string is not closed");
    }
    unescaped_.clear();
    if (const auto bad = append_unescaped(json_.substr(begin, at_ - begin), unescaped_)) {
      at_ = begin + *bad;
      return wrong("JSON has no such escape");
    }
    ++at_;
    append_json_string(unescaped_, out_);
    return true;
  }

  bool number() {
    const std::size_t start = out_.size();
    if (!string()) return false;
    if (is_canonical_dynamodb_number(unquoted(std::string_view(out_).substr(start)))) return true;
    unescaped_.assign(out_, start + 1, out_.size() - start - 2);
    out_.resize(start + 1);
    if (!append_dynamodb_number(unescaped_, out_))
      return wrong("this is no number of up to 38 digits within 1E-130 to 9.99E+125");
    out_ += '"';
    return true;
  }

  bool binary() {
    const std::size_t start = out_.size();
    if (!string()) return false;
    const std::string_view text = unquoted(std::string_view(out_).substr(start));
    return read_base64(text).has_value() || wrong("this is not base64 with padding");
  }

  bool value(std::size_t depth) {
    if (depth >= default_depth_max)
      return wrong(fmt::format("nests {} deep or more", default_depth_max));
    const std::size_t type_begin = out_.size() + 2;
    if (!take('{') || !string()) return false;
    // A copy, because what it points at moves as the output grows.
    const std::string type = out_.substr(type_begin, out_.size() - type_begin - 1);
    return take(':') && content(type, depth) && take('}');
  }

  bool content(std::string_view type, std::size_t depth) {
    if (type == "S") return string();
    if (type == "N") return number();
    if (type == "M") return members(depth);
    if (type == "BOOL") return take_word(peek() == 't' ? "true" : "false");
    if (type == "NULL") return take_word("true");
    if (type == "L") return list([this, depth] { return value(depth + 1); });
    if (type == "B") return binary();
    if (type == "SS") return set(texts_ascend, [this] { return string(); });
    if (type == "NS") return set(numbers_ascend, [this] { return number(); });
    if (type == "BS") return set(texts_ascend, [this] { return binary(); });
    return wrong("DynamoDB has no such type");
  }

  template <typename Each>
  bool list(Each each) {
    return sequence('[', ']', each);
  }

  template <typename Each>
  bool sequence(char open, char close, Each each) {
    if (!take(open)) return false;
    if (peek() == close) return take(close);
    while (each()) {
      if (peek() != ',') return take(close);
      take(',');
    }
    return false;
  }

  template <typename Each>
  bool set(MemberOrder ascends, Each each) {
    if (!sorted('[', ']', ascends, each, [] { return true; })) return false;
    return !out_.ends_with("[]") || wrong("a set is empty");
  }

  bool members(std::size_t depth) {
    return sorted(
        '{', '}', texts_ascend, [this] { return string(); },
        [this, depth] { return take(':') && value(depth + 1); });
  }

  // A sequence whose members, each a key and the rest, are to stand in the order of their keys.
  template <typename Key, typename Rest>
  bool sorted(char open, char close, MemberOrder ascends, Key key, Rest rest) {
    const std::size_t first = written_.size();
    bool in_order = true;
    const bool complete = sequence(open, close, [&] {
      WrittenMember member{out_.size(), 0, 0};
      if (!key()) return false;
      member.key_end = out_.size();
      if (written_.size() > first)
        in_order = in_order && ascends(key_of(written_.back()), key_of(member));
      if (!rest()) return false;
      member.end = out_.size();
      written_.push_back(member);
      return true;
    });
    const bool done = complete && (in_order || put_in_order(first, ascends));
    written_.resize(first);
    return done;
  }

  std::string_view key_of(const WrittenMember& member) const noexcept {
    return std::string_view(out_).substr(member.begin + 1, member.key_end - member.begin - 2);
  }

  // Sorts the members written since `first`, which end before the closing character.
  bool put_in_order(std::size_t first, MemberOrder ascends) {
    const std::size_t begin = written_[first].begin;
    const auto from = written_.begin() + static_cast<std::ptrdiff_t>(first);
    std::sort(from, written_.end(), [&](const WrittenMember& a, const WrittenMember& b) {
      return ascends(key_of(a), key_of(b));
    });
    const auto again = std::adjacent_find(from, written_.end(), [&](const auto& a, const auto& b) {
      return !ascends(key_of(a), key_of(b));
    });
    if (again != written_.end()) return wrong("a name or a member of a set stands twice before");
    reordered_.clear();
    for (auto member = from; member != written_.end(); ++member) {
      if (member != from) reordered_ += ',';
      reordered_.append(out_, member->begin, member->end - member->begin);
    }
    out_.replace(begin, reordered_.size(), reordered_);
    return true;
  }

  std::string_view json_;
  std::string& out_;
  std::size_t at_ = 0;
  std::size_t wrong_at_ = 0;
  std::string why_;
  std::vector<WrittenMember> written_;  // of all the maps and sets that are open
  std::string unescaped_;
  std::string reordered_;
};

}  // namespace

base::Status canonical_dynamodb_item(std::string_view json, std::string& out) {
  return CanonicalWriter(json, out).write_item();
}

base::Status canonical_dynamodb_value(std::string_view json, std::string& out, std::size_t depth) {
  return CanonicalWriter(json, out).write_value(depth);
}

}  // namespace whimbrel::model
