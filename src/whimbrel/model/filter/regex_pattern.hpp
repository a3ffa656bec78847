#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"

struct pcre2_real_code_8;
struct pcre2_real_match_data_8;
struct pcre2_real_match_context_8;
struct pcre2_real_jit_stack_8;

namespace whimbrel::model {

// What matching needs besides the pattern; one a thread, made at its first use.
class RegexScratch {
 public:
  RegexScratch();
  ~RegexScratch();
  RegexScratch(RegexScratch&&) noexcept;
  RegexScratch& operator=(RegexScratch&&) noexcept;

 private:
  friend class RegexPattern;
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// A regular expression as MongoDB has them: PCRE with UTF-8, found anywhere in the text unless
// anchored, with the options i (letters of either case), m (^ and $ at every line), s (. takes line
// ends), x (blanks and comments in the pattern) and u (no effect). Immutable; share between
// threads.
class RegexPattern {
 public:
  // As MongoDB bounds it.
  static constexpr std::size_t pattern_bytes_max = 32'764;

  // usage with the column where the pattern is wrong.
  static base::Result<RegexPattern> compile(std::string pattern, std::string options);

  const std::string& pattern() const noexcept { return pattern_; }
  const std::string& options() const noexcept { return options_; }

  // Whether the pattern is found in the text; nullopt when that takes more steps or memory than a
  // match may, as a pattern with repetitions inside repetitions can.
  std::optional<bool> found_in(std::string_view text, RegexScratch& scratch) const;

 private:
  struct CodeDeleter {
    void operator()(pcre2_real_code_8* code) const noexcept;
  };
  RegexPattern(std::string pattern, std::string options, pcre2_real_code_8* code);

  std::string pattern_;
  std::string options_;
  std::unique_ptr<pcre2_real_code_8, CodeDeleter> code_;
};

}  // namespace whimbrel::model
