#include "whimbrel/packs/wallet/prerequisites.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <system_error>

#include "whimbrel/engine/counted.hpp"
#include "whimbrel/packs/wallet/token_fields.hpp"

namespace whimbrel::packs::wallet {
namespace {

constexpr std::string_view file_store_prefix = "sqlite:";

double mebibytes(std::uintmax_t bytes) { return static_cast<double>(bytes) / (1024.0 * 1024.0); }

engine::CheckResult failed(std::string name, std::string what, const base::Error& error) {
  std::string detail = std::move(what) + ": " + error.describe();
  if (!error.remedy().empty()) detail += "; " + error.remedy();
  return {std::move(name), false, std::move(detail)};
}

base::Status read_one_item(stores::Store& store) {
  WHIMBREL_ASSIGN(const auto session, store.open_session());
  stores::Page page;
  WHIMBREL_TRY(session->scan({tokens_collection, {}, 1}, page));
  return {};
}

engine::CheckResult check_collection(stores::Store& store) {
  const std::string name = fmt::format("collection {} is there and can be read", tokens_collection);
  const auto info = store.collection(tokens_collection);
  if (!info && info.error().kind() == base::ErrorKind::not_found) {
    return {
        name, false,
        fmt::format("{} has no collection {}: import one (whimbrel import FILE --collection {}) "
                    "or name the right target",
                    store.description(), tokens_collection, tokens_collection)};
  }
  if (!info) return failed(name, "Database connection not ready", info.error());
  if (const auto read = read_one_item(store); !read)
    return failed(name, "Database connection not ready", read.error());
  return {name, true, (info->items_exact ? "" : "about ") + engine::counted(info->items, "item")};
}

}  // namespace

base::Result<engine::CheckResult> check_free_space(const std::string& path) {
  std::error_code error;
  const std::uintmax_t file_bytes = std::filesystem::file_size(path, error);
  if (error)
    return base::fail(base::ErrorKind::not_found, path + ": " + error.message(),
                      "name a file that exists");
  const auto folder = std::filesystem::absolute(path, error).parent_path();
  const auto space = std::filesystem::space(folder, error);
  if (error)
    return base::fail(base::ErrorKind::io, folder.string() + ": " + error.message(),
                      "check that the disk is mounted");

  engine::CheckResult check{"room on the store's disk", space.available >= file_bytes / 2,
                            fmt::format("{:.0f} MiB free, the store takes {:.0f} MiB",
                                        mebibytes(space.available), mebibytes(file_bytes)),
                            true};
  if (!check.passed)
    check.detail +=
        "; a backup on the same disk and the journal may not fit: free some, or send the backup "
        "elsewhere (--backup-dir). A run that finds the disk full stops and can be resumed";
  return check;
}

base::Result<std::vector<engine::CheckResult>> check_prerequisites(stores::Store& store) {
  std::vector<engine::CheckResult> checks{check_collection(store)};
  const std::string target = store.description();
  if (target.starts_with(file_store_prefix)) {
    // A store in memory has no file to measure; then there is nothing to say.
    if (auto space = check_free_space(target.substr(file_store_prefix.size())))
      checks.push_back(*std::move(space));
  }
  return checks;
}

}  // namespace whimbrel::packs::wallet
