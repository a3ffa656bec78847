#include "whimbrel/recipes/action/collection_archive.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "whimbrel/engine/backup/create_backup.hpp"
#include "whimbrel/engine/backup/restore_backup.hpp"
#include "whimbrel/model/digest.hpp"
#include "whimbrel/model/plain_json.hpp"
#include "whimbrel/recipes/action/index_memo.hpp"

namespace whimbrel::recipes {
namespace {

using base::ErrorKind;
using model::Value;

constexpr std::size_t memo_bytes_max = 60 * 1024;

engine::BackupProgressFunction told_to(engine::ProgressSink& sink) {
  return [&sink](const engine::BackupProgress& now) {
    engine::Progress progress;
    progress.phase = now.phase;
    progress.done = now.items_done;
    progress.total = now.items_total;
    sink.on_progress(progress);
  };
}

base::Result<std::string> digest_of_file(base::FileSystem& files, const std::string& path) {
  WHIMBREL_ASSIGN(const auto file, files.open(path, base::OpenMode::read));
  model::Sha256 digest;
  std::vector<char> buffer(std::size_t{1} << 20);
  for (std::uint64_t offset = 0;;) {
    WHIMBREL_ASSIGN(const std::size_t count, base::read_up_to(*file, offset, buffer));
    if (count == 0) return model::to_hex(digest.finish());
    digest.update({buffer.data(), count});
    offset += count;
  }
}

const std::string* text_in(const Value& value, std::string_view name) {
  const Value* found = value.find(name);
  return found == nullptr ? nullptr : found->get_if<std::string>();
}

base::Status make_indexes(stores::Store& store, const std::string& collection,
                          const std::vector<stores::IndexSpec>& indexes) {
  for (const stores::IndexSpec& index : indexes)
    WHIMBREL_TRY(store.create_index(collection, index));
  return {};
}

}  // namespace

base::Result<CollectionArchive> archive_collection(const engine::ActionContext& context,
                                                   base::FileSystem& files,
                                                   const std::string& collection) {
  CollectionArchive archive;
  WHIMBREL_ASSIGN(archive.indexes, context.store.indexes(collection));
  engine::BackupOptions options;
  // The run may be taken back from another working directory.
  options.directory = std::filesystem::absolute(context.backup_directory).lexically_normal();
  options.collections = {collection};
  options.passphrase = context.backup_passphrase;
  WHIMBREL_ASSIGN(const auto before, read_content(context.store, collection, context.cancellation));
  WHIMBREL_ASSIGN(const auto backup,
                  engine::create_backup(context.store, files, context.clock, options,
                                        told_to(context.progress), context.cancellation));
  WHIMBREL_ASSIGN(archive.content, read_content(context.store, collection, context.cancellation));
  if (before.digest != archive.content.digest)
    return base::fail(ErrorKind::busy,
                      fmt::format("{} was changed while it was archived", collection),
                      "stop whoever writes to it, then go on");
  archive.path = backup.path;
  WHIMBREL_ASSIGN(archive.sha256, digest_of_file(files, archive.path));
  return archive;
}

base::Status restore_collection(const engine::ActionContext& context, base::FileSystem& files,
                                const std::string& collection, const CollectionArchive& archive) {
  const auto there = read_content(context.store, collection, context.cancellation);
  if (!there && there.error().kind() != ErrorKind::not_found) return tl::unexpected(there.error());
  if (there && there->digest == archive.content.digest)
    return make_indexes(context.store, collection, archive.indexes);

  WHIMBREL_ASSIGN(const std::string digest, digest_of_file(files, archive.path));
  if (digest != archive.sha256)
    return base::fail(
        ErrorKind::corrupt,
        fmt::format("{} is not the archive that was written of {}", archive.path, collection),
        "bring the archive back from where backups are kept, then go on");
  engine::RestoreOptions options;
  options.passphrase = context.backup_passphrase;
  options.collections = {collection};
  const auto done = engine::restore_backup(files, archive.path, context.store, options,
                                           told_to(context.progress), context.cancellation);
  if (!done && done.error().kind() == ErrorKind::refused && there && there->items > 0) {
    context.progress.on_message(
        fmt::format("{} holds other items than those that were archived, and stays as it is; the "
                    "archive is {}",
                    collection, archive.path));
    return {};
  }
  if (!done) return tl::unexpected(done.error());
  WHIMBREL_ASSIGN(const auto restored,
                  read_content(context.store, collection, context.cancellation));
  if (restored.digest != archive.content.digest)
    return base::fail(ErrorKind::conflict,
                      fmt::format("{} is restored, but somebody changed it meanwhile", collection),
                      "look at what was written to it since; the archive is " + archive.path);
  return make_indexes(context.store, collection, archive.indexes);
}

base::Result<std::string> to_memo(const CollectionArchive& archive) {
  model::List indexes;
  for (const stores::IndexSpec& index : archive.indexes) indexes.push_back(value_of_index(index));
  std::string memo;
  WHIMBREL_TRY(
      model::write_plain_json(Value(model::Object{{"path", Value(archive.path)},
                                                  {"sha256", Value(archive.sha256)},
                                                  {"content", Value(archive.content.digest)},
                                                  {"indexes", Value(std::move(indexes))}}),
                              memo));
  if (memo.size() <= memo_bytes_max) return memo;
  return base::fail(ErrorKind::refused, "the collection has more indexes than can be remembered",
                    "drop indexes first, in actions of their own");
}

base::Result<CollectionArchive> archive_of_memo(std::string_view memo) {
  const auto value = model::read_plain_json(memo);
  const auto* path = value ? text_in(*value, "path") : nullptr;
  const auto* sha256 = value ? text_in(*value, "sha256") : nullptr;
  const auto* content = value ? text_in(*value, "content") : nullptr;
  const Value* indexes = value ? value->find("indexes") : nullptr;
  if (path == nullptr || sha256 == nullptr || content == nullptr || indexes == nullptr ||
      !indexes->is<model::List>())
    return broken_memo("a dropped collection");
  CollectionArchive archive{*path, *sha256, {0, *content}, {}};
  for (const Value& index : *indexes->get_if<model::List>()) {
    WHIMBREL_ASSIGN(auto spec, index_of_value(index));
    archive.indexes.push_back(std::move(spec));
  }
  return archive;
}

}  // namespace whimbrel::recipes
