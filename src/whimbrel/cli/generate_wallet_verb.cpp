#include <fmt/format.h>

#include "whimbrel/base/partial_file.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/json_text.hpp"
#include "whimbrel/cli/store_audit.hpp"
#include "whimbrel/cli/target_access.hpp"
#include "whimbrel/cli/terminal/progress_bar.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/engine/phase_meter.hpp"
#include "whimbrel/engine/report/figures.hpp"
#include "whimbrel/packs/wallet/token_generator.hpp"
#include "whimbrel/packs/wallet/token_writer.hpp"

namespace whimbrel::cli {
namespace {

using packs::wallet::TokenGenerator;
using packs::wallet::TokenGeneratorOptions;

constexpr VerbInfo generate_wallet_info{
    "generate wallet", "Data", "make up wallet tokens, for trying things out",
    "Realistic tokens, some of them melted and unspent, the same for the same seed on every\n"
    "machine: into a new collection, or with -o as JSON lines to import.",
    "whimbrel generate wallet --count 100000 --target sqlite:demo.db\n"
    "whimbrel generate wallet --count 1000 -o tokens.jsonl"};

constexpr std::uint64_t tokens_max = 1'000'000'000;
constexpr std::size_t buffer_bytes = std::size_t{1} << 20;

class GenerateWalletVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return generate_wallet_info; }

  void declare(OptionSet& options) override {
    options.number(count_, "--count", "how many (100000)", 1, tokens_max);
    options.number(seed_, "--seed", "another seed, other tokens (1)", 0, tokens_max);
    options.number(melted_percent_, "--melted-percent",
                   "how many of a hundred are melted and unspent (1)", 0, 100);
    options.number(owners_, "--users", "how many users hold them; 0 = one for ten tokens (0)", 0,
                   tokens_max);
    options.flag(compact_, "--compact", "short tokens of about 470 bytes, for measuring");
    options.flag(random_order_, "--random-order", "keys in no order of time");
    options.value(collection_, "--collection", "NAME", "into this one (cashu_tokens)");
    options.value(output_path_, "--output", "-o", "FILE", "write JSON lines there instead");
    options.settings({SettingId::target, SettingId::dry_run});
  }

  base::Result<Outcome> run(Invocation& call) override {
    ProgressBar progress(call.terminal(), call.clock(), "token");
    WHIMBREL_ASSIGN(const Made made,
                    output_path_ ? write_lines(call, progress) : insert(call, progress));
    progress.finish();
    call.print(fmt::format("{}{} made, {} of them melted and unspent: {}\n",
                           call.dry_run() ? "Dry run, nothing is written: " : "",
                           engine::counted(made.tokens, "token"),
                           engine::count_text(made.melted_unspent), made.place));
    return Outcome{json_text(Json{{"tokens", made.tokens},
                                  {"melted_unspent", made.melted_unspent},
                                  {"place", made.place},
                                  {"dry_run", call.dry_run()}})};
  }

 private:
  struct Made {
    std::uint64_t tokens = 0;
    std::uint64_t melted_unspent = 0;
    std::string place;
  };

  TokenGeneratorOptions options() const {
    TokenGeneratorOptions options;
    options.count = count_;
    options.seed = seed_;
    options.melted_unspent_share = static_cast<double>(melted_percent_) / 100;
    options.owners = owners_;
    if (compact_) options.shape = packs::wallet::TokenShape::compact;
    if (random_order_) options.order = packs::wallet::TokenOrder::random;
    return options;
  }

  base::Result<Made> write_lines(const Invocation& call, ProgressBar& progress) const {
    std::optional<base::PartialFile> file;
    if (!call.dry_run()) {
      WHIMBREL_ASSIGN(auto created, base::PartialFile::create(call.files(), *output_path_, 0644));
      file.emplace(std::move(created));
    }
    TokenGenerator generator(options());
    engine::PhaseMeter meter(progress, call.clock(), "generate", count_);
    engine::Progress state;
    std::string key, item, lines;
    for (bool more = true; more;) {
      more = generator.next(key, item);
      if (more) lines.append(item).push_back('\n');
      if (more && lines.size() < buffer_bytes) continue;
      WHIMBREL_TRY(call.cancellation().check());
      if (file) WHIMBREL_TRY(file->append(lines));
      lines.clear();
      state.done = generator.made();
      meter.report(state);
    }
    meter.finish(state);
    if (file) WHIMBREL_TRY(file->commit(base::IfExists::replace));
    return Made{generator.made(), generator.melted_unspent_made(), *output_path_};
  }

  base::Result<Made> insert(Invocation& call, ProgressBar& progress) const {
    const std::string collection =
        collection_.value_or(std::string(packs::wallet::tokens_collection));
    WHIMBREL_ASSIGN(const auto target, TargetAccess::open(call, TargetUse::create));
    call.after_failure(
        "The tokens made so far are in the collection; `whimbrel generate` does not "
        "go on there, so use a new database.");
    call.writing_began();
    WHIMBREL_ASSIGN(const auto made, packs::wallet::generate_tokens({target->store(), call.clock(),
                                                                     call.cancellation(), progress},
                                                                    options(), collection));
    WHIMBREL_TRY(
        audit_store_event(call, target->store(), "tokens generated",
                          fmt::format("{} into {}, seed {}", made.items, collection, seed_)));
    return Made{made.items, made.melted_unspent,
                fmt::format("{}, collection {}", target->spec().url, collection)};
  }

  std::uint64_t count_ = 100'000;
  std::uint64_t seed_ = 1;
  std::uint64_t melted_percent_ = 1;
  std::uint64_t owners_ = 0;
  bool compact_ = false;
  bool random_order_ = false;
  std::optional<std::string> collection_;
  std::optional<std::string> output_path_;
};

}  // namespace

std::unique_ptr<Verb> make_generate_wallet_verb() { return std::make_unique<GenerateWalletVerb>(); }

}  // namespace whimbrel::cli
