#pragma once

#include <memory>
#include <string>
#include <string_view>

struct jq_state;

namespace whimbrel::recipes {

// libjq as recipes use it: no modules, no other inputs. One thread at a time.
class JqEngine {
 public:
  JqEngine();
  ~JqEngine();
  JqEngine(const JqEngine&) = delete;
  JqEngine& operator=(const JqEngine&) = delete;

  // False when the program does not compile: errors() says why, in jq's words.
  bool compile(const std::string& program);
  const std::string& errors() const noexcept { return errors_; }

  // Evaluates for one JSON value, which must give one value: appended to `out` as compact JSON.
  // False when not, and the reason is appended.
  bool evaluate(std::string_view input, std::string& out);

 private:
  jq_state* state_;
  std::string errors_;
};

}  // namespace whimbrel::recipes
