#include "whimbrel/recipes/action/shell_action.hpp"

#include <fmt/format.h>

#include "whimbrel/recipes/action/basic_action.hpp"
#include "whimbrel/recipes/action/program_call.hpp"
#include "whimbrel/recipes/document/node_reader.hpp"

namespace whimbrel::recipes {
namespace {

struct ShellCalls {
  ProgramCall program;
  std::optional<ProgramCall> is_done;
  std::optional<ProgramCall> undo;
};

class ShellAction final : public BasicAction {
 public:
  ShellAction(const Node& node, ShellCalls calls, std::string_view digests)
      : BasicAction("shell", node), calls_(std::move(calls)) {
    add_to_definition(digests);
  }

  std::string description() const override { return "run " + calls_.program.description(); }

  base::Result<bool> is_done(const engine::ActionContext& context) const override {
    if (!calls_.is_done) return false;
    WHIMBREL_ASSIGN(const auto result, run_program_call(*calls_.is_done, context));
    if (result.status.success()) return true;
    if (result.status.signal == 0 && result.status.code == 1) return false;
    return tl::unexpected(error_of_program(*calls_.is_done, result));
  }

  base::Status perform(const engine::ActionContext& context) const override {
    return run(calls_.program, context);
  }

  bool can_undo() const override { return calls_.undo.has_value(); }

  base::Status undo(const engine::ActionContext& context) const override {
    return calls_.undo ? run(*calls_.undo, context) : base::Status();
  }

 private:
  static base::Status run(const ProgramCall& call, const engine::ActionContext& context) {
    WHIMBREL_ASSIGN(const auto result, run_program_call(call, context));
    if (result.status.success()) return {};
    return tl::unexpected(error_of_program(call, result));
  }

  ShellCalls calls_;
};

// `program: [...]` or `sh: …` beside the other keys.
std::optional<ProgramCall> read_main_program(const Node& node, const ActionCompileContext& context,
                                             Findings& findings) {
  const Node* program = node.find("program");
  const Node* script = node.find("sh");
  if ((program == nullptr) == (script == nullptr)) {
    findings.error("missing-key", node.place(), "shell needs either program or sh",
                   "write program: [./make.sh, --fast]");
    return std::nullopt;
  }
  if (program != nullptr) return read_program_call(*program, "program", context, findings);
  const auto text = read_text(*script, "sh", findings);
  if (!text) return std::nullopt;
  ProgramCall call;
  call.arguments = {"/bin/sh", "-c", *text};
  call.folder = context.recipe_folder;
  return call;
}

}  // namespace

std::unique_ptr<RecipeAction> compile_shell(const Node& node, const ActionCompileContext& context,
                                            Findings& findings) {
  const std::size_t errors_before = findings.errors();
  const MapReader reader(node, "shell", {"program", "sh", "timeout", "is_done", "undo"}, findings);
  if (!reader.is_map()) return nullptr;
  auto program = read_main_program(node, context, findings);
  if (!program) return nullptr;
  ShellCalls calls{*std::move(program), {}, {}};
  if (const Node* question = reader.find("is_done"))
    calls.is_done = read_program_call(*question, "is_done", context, findings);
  if (const Node* back = reader.find("undo"))
    calls.undo = read_program_call(*back, "undo", context, findings);
  if (const Node* timeout = reader.find("timeout")) {
    const auto limit_ms = read_duration_ms(*timeout, "the timeout of shell", findings);
    calls.program.timeout_ms = limit_ms.value_or(1);
    if (calls.is_done) calls.is_done->timeout_ms = calls.program.timeout_ms;
    if (calls.undo) calls.undo->timeout_ms = calls.program.timeout_ms;
  }
  if (findings.errors() != errors_before) return nullptr;
  if (!calls.is_done)
    findings.warn("action-may-repeat", node.place(),
                  fmt::format("{} has no is_done: after a crash in the middle it is run again",
                              calls.program.description()),
                  "add is_done: [./is_made.sh], which exits with 0 when it is done, else with 1");
  std::string digests = digest_of_program(calls.program, context);
  if (calls.undo) digests += digest_of_program(*calls.undo, context);
  return std::make_unique<ShellAction>(node, std::move(calls), digests);
}

}  // namespace whimbrel::recipes
