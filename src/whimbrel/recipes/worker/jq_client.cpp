#include "whimbrel/recipes/worker/jq_client.hpp"

#include <unistd.h>

#include <array>
#include <cstdlib>

#include "whimbrel/base/sanitizers.hpp"
#include "whimbrel/model/plain_json.hpp"

namespace whimbrel::recipes {
namespace {

using base::ErrorKind;
using model::Value;

constexpr const char* verb = "jq-worker";
// A JSON string's text of the worker: an error's reason.
constexpr char error_mark = '!';

std::string greeting_of(const JqSpec& spec) {
  model::List expressions;
  for (const std::string& expression : spec.expressions) expressions.emplace_back(expression);
  // The client kills first; this is for the case that there is none any more.
  const auto seconds_max = static_cast<std::int32_t>(spec.timeout_ms / 1000 + 2);
  std::string text;
  const base::Status written =
      model::write_plain_json(Value(model::Object{{"expressions", Value(std::move(expressions))},
                                                  {"seconds_max", Value(seconds_max)}}),
                              text);
  return written ? text : "{}";
}

base::Result<std::string> result_of(base::Result<std::string> answer) {
  if (!answer || !answer->starts_with(error_mark)) return answer;
  const auto reason = model::read_plain_json(std::string_view(*answer).substr(1));
  const auto* text = reason ? reason->get_if<std::string>() : nullptr;
  return base::fail(ErrorKind::invalid_data, text == nullptr ? "jq failed" : *text,
                    "mend the expression, or leave such items out with where");
}

std::string path_of_this_program() {
  std::array<char, 4096> buffer;
  const ssize_t size = ::readlink("/proc/self/exe", buffer.data(), buffer.size());
  std::string path(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  // What the system says of a file that was replaced.
  constexpr std::string_view deleted = " (deleted)";
  if (path.ends_with(deleted)) path.resize(path.size() - deleted.size());
  return path;
}

}  // namespace

base::Result<std::unique_ptr<JqClient>> JqClient::start(JqSpec spec) {
  WorkerSpec worker;
  worker.name = "jq";
  worker.arguments = spec.command.empty() ? own_jq_command() : std::move(spec.command);
  worker.inherits_environment = false;
  worker.timeout_ms = spec.timeout_ms;
  worker.memory_bytes_max = base::is_sanitized ? 0 : spec.memory_bytes_max;
  worker.greeting = greeting_of(spec);
  worker.is_in_step = true;
  WHIMBREL_ASSIGN(auto started, LineWorker::start(std::move(worker)));
  return std::unique_ptr<JqClient>(new JqClient(std::move(started)));
}

base::Result<std::string> JqClient::ask(const JqRequest& request) {
  return std::move(ask_many({&request, 1}).front());
}

std::vector<base::Result<std::string>> JqClient::ask_many(std::span<const JqRequest> requests) {
  std::vector<std::string> texts;
  texts.reserve(requests.size());
  for (const JqRequest& request : requests)
    texts.push_back(std::to_string(request.expression) + ' ' + std::string(request.input));
  const std::vector<std::string_view> lines(texts.begin(), texts.end());
  auto answers = worker_->ask_many(lines);
  for (auto& answer : answers) answer = result_of(std::move(answer));
  return answers;
}

std::vector<std::string> own_jq_command() {
  const std::string path = path_of_this_program();
  if (path.substr(path.rfind('/') + 1) == "whimbrel") return {"/proc/self/exe", verb};
  if (const char* const told = std::getenv("WHIMBREL_JQ_WORKER"); told != nullptr && *told != 0)
    return {told, verb};
  return {"whimbrel", verb};
}

}  // namespace whimbrel::recipes
