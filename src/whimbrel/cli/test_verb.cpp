#include <fmt/format.h>

#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/json_text.hpp"
#include "whimbrel/cli/migration_catalogue.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/engine/counted.hpp"
#include "whimbrel/recipes/example_runner.hpp"

namespace whimbrel::cli {
namespace {

using recipes::ExampleResult;

constexpr VerbInfo test_info{
    "test", "Recipes", "run the examples that recipes carry",
    "Each example is one item before and what it must be after. They run in memory through the "
    "same\ncode as a run; no target is needed. Without ids: those of all recipes. Exit code 1 when "
    "one fails.",
    "whimbrel test\n"
    "whimbrel test 005_split_name"};

class TestVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return test_info; }

  void declare(OptionSet& options) override {
    options.positionals(names_, "MIGRATION", "ids, their beginnings, or recipes' files");
    options.settings({SettingId::migrations});
  }

  base::Result<Outcome> run(Invocation& call) override {
    if (names_.empty()) {
      WHIMBREL_ASSIGN(const auto catalogue, MigrationCatalogue::load(call));
      for (const CatalogueEntry& entry : catalogue.entries())
        if (!entry.is_built_in()) WHIMBREL_TRY(test(call, entry));
    }
    for (const std::string& name : names_) {
      WHIMBREL_ASSIGN(const auto catalogue, MigrationCatalogue::load_for(call, name));
      WHIMBREL_ASSIGN(const CatalogueEntry* entry, catalogue.find(name));
      WHIMBREL_TRY(test(call, *entry));
    }
    return told(call);
  }

 private:
  base::Status test(const Invocation& call, const CatalogueEntry& entry) {
    if (entry.fault) return base::fail_in(entry.source, *entry.fault);
    if (entry.recipe == nullptr)
      return base::fail(base::ErrorKind::usage,
                        fmt::format("{} is built in and carries no examples", entry.id),
                        "name a recipe; `whimbrel list` tells which are");
    const auto results = recipes::run_examples(*entry.recipe, call.clock().now_ms());
    call.print(fmt::format("{}\n", call.style().bold(entry.id)));
    if (results.empty()) call.print("  no examples\n");
    for (const ExampleResult& result : results) {
      call.print(text_of(call, result));
      ++(result.passed ? passed_ : failed_);
      list_.push_back(json_of(entry.id, result));
    }
    return {};
  }

  base::Result<Outcome> told(const Invocation& call) const {
    call.print(fmt::format("\n{} passed, {} failed\n", engine::counted(passed_, "example"),
                           engine::count_text(failed_)));
    Outcome outcome{json_text(Json{{"passed", passed_}, {"failed", failed_}, {"examples", list_}})};
    if (failed_ > 0)
      outcome.failure =
          base::Error(base::ErrorKind::invalid_data,
                      fmt::format("{} not as expected", engine::counted(failed_, "example")),
                      "change the recipe, or what the example expects");
    return outcome;
  }

  static std::string text_of(const Invocation& call, const ExampleResult& result) {
    std::string text = fmt::format(
        "  {} {}\n", result.passed ? call.style().passed_mark() : call.style().failed_mark(),
        result.name);
    for (const std::string& difference : result.differences)
      text += fmt::format("      {}\n", difference);
    if (!result.passed) text += fmt::format("      at {}\n", to_string(result.place));
    return text;
  }

  static Json json_of(const std::string& id, const ExampleResult& result) {
    return {{"migration", id},           {"name", result.name},
            {"file", result.place.file}, {"line", result.place.line},
            {"passed", result.passed},   {"differences", result.differences}};
  }

  std::vector<std::string> names_;
  std::uint64_t passed_ = 0;
  std::uint64_t failed_ = 0;
  Json list_ = Json::array();
};

}  // namespace

std::unique_ptr<Verb> make_test_verb() { return std::make_unique<TestVerb>(); }

}  // namespace whimbrel::cli
