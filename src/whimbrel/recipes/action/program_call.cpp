#include "whimbrel/recipes/action/program_call.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "whimbrel/base/secret.hpp"
#include "whimbrel/model/digest.hpp"
#include "whimbrel/recipes/document/node_reader.hpp"

namespace whimbrel::recipes {
namespace {

constexpr std::size_t program_bytes_max = std::size_t{256} << 20;

bool is_own_file(const std::string& program) {
  return program.find('/') != std::string::npos && !program.starts_with('/');
}

std::vector<std::string> read_words(const Node& node, std::string_view what, Findings& findings) {
  std::vector<std::string> words;
  if (!node.is_list()) {
    if (auto word = read_text(node, what, findings)) words.push_back(*std::move(word));
    return words;
  }
  for (const Node& item : node.items())
    if (auto word = read_text(item, what, findings)) words.push_back(*std::move(word));
  if (node.items().empty())
    wrong_type(node, what, "a program and its arguments", "write [./make.sh, --fast]", findings);
  return words;
}

}  // namespace

std::string ProgramCall::description() const {
  return fmt::format("{}", fmt::join(arguments, " "));
}

std::optional<ProgramCall> read_program_call(const Node& node, std::string_view what,
                                             const ActionCompileContext& context,
                                             Findings& findings) {
  const std::size_t errors_before = findings.errors();
  ProgramCall call;
  call.folder = context.recipe_folder;
  if (node.is_map()) {
    const MapReader reader(node, std::string(what), {"sh"}, findings);
    if (const Node* script = reader.require("sh", "sh: \"a | b\""))
      call.arguments = {"/bin/sh", "-c", read_text(*script, "sh", findings).value_or("")};
  } else {
    call.arguments = read_words(node, what, findings);
  }
  if (findings.errors() != errors_before || call.arguments.empty()) return std::nullopt;
  return call;
}

std::string digest_of_program(const ProgramCall& call, const ActionCompileContext& context) {
  const std::string& program = call.arguments.front();
  if (!is_own_file(program)) return {};
  const auto bytes = base::read_file(context.files, base::join_path(context.recipe_folder, program),
                                     program_bytes_max);
  if (!bytes) return {};
  return fmt::format(" {}={}", program, model::to_hex(model::sha256_of(*bytes)));
}

base::Result<base::ProgramResult> run_program_call(const ProgramCall& call,
                                                   const engine::ActionContext& context) {
  base::ProgramSpec spec;
  spec.arguments = call.arguments;
  spec.folder = call.folder;
  spec.environment = {{"WHIMBREL_RUN_ID", std::string(context.run_id)},
                      {"WHIMBREL_TARGET", context.store.description()}};
  spec.withheld = {base::passphrase_variable};
  base::ProgramLimits limits;
  limits.timeout_ms = call.timeout_ms;
  return base::run_program(spec, "", limits, context.cancellation);
}

base::Error error_of_program(const ProgramCall& call, const base::ProgramResult& result) {
  const std::string tail = base::quoted_tail(result.error);
  return {base::ErrorKind::refused,
          fmt::format("{} {}{}{}", call.description(), to_text(result.status),
                      tail.empty() ? "" : ": ", tail),
          "run it by hand in the recipe's folder and mend it"};
}

}  // namespace whimbrel::recipes
