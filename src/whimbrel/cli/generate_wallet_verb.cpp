#include <fmt/format.h>

#include "whimbrel/base/partial_file.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/item_inserter.hpp"
#include "whimbrel/cli/json_text.hpp"
#include "whimbrel/cli/store_audit.hpp"
#include "whimbrel/cli/target_access.hpp"
#include "whimbrel/cli/terminal/progress_bar.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/engine/report/figures.hpp"
#include "whimbrel/model/path.hpp"
#include "whimbrel/packs/wallet/token_generator.hpp"

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
constexpr std::uint64_t tokens_between_looks = 1'000;
constexpr std::size_t insert_batch_items = 5'000;

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
    TokenGenerator generator(options());
    ProgressBar progress(call.terminal(), call.clock(), "token");
    std::string place;
    if (output_path_) {
      place = *output_path_;
      WHIMBREL_TRY(write_lines(call, generator, progress));
    } else {
      WHIMBREL_ASSIGN(place, insert(call, generator, progress));
    }
    progress.finish();
    call.print(fmt::format("{}{} made, {} of them melted and unspent: {}\n",
                           call.dry_run() ? "Dry run, nothing is written: " : "",
                           engine::counted(generator.made(), "token"),
                           engine::count_text(generator.melted_unspent_made()), place));
    return Outcome{json_text(Json{{"tokens", generator.made()},
                                  {"melted_unspent", generator.melted_unspent_made()},
                                  {"place", place},
                                  {"dry_run", call.dry_run()}})};
  }

 private:
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

  // Gives each token to `take`, looking up now and then.
  template <typename Take>
  base::Status each_token(const Invocation& call, TokenGenerator& generator, ProgressBar& progress,
                          Take take) const {
    std::string key, item;
    engine::Progress state;
    state.phase = "generate";
    state.total = count_;
    while (generator.next(key, item)) {
      WHIMBREL_TRY(take(key, item));
      if (generator.made() % tokens_between_looks != 0 && generator.made() != count_) continue;
      WHIMBREL_TRY(call.cancellation().check());
      state.done = generator.made();
      progress.on_progress(state);
    }
    return {};
  }

  base::Status write_lines(const Invocation& call, TokenGenerator& generator,
                           ProgressBar& progress) const {
    if (call.dry_run())
      return each_token(call, generator, progress,
                        [](const auto&, const auto&) { return base::Status{}; });
    WHIMBREL_ASSIGN(auto file, base::PartialFile::create(call.files(), *output_path_, 0644));
    std::string buffer;
    constexpr std::size_t buffer_bytes = std::size_t{1} << 20;
    WHIMBREL_TRY(each_token(call, generator, progress,
                            [&](const auto&, const std::string& item) -> base::Status {
                              buffer.append(item).push_back('\n');
                              if (buffer.size() < buffer_bytes) return {};
                              WHIMBREL_TRY(file.append(buffer));
                              buffer.clear();
                              return {};
                            }));
    WHIMBREL_TRY(file.append(buffer));
    return file.commit(base::IfExists::replace);
  }

  base::Result<std::string> insert(Invocation& call, TokenGenerator& generator,
                                   ProgressBar& progress) const {
    const std::string collection = collection_.value_or("cashu_tokens");
    WHIMBREL_ASSIGN(const auto target, TargetAccess::open(call, TargetUse::create));
    WHIMBREL_TRY(target->store().create_collection({collection, {model::Path({"_id"})}}));
    call.after_failure(
        "The tokens made so far are in the collection; `whimbrel generate` does not "
        "go on there, so use a new database.");
    call.writing_began();
    WHIMBREL_ASSIGN(auto inserter,
                    ItemInserter::open(target->store(), collection, insert_batch_items));
    WHIMBREL_TRY(
        each_token(call, generator, progress, [&](const std::string& key, const std::string& item) {
          return inserter.insert(key, item);
        }));
    WHIMBREL_TRY(inserter.finish());
    WHIMBREL_TRY(audit_store_event(
        call, target->store(), "tokens generated",
        fmt::format("{} into {}, seed {}", inserter.inserted(), collection, seed_)));
    return fmt::format("{}, collection {}", target->spec().url, collection);
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
