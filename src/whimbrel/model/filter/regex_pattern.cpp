#include "whimbrel/model/filter/regex_pattern.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <fmt/format.h>
#include <pcre2.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace whimbrel::model {
namespace {

// A linear search takes none of these; they bound patterns that try everything.
constexpr std::uint32_t steps_max = 1'000'000;
constexpr std::uint32_t heap_kib_max = 16 * 1'024;
constexpr std::size_t jit_stack_bytes_min = 32 * 1'024;
constexpr std::size_t jit_stack_bytes_max = 1'024 * 1'024;

std::optional<std::uint32_t> option_bit(char letter) noexcept {
  switch (letter) {
    case 'i':
      return PCRE2_CASELESS;
    case 'm':
      return PCRE2_MULTILINE;
    case 's':
      return PCRE2_DOTALL;
    case 'x':
      return PCRE2_EXTENDED;
    case 'u':
      return 0;
    default:
      return std::nullopt;
  }
}

base::Result<std::uint32_t> option_bits(std::string_view letters) {
  std::uint32_t bits = 0;
  for (const char letter : letters) {
    const auto bit = option_bit(letter);
    if (!bit)
      return base::fail(base::ErrorKind::usage,
                        fmt::format("regular expressions have no option \"{}\"", letter),
                        "the options are i, m, s, x and u");
    bits |= *bit;
  }
  return bits;
}

base::Status check_pattern(std::string_view pattern) {
  if (pattern.size() > RegexPattern::pattern_bytes_max)
    return base::fail(base::ErrorKind::usage,
                      fmt::format("the regular expression is {} bytes long; {} are allowed",
                                  pattern.size(), RegexPattern::pattern_bytes_max),
                      "split it into several conditions under $or");
  if (pattern.find('\0') != std::string_view::npos)
    return base::fail(base::ErrorKind::usage, "the regular expression holds a NUL",
                      "write \\x00 for it");
  return {};
}

std::string message_of(int error) {
  std::array<unsigned char, 256> text{};
  const int size = pcre2_get_error_message(error, text.data(), text.size());
  return std::string(text.begin(), text.begin() + std::max(size, 0));
}

}  // namespace

struct RegexScratch::Parts {
  template <auto free_function>
  struct Freer {
    template <typename T>
    void operator()(T* object) const noexcept {
      free_function(object);
    }
  };

  std::unique_ptr<pcre2_match_data, Freer<pcre2_match_data_free>> match{
      pcre2_match_data_create(1, nullptr)};
  std::unique_ptr<pcre2_match_context, Freer<pcre2_match_context_free>> context{
      pcre2_match_context_create(nullptr)};
  std::unique_ptr<pcre2_jit_stack, Freer<pcre2_jit_stack_free>> stack{
      pcre2_jit_stack_create(jit_stack_bytes_min, jit_stack_bytes_max, nullptr)};

  Parts() {
    if (!context) return;
    pcre2_set_match_limit(context.get(), steps_max);
    pcre2_set_heap_limit(context.get(), heap_kib_max);
    if (stack) pcre2_jit_stack_assign(context.get(), nullptr, stack.get());
  }
};

RegexScratch::RegexScratch() = default;
RegexScratch::~RegexScratch() = default;
RegexScratch::RegexScratch(RegexScratch&&) noexcept = default;
RegexScratch& RegexScratch::operator=(RegexScratch&&) noexcept = default;

void RegexPattern::CodeDeleter::operator()(pcre2_real_code_8* code) const noexcept {
  pcre2_code_free(code);
}

RegexPattern::RegexPattern(std::string pattern, std::string options, pcre2_real_code_8* code)
    : pattern_(std::move(pattern)), options_(std::move(options)), code_(code) {}

base::Result<RegexPattern> RegexPattern::compile(std::string pattern, std::string options) {
  WHIMBREL_TRY(check_pattern(pattern));
  WHIMBREL_ASSIGN(const std::uint32_t chosen, option_bits(options));
  // Text that is no UTF-8 is not undefined behaviour, but matches nothing where it is broken.
  constexpr std::uint32_t always = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
  int error = 0;
  PCRE2_SIZE place = 0;
  pcre2_code* const code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()),
                                         pattern.size(), chosen | always, &error, &place, nullptr);
  if (code == nullptr)
    return base::fail(base::ErrorKind::usage,
                      fmt::format("the regular expression \"{}\" is wrong at column {}: {}",
                                  pattern, place + 1, message_of(error)),
                      "correct it; \\ before a character takes it as it is");
  // Without a just-in-time compiler the pattern is interpreted, to the same effect.
  static_cast<void>(pcre2_jit_compile(code, PCRE2_JIT_COMPLETE));
  return RegexPattern(std::move(pattern), std::move(options), code);
}

std::optional<bool> RegexPattern::found_in(std::string_view text, RegexScratch& scratch) const {
  if (!scratch.parts_) scratch.parts_ = std::make_unique<RegexScratch::Parts>();
  const RegexScratch::Parts& parts = *scratch.parts_;
  const int result = pcre2_match(code_.get(), reinterpret_cast<PCRE2_SPTR>(text.data()),
                                 text.size(), 0, 0, parts.match.get(), parts.context.get());
  if (result >= 0) return true;
  if (result == PCRE2_ERROR_NOMATCH) return false;
  return std::nullopt;
}

}  // namespace whimbrel::model
