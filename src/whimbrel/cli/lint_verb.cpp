#include <fmt/format.h>

#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/json_text.hpp"
#include "whimbrel/cli/migration_catalogue.hpp"
#include "whimbrel/cli/sequence_context.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/cli/version.hpp"
#include "whimbrel/engine/counted.hpp"
#include "whimbrel/recipes/document/finding_output.hpp"
#include "whimbrel/recipes/lint.hpp"
#include "whimbrel/recipes/recipe_schema.hpp"

namespace whimbrel::cli {
namespace {

using recipes::Findings;

constexpr VerbInfo lint_info{
    "lint", "Recipes", "find what is wrong or risky in recipes",
    "Errors with file, line, column and remedy, and warnings of what loses data or cannot be "
    "taken\n"
    "back. Without files: all of the folder, and how they depend on each other. Needs no target.\n"
    "Exit code 1 when there are errors; with --strict also when there are warnings. --schema "
    "prints\nthe JSON Schema of recipes, for editors that complete and check.",
    "whimbrel lint\n"
    "whimbrel lint migrations/005_split_name.yaml --strict\n"
    "whimbrel lint --format github\n"
    "whimbrel lint --schema > recipe.schema.json"};

using Render = std::string (*)(const Findings&);

std::string sarif_of(const Findings& findings) {
  return recipes::findings_sarif(findings, program_version());
}

struct Format {
  std::string_view name;
  Render render;
};

constexpr Format formats[] = {{"text", recipes::findings_text},
                              {"github", recipes::findings_github},
                              {"sarif", sarif_of},
                              {"json", recipes::findings_json}};

class LintVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return lint_info; }

  void declare(OptionSet& options) override {
    options.positionals(files_, "FILE", "recipes; all of the folder, if left out");
    options.value(format_, "--format", "WORD", "text, github, sarif or json (text)");
    options.flag(strict_, "--strict", "warnings count as errors");
    options.flag(schema_, "--schema", "print the JSON Schema of recipes instead");
    options.settings({SettingId::migrations});
  }

  base::Result<Outcome> run(Invocation& call) override {
    if (schema_) {
      call.print(recipes::recipe_schema());
      return Outcome{std::string(recipes::recipe_schema())};
    }
    WHIMBREL_ASSIGN(const Render render, chosen_format());
    Findings findings;
    WHIMBREL_ASSIGN(const std::size_t count, lint_all(call, findings));
    call.print(render(findings));
    if (render == recipes::findings_text) call.print(summary(findings, count));
    Outcome outcome{recipes::findings_json(findings)};
    if (findings.has_errors() || (strict_ && findings.warnings() > 0))
      outcome.failure =
          base::Error(base::ErrorKind::invalid_data,
                      fmt::format("{} in {}", counts(findings), engine::counted(count, "recipe")),
                      "each says what to do; `allow` in the recipe silences a warning");
    return outcome;
  }

 private:
  base::Result<Render> chosen_format() const {
    const std::string word = format_.value_or("text");
    for (const Format& format : formats)
      if (format.name == word) return format.render;
    return base::fail(base::ErrorKind::usage,
                      fmt::format("--format: '{}' is none of text, github, sarif, json", word));
  }

  base::Result<std::size_t> lint_all(const Invocation& call, Findings& findings) const {
    for (const std::string& file : files_)
      findings.absorb(recipes::lint_file(recipe_surroundings(call), file));
    if (!files_.empty()) return files_.size();
    if (!recipe_folder(call))
      return base::fail(base::ErrorKind::usage, "there is no folder of recipes here",
                        "name files, or a folder with --migrations; `whimbrel new ID` begins one");
    WHIMBREL_ASSIGN(const auto catalogue, MigrationCatalogue::load(call));
    std::size_t count = 0;
    for (const CatalogueEntry& entry : catalogue.entries()) {
      if (entry.is_built_in()) continue;
      findings.absorb(recipes::lint_file(recipe_surroundings(call), entry.source));
      ++count;
    }
    add_order(catalogue, findings);
    return count;
  }

  // How they stand to each other; what is wrong within each was found already.
  static void add_order(const MigrationCatalogue& catalogue, Findings& findings) {
    const engine::Sequence sequence = sequence_of(catalogue);
    for (const engine::SequenceProblem& problem : sequence.problems()) {
      if (problem.fault == engine::SequenceFault::unusable) continue;
      const engine::SequenceStep* step = sequence.find(problem.ids.front());
      findings.error(std::string(to_string(problem.fault)), {step->member.source, 0, 0},
                     problem.message, problem.remedy);
    }
  }

  static std::string counts(const Findings& findings) {
    return fmt::format("{}, {}", engine::counted(findings.errors(), "error"),
                       engine::counted(findings.warnings(), "warning"));
  }

  static std::string summary(const Findings& findings, std::size_t count) {
    return fmt::format("{} in {}\n", findings.empty() ? "Nothing to mend" : counts(findings),
                       engine::counted(count, "recipe"));
  }

  std::vector<std::string> files_;
  std::optional<std::string> format_;
  bool strict_ = false;
  bool schema_ = false;
};

}  // namespace

std::unique_ptr<Verb> make_lint_verb() { return std::make_unique<LintVerb>(); }

}  // namespace whimbrel::cli
