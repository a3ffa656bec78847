#include <fmt/format.h>

#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/json_text.hpp"
#include "whimbrel/cli/target_access.hpp"
#include "whimbrel/cli/terminal/progress_bar.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/engine/report/figures.hpp"
#include "whimbrel/engine/transfer/export_items.hpp"

namespace whimbrel::cli {
namespace {

using base::ErrorKind;

constexpr VerbInfo export_info{
    "export", "Data", "write a collection into a file",
    "In key order (from DynamoDB in its own), each item as it is stored: JSON lines, a JSON "
    "array,\n"
    "BSON or DynamoDB lines, by the file's name or --format; gzipped when it ends in .gz. The "
    "file\n"
    "appears when it is whole.",
    "whimbrel export --collection cashu_tokens --target sqlite:wallet.db -o out.jsonl"};

class ExportVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return export_info; }

  void declare(OptionSet& options) override {
    options.required_value(collection_, "--collection", "NAME", "this collection");
    options.value(output_, "--output", "-o", "FILE", "where to; - is standard output (-)");
    options.value(format_, "--format", "WORD", "json-lines, json-array, bson or dynamodb");
    options.flag(relaxed_, "--relaxed", "plain numbers and readable dates in JSON");
    options.settings({SettingId::target});
  }

  base::Result<Outcome> run(Invocation& call) override {
    engine::ExportOptions options;
    options.collection = collection_;
    options.output = output_.value_or("-");
    options.relaxed = relaxed_;
    WHIMBREL_ASSIGN(options.format, chosen_format());
    const bool to_standard_output = options.output == "-";
    if (to_standard_output && call.json())
      return base::fail(ErrorKind::usage, "--json and the export both want standard output",
                        "write the export to a file with -o FILE");
    WHIMBREL_ASSIGN(const auto target, TargetAccess::open(call, TargetUse::read));
    ProgressBar progress(call.terminal(), call.clock(), "item");
    call.after_failure("The store was only read, and no file bears the name that is not whole.");
    WHIMBREL_ASSIGN(const engine::ExportSummary summary,
                    engine::export_items(call.files(), target->store(), options, shown_on(progress),
                                         call.cancellation()));
    progress.finish();
    if (!to_standard_output)
      call.print(fmt::format("{} exported to {} ({})\n", engine::counted(summary.items, "item"),
                             options.output, engine::bytes_text(summary.bytes)));
    return Outcome{json_text(Json{{"collection", collection_},
                                  {"output", options.output},
                                  {"format", engine::to_string(summary.format)},
                                  {"items", summary.items},
                                  {"bytes", summary.bytes}})};
  }

 private:
  // Without --format the file's name decides.
  base::Result<std::optional<engine::FileFormat>> chosen_format() const {
    if (!format_) return std::nullopt;
    auto format = engine::parse_file_format(*format_);
    if (!format) return base::fail_in("--format", std::move(format).error());
    return *format;
  }

  static engine::ExportProgressFunction shown_on(ProgressBar& bar) {
    return [&bar](const engine::ExportProgress& state) {
      engine::Progress progress;
      progress.phase = "export";
      progress.done = state.items_done;
      progress.total = state.items_total;
      bar.on_progress(progress);
    };
  }

  std::string collection_;
  std::optional<std::string> output_;
  std::optional<std::string> format_;
  bool relaxed_ = false;
};

}  // namespace

std::unique_ptr<Verb> make_export_verb() { return std::make_unique<ExportVerb>(); }

}  // namespace whimbrel::cli
