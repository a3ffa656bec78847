#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "whimbrel/cli/go_ahead.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/json_text.hpp"
#include "whimbrel/cli/load_settings.hpp"
#include "whimbrel/cli/store_audit.hpp"
#include "whimbrel/cli/target_access.hpp"
#include "whimbrel/cli/terminal/progress_bar.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/engine/report/figures.hpp"
#include "whimbrel/engine/transfer/import_items.hpp"
#include "whimbrel/engine/transfer/input_files.hpp"
#include "whimbrel/model/path.hpp"

namespace whimbrel::cli {
namespace {

using base::ErrorKind;
using engine::DuplicatePolicy;
using engine::ImportSummary;

constexpr VerbInfo import_info{
    "import", "Data", "read a dump or export into a collection",
    "mongoexport lines or arrays, mongodump .bson, DynamoDB exports; each may be gzipped. The\n"
    "format shows itself. The database is made when it is not there. A record that cannot be read\n"
    "stops the import with file, line and column, or is set aside with --bad-lines.",
    "whimbrel import tokens.jsonl --collection cashu_tokens --target sqlite:wallet.db\n"
    "zcat dump.bson.gz | whimbrel import - --collection cashu_tokens --target sqlite:wallet.db"};

constexpr int exit_records_set_aside = 4;

// The total is judged from the bytes read so far; more than two figures of it would only flicker.
std::uint64_t judged_total(const engine::ImportProgress& progress) {
  if (progress.input_bytes_total == 0 || progress.input_bytes_read == 0) return 0;
  const double total = static_cast<double>(progress.records_read) *
                       static_cast<double>(progress.input_bytes_total) /
                       static_cast<double>(progress.input_bytes_read);
  const double step = std::pow(10, std::max(0.0, std::floor(std::log10(std::max(total, 1.0))) - 1));
  return static_cast<std::uint64_t>(std::ceil(total / step) * step);
}

class ImportVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return import_info; }

  void declare(OptionSet& options) override {
    options.positional(input_, "FILE", "what to read; - is standard input");
    options.required_value(collection_, "--collection", "NAME", "into this collection");
    options.values(keys_, "--key", "FIELD", "where the key stands; may be repeated (_id)");
    options.value(format_, "--format", "WORD", "json-lines, json-array, bson or dynamodb");
    options.value(bad_lines_, "--bad-lines", "FILE", "set aside there what cannot be imported");
    options.value(existing_, "--existing", "WORD",
                  "items whose key is there already: refuse, skip or replace (refuse)");
    go_ahead_.declare(options);
    options.settings({SettingId::target, SettingId::dry_run});
    declare_load_settings(options);
  }

  base::Result<Outcome> run(Invocation& call) override {
    WHIMBREL_ASSIGN(const auto options, import_options());
    if (options.on_duplicate == DuplicatePolicy::replace)
      WHIMBREL_TRY(go_ahead_.ask(
          call,
          fmt::format("Put the records of {} in the place of items with their keys?", input_)));
    // Before the target is opened: a wrong name does not even make an empty database.
    WHIMBREL_TRY(engine::find_input_files(call.files(), input_));
    WHIMBREL_ASSIGN(const auto target, TargetAccess::open(call, TargetUse::create));
    ProgressBar progress(call.terminal(), call.clock(), "record");
    auto summary = engine::import_items(call.files(), target->store(), options, shown_on(progress),
                                        call.cancellation());
    if (progress.has_shown("import")) {
      call.after_failure(
          "Records imported so far are in the collection; `--existing skip` completes the import.");
      call.writing_began();
    }
    if (!summary) return tl::unexpected(explained(std::move(summary).error()));
    progress.finish();
    WHIMBREL_TRY(
        audit_store_event(call, target->store(), "items imported",
                          fmt::format("{} from {} into {}", summary->inserted + summary->replaced,
                                      input_, collection_)));
    call.print(text_of(call, target->spec(), *summary));
    return Outcome{json_of(call, *summary), summary->bad > 0 ? exit_records_set_aside : 0};
  }

 private:
  base::Result<engine::ImportOptions> import_options() const {
    engine::ImportOptions options;
    options.input = input_;
    options.collection = collection_;
    options.bad_records_file = bad_lines_.value_or("");
    WHIMBREL_ASSIGN(options.on_duplicate, duplicate_policy());
    for (const std::string& key : keys_) {
      auto path = model::Path::parse(key);
      if (!path) return base::fail_in("--key", std::move(path).error());
      options.key_fields.push_back(*std::move(path));
    }
    if (!format_) return options;
    auto format = engine::parse_file_format(*format_);
    if (!format) return base::fail_in("--format", std::move(format).error());
    options.format = *format;
    return options;
  }

  base::Result<DuplicatePolicy> duplicate_policy() const {
    const std::string word = existing_.value_or("refuse");
    if (word == "refuse") return DuplicatePolicy::refuse;
    if (word == "skip") return DuplicatePolicy::skip;
    if (word == "replace") return DuplicatePolicy::replace;
    return base::fail(ErrorKind::usage,
                      fmt::format("--existing: '{}' is none of refuse, skip, replace", word));
  }

  static engine::ImportProgressFunction shown_on(ProgressBar& bar) {
    return [&bar](const engine::ImportProgress& state) {
      engine::Progress progress;
      progress.phase = "import";
      progress.done = state.records_read;
      progress.total = judged_total(state);
      bar.on_progress(progress);
    };
  }

  // A key that is there twice is a fault of the input, not a live writer's.
  static base::Error explained(base::Error error) {
    if (error.kind() != ErrorKind::conflict) return error;
    base::Error told(ErrorKind::invalid_data, error.message(),
                     "`--existing skip` keeps the first, `--existing replace` the last");
    for (const std::string& place : error.context()) told.with_context(place);
    return told;
  }

  std::string text_of(const Invocation& call, const TargetSpec& target,
                      const ImportSummary& summary) const {
    std::string text = fmt::format(
        "{}{} imported into {} of {}", call.dry_run() ? "Dry run, nothing is written: " : "",
        engine::counted(summary.inserted + summary.replaced, "item"), collection_, target.url);
    if (summary.replaced > 0)
      text += fmt::format(", {} of them replaced", engine::count_text(summary.replaced));
    if (summary.skipped > 0)
      text += fmt::format(", {} left as they were", engine::count_text(summary.skipped));
    text += "\n";
    if (summary.bad > 0)
      text += fmt::format(
          "{} could not be imported and stand in {}\nNext: mend them there and "
          "import that file\n",
          engine::counted(summary.bad, "record"), *bad_lines_);
    return text;
  }

  std::string json_of(const Invocation& call, const ImportSummary& summary) const {
    return json_text(Json{{"input", input_},
                          {"collection", collection_},
                          {"format", engine::to_string(summary.format)},
                          {"dry_run", call.dry_run()},
                          {"records", summary.records},
                          {"inserted", summary.inserted},
                          {"replaced", summary.replaced},
                          {"skipped", summary.skipped},
                          {"bad", summary.bad},
                          {"bad_lines", bad_lines_ ? Json(*bad_lines_) : Json(nullptr)}});
  }

  std::string input_;
  std::string collection_;
  std::vector<std::string> keys_;
  std::optional<std::string> format_;
  std::optional<std::string> bad_lines_;
  std::optional<std::string> existing_;
  GoAhead go_ahead_;
};

}  // namespace

std::unique_ptr<Verb> make_import_verb() { return std::make_unique<ImportVerb>(); }

}  // namespace whimbrel::cli
