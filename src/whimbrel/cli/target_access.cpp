#include "whimbrel/cli/target_access.hpp"

#include <fmt/format.h>

#include <vector>

#include "whimbrel/base/nearest_names.hpp"

namespace whimbrel::cli {
namespace {

using base::ErrorKind;
using stores::sqlite::Access;
using stores::sqlite::SqliteOptions;
using stores::sqlite::SqliteStore;

Access access_of(TargetUse use) {
  switch (use) {
    case TargetUse::read:
      return Access::read_only;
    case TargetUse::write:
      return Access::read_write;
    case TargetUse::create:
      return Access::create;
  }
  return Access::read_only;
}

// A database that is not there is most often a slip of the keyboard, or the first step was left
// out.
base::Error missing_database(base::FileSystem& files, const TargetSpec& spec) {
  std::vector<std::string> near;
  const std::string directory = base::directory_of(spec.path);
  if (const auto names = files.list(directory)) {
    const std::string name = spec.path.substr(spec.path.rfind('/') + 1);
    near = base::nearest_names(name, *names);
  }
  std::string next_step = fmt::format(
      "bring data in with `whimbrel import FILE --collection NAME --target {}`", spec.shown());
  if (!near.empty()) next_step = fmt::format("did you mean {}? Or {}", near.front(), next_step);
  return {ErrorKind::not_found, fmt::format("{}: there is no such database", spec.url),
          std::move(next_step)};
}

}  // namespace

base::Result<std::unique_ptr<TargetAccess>> TargetAccess::open(const Invocation& call,
                                                               TargetUse use) {
  std::unique_ptr<TargetAccess> access(new TargetAccess);
  WHIMBREL_ASSIGN(access->spec_, call.settings().target());
  const bool is_dry_run = use != TargetUse::read && call.dry_run();
  WHIMBREL_TRY(
      access->open_base(call, is_dry_run ? TargetUse::read : use, use == TargetUse::create));
  if (is_dry_run) WHIMBREL_TRY(access->put_scratch_in_front());
  return access;
}

TargetAccess::~TargetAccess() = default;

base::Status TargetAccess::open_base(const Invocation& call, TargetUse use, bool may_be_missing) {
  if (spec_.kind == TargetKind::sqlite) {
    SqliteOptions options;
    options.path = spec_.path;
    options.access = access_of(use);
    auto opened = SqliteStore::open(options);
    if (opened) {
      sqlite_ = *std::move(opened);
      front_ = sqlite_.get();
      return {};
    }
    if (opened.error().kind() != ErrorKind::not_found)
      return tl::unexpected(std::move(opened).error());
    if (!may_be_missing) return tl::unexpected(missing_database(call.files(), spec_));
  }
  if (spec_.kind == TargetKind::dynamodb) {
    WHIMBREL_ASSIGN(dynamodb_, DynamoDbAccess::open(call, spec_.dynamodb));
    front_ = &dynamodb_->store();
    return {};
  }
  // A dry run that would make the database stands on an empty store instead.
  memory_ = std::make_unique<stores::memory::MemoryStore>();
  front_ = memory_.get();
  return {};
}

base::Status TargetAccess::put_scratch_in_front() {
  WHIMBREL_ASSIGN(overlay_, ScratchStore::create(ScratchStore::Durability::none, front_->codec()));
  dry_run_ = std::make_unique<engine::DryRunStore>(*front_, overlay_->store());
  front_ = dry_run_.get();
  return {};
}

base::Status TargetAccess::close() {
  dry_run_.reset();
  overlay_.reset();
  front_ = nullptr;
  return sqlite_ ? sqlite_->close() : base::Status{};
}

}  // namespace whimbrel::cli
