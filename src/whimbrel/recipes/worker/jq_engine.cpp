// jq 1.6's headers say nothing of C++.
extern "C" {
#include <jq.h>
#include <jv.h>
}

#include <new>
#include <utility>

#include "whimbrel/recipes/worker/jq_engine_internal.hpp"

namespace whimbrel::recipes {
namespace {

// Owns one jv; libjq's functions take what they are given.
class JqValue {
 public:
  explicit JqValue(jv value) : value_(value) {}
  ~JqValue() { jv_free(value_); }
  JqValue(const JqValue&) = delete;
  JqValue& operator=(const JqValue&) = delete;

  bool is_valid() const { return jv_is_valid(value_) != 0; }
  jv copy() const { return jv_copy(value_); }

  void append_text(std::string& out) const {
    const JqValue text(jv_dump_string(copy(), 0));
    out.append(jv_string_value(text.value_),
               static_cast<std::size_t>(jv_string_length_bytes(text.copy())));
  }
  // For a value that is not valid: what jq says, or nothing.
  std::string message() const {
    const JqValue message(jv_invalid_get_msg(copy()));
    std::string text;
    if (jv_get_kind(message.value_) == JV_KIND_STRING)
      text = jv_string_value(message.value_);
    else if (jv_get_kind(message.value_) != JV_KIND_NULL)
      message.append_text(text);
    return text;
  }
  bool has_message() const { return jv_invalid_has_msg(copy()) != 0; }

 private:
  jv value_;
};

void keep_error(void* errors, jv message) {
  const JqValue owned(jq_format_error(message));
  const jv text = owned.copy();
  static_cast<std::string*>(errors)->append(jv_string_value(text)).append("\n");
  jv_free(text);
}

}  // namespace

JqEngine::JqEngine() : state_(jq_init()) {
  if (state_ == nullptr) throw std::bad_alloc();
  jq_set_error_cb(state_, keep_error, &errors_);
  // Without these, jq 1.6 stops the process at an `import`.
  jq_set_attr(state_, jv_string("JQ_LIBRARY_PATH"), jv_array());
  jq_set_attr(state_, jv_string("JQ_ORIGIN"), jv_string("/nonexistent"));
  jq_set_attr(state_, jv_string("PROGRAM_ORIGIN"), jv_string("/nonexistent"));
}

JqEngine::~JqEngine() { jq_teardown(&state_); }

bool JqEngine::compile(const std::string& program) {
  errors_.clear();
  return jq_compile(state_, program.c_str()) != 0;
}

bool JqEngine::evaluate(std::string_view input, std::string& out) {
  jv parsed = jv_parse_sized(input.data(), static_cast<int>(input.size()));
  if (jv_is_valid(parsed) == 0) {
    out += "jq cannot read the item: " + JqValue(parsed).message();
    return false;
  }
  jq_start(state_, parsed, 0);
  const JqValue first(jq_next(state_));
  if (jq_halted(state_) != 0) {
    out += "jq: halt ends the program; give a value or use error(\"…\")";
    return false;
  }
  if (!first.is_valid()) {
    out += first.has_message() ? "jq: " + first.message()
                               : "jq gave no value (empty) where one is needed";
    return false;
  }
  const JqValue second(jq_next(state_));
  if (second.is_valid() || second.has_message()) {
    out += second.is_valid() ? "jq gave more than one value where one is needed"
                             : "jq: " + second.message();
    return false;
  }
  first.append_text(out);
  return true;
}

}  // namespace whimbrel::recipes
