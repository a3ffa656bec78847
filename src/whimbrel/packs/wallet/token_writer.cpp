#include "whimbrel/packs/wallet/token_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "whimbrel/engine/phase_meter.hpp"
#include "whimbrel/stores/page.hpp"

namespace whimbrel::packs::wallet {
namespace {

constexpr std::size_t batch_items_max = 5'000;
constexpr std::size_t batch_bytes_max = std::size_t{4} << 20;

base::Status check_options(const engine::RunEnvironment& environment,
                           const TokenGeneratorOptions& options) {
  if (!(options.melted_unspent_share >= 0 && options.melted_unspent_share <= 1))
    return base::fail(
        base::ErrorKind::usage,
        fmt::format("a share of {} melted tokens is not possible", options.melted_unspent_share),
        "give a share from 0 to 1");
  const auto codec = environment.store.codec().name();
  if (codec != model::extended_json_codec().name())
    return base::fail(base::ErrorKind::unsupported,
                      fmt::format("{} keeps its items as {}, and tokens are made as Extended JSON",
                                  environment.store.description(), codec),
                      "generate into a file (sqlite:FILE) and export from there");
  return {};
}

// Makes tokens and writes them, a batch at a time.
class TokenWriter {
 public:
  TokenWriter(const engine::RunEnvironment& environment, stores::Session& session,
              const TokenGeneratorOptions& options, std::string_view collection)
      : environment_(environment),
        session_(session),
        collection_(collection),
        generator_(options),
        meter_(environment.progress, environment.clock, "generate", options.count),
        batch_max_(std::min(batch_items_max, environment.store.capabilities().write_items_max)) {}

  base::Result<GeneratedTokens> run() {
    const std::int64_t started_ns = environment_.clock.monotonic_ns();
    while (fill_batch()) {
      WHIMBREL_TRY(environment_.cancellation.check());
      WHIMBREL_TRY(write_batch());
      meter_.report(progress());
    }
    meter_.finish(progress());
    written_.melted_unspent = generator_.melted_unspent_made();
    written_.duration_ms = (environment_.clock.monotonic_ns() - started_ns) / 1'000'000;
    return written_;
  }

 private:
  engine::Progress progress() const {
    engine::Progress progress;
    progress.done = progress.changed = written_.items;
    return progress;
  }

  bool fill_batch() {
    batch_.clear();
    while (batch_.size() < batch_max_ && batch_.bytes() < batch_bytes_max &&
           generator_.next(key_, item_))
      batch_.append(key_, item_);
    return !batch_.empty();
  }

  base::Status write_batch() {
    writes_.clear();
    for (std::size_t i = 0; i < batch_.size(); ++i) {
      stores::ItemWrite write;
      write.kind = stores::ItemWrite::Kind::insert;
      write.collection = collection_;
      write.key = batch_[i].key;
      write.after = batch_[i].bytes;
      writes_.push_back(write);
      written_.bytes += batch_[i].bytes.size();
    }
    outcomes_.resize(writes_.size());
    WHIMBREL_TRY(session_.write(writes_, outcomes_));
    const auto refused =
        std::find_if(outcomes_.begin(), outcomes_.end(),
                     [](stores::WriteOutcome o) { return o != stores::WriteOutcome::applied; });
    if (refused == outcomes_.end()) {
      written_.items += writes_.size();
      return {};
    }
    const auto& taken = writes_[static_cast<std::size_t>(refused - outcomes_.begin())];
    return base::fail(base::ErrorKind::refused,
                      fmt::format("{}: key {} is there already", collection_, taken.key),
                      "give another --seed, another --collection, or another --target");
  }

  const engine::RunEnvironment& environment_;
  stores::Session& session_;
  std::string_view collection_;
  TokenGenerator generator_;
  engine::PhaseMeter meter_;
  std::size_t batch_max_;
  std::string key_, item_;
  stores::Page batch_;
  std::vector<stores::ItemWrite> writes_;
  std::vector<stores::WriteOutcome> outcomes_;
  GeneratedTokens written_;
};

}  // namespace

base::Result<GeneratedTokens> generate_tokens(const engine::RunEnvironment& environment,
                                              const TokenGeneratorOptions& options,
                                              std::string_view collection) {
  WHIMBREL_TRY(check_options(environment, options));
  WHIMBREL_TRY(
      environment.store.create_collection({std::string(collection), {model::Path({"_id"})}}));
  WHIMBREL_ASSIGN(const auto session, environment.store.open_session());
  return TokenWriter(environment, *session, options, collection).run();
}

}  // namespace whimbrel::packs::wallet
