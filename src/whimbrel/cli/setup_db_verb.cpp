#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "whimbrel/cli/backup_support.hpp"
#include "whimbrel/cli/dynamodb_access.hpp"
#include "whimbrel/cli/go_ahead.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/json_text.hpp"
#include "whimbrel/cli/option_set.hpp"
#include "whimbrel/cli/settings/production_environment.hpp"
#include "whimbrel/cli/settings/target_spec.hpp"
#include "whimbrel/cli/terminal/progress_bar.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/engine/copy/copy_collection.hpp"
#include "whimbrel/engine/report/figures.hpp"
#include "whimbrel/packs/collections_to_copy.hpp"

namespace whimbrel::cli {
namespace {

using base::ErrorKind;
using engine::CollectionCopy;
using engine::CopiedCollection;

constexpr VerbInfo setup_db_info{
    "setup-db", "Data", "fill a development DynamoDB with production's tables",
    "Makes the tables with their keys and indexes, copies the items, and compares the counts. "
    "What\n"
    "it copies from is only read. PROD_NODE_OPERATORS_TABLE_NAME, PROD_VALIDATORS_TABLE_NAME and\n"
    "so on name the tables there; PROD_AWS_REGION, PROD_AWS_PROFILE and other PROD_ variables say\n"
    "where production is. A server that is not on this machine needs --confirm.",
    "whimbrel setup-db --from prod --to local\n"
    "whimbrel setup-db --from dynamodb:eu-west-2 --to local --replace"};

constexpr std::string_view production = "prod";
constexpr std::string_view this_machine = "local";

// One of the two places.
struct Place {
  DynamoDbTarget target;
  std::unique_ptr<DynamoDbAccess> access;

  stores::Store& store() const noexcept { return access->store(); }
};

class SetupDbVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return setup_db_info; }

  void declare(OptionSet& options) override {
    options.value(from_, "--from", "PLACE", "prod, or a DynamoDB target (prod)");
    options.value(to_, "--to", "PLACE", "local, or a DynamoDB target (local)");
    options.flag(replace_, "--replace", "drop the tables that are there first");
    go_ahead_.declare(options);
    options.settings({SettingId::dry_run});
  }

  base::Result<Outcome> run(Invocation& call) override {
    const Environment there = production_environment(call.environment());
    const bool from_production = from_.value_or(std::string(production)) == production;
    WHIMBREL_ASSIGN(const Place from, from_production
                                          ? open(call, "dynamodb", "--from", there)
                                          : open(call, *from_, "--from", call.environment()));
    WHIMBREL_ASSIGN(const Place to, open_target(call));
    WHIMBREL_ASSIGN(const auto copies, choose(call, from, from_production));
    WHIMBREL_TRY(check_apart(call, from, to, copies));
    // Before it is spoken to.
    if (!to.target.is_local)
      WHIMBREL_TRY(go_ahead_.ask(
          call, fmt::format("Write {} into {}, which is not this machine?",
                            engine::counted(copies.size(), "table"), to.target.url())));
    for (const CollectionCopy& copy : copies)
      WHIMBREL_TRY(engine::check_copy(from.store(), to.store(), copy));
    if (call.dry_run()) return tell(call, from, to, planned(copies));
    WHIMBREL_ASSIGN(const auto copied, copy_all(call, from, to, copies));
    return tell(call, from, to, copied);
  }

 private:
  static base::Result<Place> open(const Invocation& call, const std::string& text,
                                  const std::string& source, const Environment& environment) {
    WHIMBREL_ASSIGN(const TargetSpec spec,
                    resolve_target({text, source}, call.config(), environment));
    if (spec.kind != TargetKind::dynamodb)
      return base::fail(ErrorKind::usage,
                        fmt::format("{}: {} is no DynamoDB", source, spec.shown()),
                        "other stores are filled with `whimbrel import` or `whimbrel backup "
                        "restore`");
    Place place{spec.dynamodb, nullptr};
    WHIMBREL_ASSIGN(place.access, DynamoDbAccess::open(call, spec.dynamodb, environment));
    return place;
  }

  base::Result<Place> open_target(const Invocation& call) const {
    const Environment& environment = call.environment();
    const std::string to = to_.value_or(std::string(this_machine));
    if (to != this_machine) return open(call, to, "--to", environment);
    const auto told = environment.find("DYNAMODB_ENDPOINT");
    const std::string endpoint = told ? told->text : std::string(DynamoDbTarget::local_endpoint);
    WHIMBREL_ASSIGN(Place place, open(call, "dynamodb:" + endpoint, "--to", environment));
    if (place.target.is_local) return place;
    return base::fail(ErrorKind::refused,
                      fmt::format("DYNAMODB_ENDPOINT is {}, which is not this machine", endpoint),
                      "set it to DynamoDB Local's address, or set LOCAL_DYNAMO_DB=true if it is "
                      "that");
  }

  // In production only what somebody named is ours; elsewhere the names are those of here.
  base::Result<std::vector<CollectionCopy>> choose(const Invocation& call, const Place& from,
                                                   bool from_production) const {
    const auto lookup = [&call](const std::string& name) -> std::optional<std::string> {
      const auto found = call.environment().find(name);
      return found ? std::optional(found->text) : std::nullopt;
    };
    std::vector<CollectionCopy> copies;
    std::string untold;
    for (const packs::CollectionToCopy& one : packs::collections_to_copy(lookup)) {
      const std::string name = one.elsewhere.empty() && !from_production ? one.name : one.elsewhere;
      if (name.empty()) {
        untold += fmt::format("{}{}", untold.empty() ? "" : ", ", one.variable);
        continue;
      }
      WHIMBREL_ASSIGN(const bool there, has_table(from, name, !one.elsewhere.empty()));
      if (there) copies.push_back({name, one.name, replace_});
    }
    if (copies.empty())
      return base::fail(ErrorKind::usage, "nothing says which tables to copy",
                        untold.empty() ? "name one with PROD_VALIDATORS_TABLE_NAME and the like"
                                       : fmt::format("set one of {}", untold));
    if (!untold.empty())
      call.print(fmt::format("{} not copied, because nobody named them: {}\n",
                             call.style().warning_mark(), untold));
    return copies;
  }

  // not_found for one that was named and is not there; one that was only guessed may be absent.
  static base::Result<bool> has_table(const Place& from, const std::string& name, bool was_named) {
    const auto found = from.store().collection(name);
    if (found) return true;
    if (found.error().kind() == ErrorKind::not_found && !was_named) return false;
    return tl::unexpected(found.error());
  }

  // A table that is copied onto itself would be dropped first.
  static base::Status check_apart(const Invocation& call, const Place& from, const Place& to,
                                  const std::vector<CollectionCopy>& copies) {
    if (from.target.url() != to.target.url() || has_production_credentials(call.environment()))
      return {};
    for (const CollectionCopy& copy : copies)
      if (copy.from == copy.into)
        return base::fail(ErrorKind::refused,
                          fmt::format("table {} of {} cannot be copied onto itself", copy.from,
                                      from.target.url()),
                          "give --to another place, or the tables other names");
    return {};
  }

  base::Result<std::vector<CopiedCollection>> copy_all(
      Invocation& call, const Place& from, const Place& to,
      const std::vector<CollectionCopy>& copies) const {
    ProgressBar progress(call.terminal(), call.clock(), "item");
    call.after_failure(
        fmt::format("{} was only read. Tables that were copied before stand in {}; "
                    "begin again with --replace.",
                    from.target.url(), to.target.url()));
    call.writing_began();
    std::vector<CopiedCollection> copied;
    for (const CollectionCopy& copy : copies) {
      WHIMBREL_ASSIGN(auto done, engine::copy_collection(from.store(), to.store(), copy,
                                                         shown_on(progress), call.cancellation()));
      copied.push_back(std::move(done));
    }
    progress.finish();
    return copied;
  }

  static std::vector<CopiedCollection> planned(const std::vector<CollectionCopy>& copies) {
    std::vector<CopiedCollection> planned;
    for (const CollectionCopy& copy : copies) planned.push_back({copy});
    return planned;
  }

  static Outcome tell(const Invocation& call, const Place& from, const Place& to,
                      const std::vector<CopiedCollection>& copied) {
    Json tables = Json::array();
    std::string text = fmt::format("{} from {} to {}\n",
                                   call.dry_run() ? "Dry run, nothing is written: would copy"
                                                  : call.style().good("Copied and counted"),
                                   from.target.url(), to.target.url());
    for (const CopiedCollection& one : copied) {
      text += fmt::format("  {} → {}", one.copy.from, one.copy.into);
      if (!call.dry_run())
        text += fmt::format("   {}, {} {}", engine::counted(one.items, "item"), one.indexes,
                            one.indexes == 1 ? "index" : "indexes");
      text += "\n";
      tables.push_back({{"from", one.copy.from},
                        {"into", one.copy.into},
                        {"items", one.items},
                        {"indexes", one.indexes}});
    }
    call.print(text);
    return Outcome{json_text(Json{{"from", from.target.url()},
                                  {"to", to.target.url()},
                                  {"dry_run", call.dry_run()},
                                  {"tables", std::move(tables)}})};
  }

  std::optional<std::string> from_;
  std::optional<std::string> to_;
  bool replace_ = false;
  GoAhead go_ahead_;
};

}  // namespace

std::unique_ptr<Verb> make_setup_db_verb() { return std::make_unique<SetupDbVerb>(); }

}  // namespace whimbrel::cli
