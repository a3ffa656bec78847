#include "whimbrel/recipes/worker/jq_worker.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/model/plain_json.hpp"
#include "whimbrel/recipes/worker/jq_engine_internal.hpp"

namespace whimbrel::recipes {
namespace {

using model::Value;

// Answers leave when there are so many of them, when they are so old, or when nothing is left to
// do.
constexpr std::size_t outgoing_bytes_max = 65'536;
constexpr std::int64_t answer_age_ns_max = 10'000'000;

struct Greeting {
  std::string program;
  unsigned seconds_max = 0;
};

// All expressions as one program, for one compilation is dear: [which, input] goes in.
std::string program_of(const std::vector<std::string>& expressions) {
  std::string definitions;
  std::string choice;
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    const std::string number = std::to_string(i);
    definitions += "def whimbrel_" + number + ": (" + expressions[i] + "\n);\n";
    choice +=
        (i == 0 ? "if $which == " : "elif $which == ") + number + " then whimbrel_" + number + "\n";
  }
  return definitions + ".[0] as $which | .[1] | " + choice +
         "else error(\"no such expression\") end";
}

bool read_greeting(std::string_view line, Greeting& greeting) {
  const auto read = model::read_plain_json(line);
  if (!read) return false;
  const Value* expressions = read->find("expressions");
  const Value* seconds = read->find("seconds_max");
  const auto* list = expressions == nullptr ? nullptr : expressions->get_if<model::List>();
  const auto* number = seconds == nullptr ? nullptr : seconds->get_if<std::int32_t>();
  if (list == nullptr || list->empty() || number == nullptr || *number < 1) return false;
  std::vector<std::string> texts;
  for (const Value& expression : *list) {
    const auto* text = expression.get_if<std::string>();
    if (text == nullptr) return false;
    texts.push_back(*text);
  }
  greeting = {program_of(texts), static_cast<unsigned>(*number)};
  return true;
}

std::string json_string(std::string_view text) {
  std::string json;
  if (!model::write_plain_json(Value(text), json)) json = "\"jq failed\"";
  return json;
}

class JqServer {
 public:
  JqServer(int input, int output) : input_(input), output_(output) {}

  int run() {
    std::string line;
    Greeting greeting;
    if (!next_line(line)) return 0;
    if (!read_greeting(line, greeting)) return fail("the first line is no greeting");
    if (!engine_.compile(greeting.program)) return fail(engine_.errors());
    while (next_line(line)) {
      ::alarm(greeting.seconds_max);
      answer(line);
      ::alarm(0);
      if (outgoing_.size() >= outgoing_bytes_max || is_old()) flush();
      if (broken_) return 1;
    }
    flush();
    return broken_ ? 1 : 0;
  }

 private:
  // "0 {…}" goes to jq as [0, {…}].
  void answer(std::string_view line) {
    request_.assign(1, '[').append(line).append(1, ']');
    if (const std::size_t blank = request_.find(' '); blank != std::string::npos)
      request_[blank] = ',';
    if (outgoing_.empty()) oldest_ns_ = base::system_clock().monotonic_ns();
    const std::size_t begin = outgoing_.size();
    if (!engine_.evaluate(request_, outgoing_)) {
      const std::string reason = outgoing_.substr(begin);
      outgoing_.resize(begin);
      outgoing_ += '!';
      outgoing_ += json_string(reason);
    }
    outgoing_ += '\n';
  }

  bool is_old() const {
    return base::system_clock().monotonic_ns() - oldest_ns_ > answer_age_ns_max;
  }

  // Before it waits for more, what is ready leaves.
  bool next_line(std::string& line) {
    while (true) {
      if (const std::size_t end = incoming_.find('\n', searched_); end != std::string::npos) {
        line.assign(incoming_, taken_, end - taken_);
        taken_ = searched_ = end + 1;
        return true;
      }
      incoming_.erase(0, taken_);
      taken_ = 0;
      searched_ = incoming_.size();
      flush();
      if (broken_ || !receive()) return false;
    }
  }

  bool receive() {
    std::array<char, 65'536> buffer;
    ssize_t count = 0;
    do {
      count = ::read(input_, buffer.data(), buffer.size());
    } while (count < 0 && errno == EINTR);
    if (count <= 0) return false;
    incoming_.append(buffer.data(), static_cast<std::size_t>(count));
    return true;
  }

  void flush() {
    std::string_view left = outgoing_;
    while (!left.empty() && !broken_) {
      const ssize_t count = ::write(output_, left.data(), left.size());
      if (count < 0 && errno != EINTR) broken_ = true;
      if (count > 0) left.remove_prefix(static_cast<std::size_t>(count));
    }
    outgoing_.clear();
  }

  static int fail(std::string_view why) {
    const std::string text = "jq worker: " + std::string(why) + "\n";
    const ssize_t ignored = ::write(STDERR_FILENO, text.data(), text.size());
    static_cast<void>(ignored);
    return 2;
  }

  int input_;
  int output_;
  JqEngine engine_;
  std::string incoming_;
  std::size_t taken_ = 0;
  std::size_t searched_ = 0;
  std::string request_;
  std::string outgoing_;
  std::int64_t oldest_ns_ = 0;
  bool broken_ = false;
};

}  // namespace

int run_jq_worker(int input_descriptor, int output_descriptor) {
  try {
    return JqServer(input_descriptor, output_descriptor).run();
  } catch (const std::exception&) {
    // Out of memory: the one who asked sees that it ended.
    return 3;
  }
}

}  // namespace whimbrel::recipes
