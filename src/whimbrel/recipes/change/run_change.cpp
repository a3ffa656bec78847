#include "whimbrel/recipes/change/run_change.hpp"

#include <fmt/format.h>

#include <utility>

#include "whimbrel/model/digest.hpp"
#include "whimbrel/recipes/change/answering_change.hpp"
#include "whimbrel/recipes/document/node_reader.hpp"

namespace whimbrel::recipes {
namespace {

constexpr std::size_t program_bytes_max = std::size_t{256} << 20;
constexpr std::int64_t timeout_ms_default = 10'000;

class RunChange final : public AnsweringChange {
 public:
  // `digests` of the files it is made of; none: it is a program of the system's.
  RunChange(const Node& node, WorkerSpec spec, std::string_view digests, SeenFields seen)
      : AnsweringChange("run", node, std::move(seen)),
        spec_(std::move(spec)),
        is_pinned_(!digests.empty()) {
    add_to_definition(digests);
  }

  void lint(const LintContext&, Findings& findings) const override {
    if (is_pinned_) return;
    findings.warn(
        "run-not-pinned", place(),
        fmt::format("{} is no file beside the recipe, so that the recipe's checksum stays "
                    "the same when it changes",
                    spec_.name),
        "put the program beside the recipe and name it with a slash: ./split.py");
  }

  base::Result<std::unique_ptr<ChangeApplier>> prepare(const PrepareContext&) const override {
    return std::make_unique<AnswerApplier>(
        Question(std::make_unique<ProgramAsker>(spec_), spec_.name, seen()), spec_.name);
  }

 private:
  WorkerSpec spec_;
  bool is_pinned_;
};

std::vector<std::string> read_arguments(const Node& node, Findings& findings) {
  std::vector<std::string> arguments;
  const auto add = [&](const Node& word) {
    if (auto text = read_text(word, "an argument of run", findings))
      arguments.push_back(*std::move(text));
  };
  if (!node.is_list())
    add(node);
  else
    for (const Node& word : node.items()) add(word);
  if (arguments.empty() && node.is_list() && node.items().empty())
    wrong_type(node, "program of run", "a program and its arguments",
               "write program: [./split.py, --fast]", findings);
  return arguments;
}

bool is_file_name(const std::string& argument) {
  return argument.find('/') != std::string::npos && argument.find("://") == std::string::npos;
}

// The recipe's checksum changes when a file of the user's own does; those of the system are not
// theirs to keep.
std::string digests_of(const std::vector<std::string>& arguments, const Node& node,
                       const CompileContext& context, Findings& findings) {
  std::string digests;
  for (const std::string& argument : arguments) {
    const bool is_program = &argument == &arguments.front();
    if (!is_file_name(argument) || argument.starts_with('/')) continue;
    const auto bytes = base::read_file(
        context.files, base::join_path(context.recipe_folder, argument), program_bytes_max);
    if (bytes)
      digests += fmt::format(" {}={}", argument, model::to_hex(model::sha256_of(*bytes)));
    else if (is_program)
      findings.error(
          "missing-file", node.place(),
          fmt::format("the program {} cannot be read: {}", argument, bytes.error().describe()),
          "put it there (paths start at the recipe's folder), or name a program in PATH "
          "without a slash");
  }
  return digests;
}

}  // namespace

std::unique_ptr<Change> compile_run(const Node& node, const CompileContext& context,
                                    Findings& findings) {
  const MapReader reader(node, "run", {"program", "timeout"}, findings);
  if (!reader.is_map()) return nullptr;
  const Node* program = reader.require("program", "program: [./split.py, --fast]");
  WorkerSpec spec;
  spec.timeout_ms = timeout_ms_default;
  if (const Node* timeout = reader.find("timeout"))
    spec.timeout_ms = read_duration_ms(*timeout, "the timeout of run", findings).value_or(1);
  if (program == nullptr) return nullptr;
  spec.arguments = read_arguments(*program, findings);
  if (spec.arguments.empty()) return nullptr;
  spec.name = spec.arguments.front();
  spec.folder = context.recipe_folder;
  const std::string digests = digests_of(spec.arguments, *program, context, findings);
  return std::make_unique<RunChange>(node, std::move(spec), digests, SeenFields(context.reads));
}

}  // namespace whimbrel::recipes
