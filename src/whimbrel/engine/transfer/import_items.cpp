#include "whimbrel/engine/transfer/import_items.hpp"

#include <fmt/format.h>

#include "whimbrel/base/progress_pace.hpp"
#include "whimbrel/base/sorted_runs.hpp"
#include "whimbrel/engine/transfer/bad_record_file.hpp"
#include "whimbrel/engine/transfer/import_reader.hpp"
#include "whimbrel/engine/transfer/import_run_record.hpp"
#include "whimbrel/engine/transfer/import_writer.hpp"
#include "whimbrel/engine/transfer/input_files.hpp"
#include "whimbrel/engine/transfer/key_types.hpp"
#include "whimbrel/stores/ensure_collection.hpp"
#include "whimbrel/stores/store_maintainer.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;
using base::fail;

// Many, because a second round of merging would write everything once more; each takes 32 KiB while
// merging, when no batch of the reader is left.
constexpr std::size_t runs_merged_max = 512;
constexpr std::size_t merged_batch_bytes = std::size_t{4} << 20;
constexpr std::size_t merged_batch_items_max = 10'000;

// One call of import_items.
class Import {
 public:
  Import(base::FileSystem& files, stores::Store& store, const ImportOptions& options,
         const ImportProgressFunction& progress, const base::Cancellation& cancellation)
      : files_(files),
        store_(store),
        options_(options),
        progress_(progress),
        cancellation_(cancellation),
        runs_(files, runs_merged_max) {}

  base::Result<ImportSummary> run() {
    WHIMBREL_TRY(prepare());
    base::Status status = copy();
    if (!status) return tl::unexpected(explain(std::move(status).error()));
    if (bad_records_) WHIMBREL_TRY(bad_records_->commit());
    return summary();
  }

 private:
  base::Status prepare() {
    WHIMBREL_ASSIGN(paths_, find_input_files(files_, options_.input));
    WHIMBREL_TRY(measure_input());
    if (!options_.bad_records_file.empty()) {
      WHIMBREL_ASSIGN(auto bad_records, BadRecordFile::prepare(files_, options_.bad_records_file));
      bad_records_.emplace(std::move(bad_records));
    }
    WHIMBREL_TRY(detect_format());
    WHIMBREL_TRY(choose_key_fields());
    WHIMBREL_TRY(take_collection());
    WHIMBREL_ASSIGN(session_, store_.open_session());
    return {};
  }

  base::Status measure_input() {
    if (options_.input == "-") return {};
    for (const std::string& path : paths_) {
      WHIMBREL_ASSIGN(const base::FileInfo info, files_.stat(path));
      input_bytes_total_ += info.size_bytes;
    }
    return {};
  }

  // Of standard input nothing may be read before the reader does; its format shows there.
  base::Status detect_format() {
    format_ = options_.format;
    if (format_ || options_.input == "-") return {};
    WHIMBREL_ASSIGN(const RecordInput input,
                    open_records(files_, paths_.front(), {}, options_.record_bytes_max));
    format_ = input.format;
    return {};
  }

  base::Status choose_key_fields() {
    key_fields_ = options_.key_fields;
    if (!key_fields_.empty()) return {};
    if (const auto info = store_.collection(options_.collection)) {
      key_fields_ = info->spec.key_fields;
      return {};
    }
    if (format_ == FileFormat::dynamodb_lines)
      return fail(ErrorKind::usage, "a DynamoDB export does not say which fields are the key",
                  "name them: the table's partition key and, if it has one, its sort key");
    key_fields_ = {model::Path(std::vector<std::string>{"_id"})};
    return {};
  }

  // One that is there. A new one is made for the first item, whose key shows its types.
  base::Status take_collection() {
    const auto there = store_.collection(options_.collection);
    if (!there && there.error().kind() == ErrorKind::not_found) return {};
    if (!there) return tl::unexpected(there.error());
    collection_stands_ = true;
    return stores::ensure_collection(store_, {options_.collection, key_fields_});
  }

  // `first` is null where the input had no item.
  base::Status make_collection(const ImportBatch* first) {
    if (collection_stands_) return {};
    stores::CollectionSpec spec{options_.collection, key_fields_};
    if (first != nullptr) {
      WHIMBREL_ASSIGN(spec.key_types, key_types_of(store_.codec(), (*first)[0].bytes, key_fields_));
    }
    WHIMBREL_TRY(stores::ensure_collection(store_, spec));
    collection_stands_ = true;
    return {};
  }

  base::Status copy() {
    stores::StoreMaintainer maintainer(store_);
    writer_ = std::make_unique<ImportWriter>(
        *session_, store_.capabilities(), options_.collection, options_.on_duplicate,
        [this](const ImportBatch::Item& item, const ImportOrigin* earlier) {
          return duplicate_error(item, earlier);
        });
    WHIMBREL_TRY(copy_input());
    WHIMBREL_TRY(copy_runs());
    report_progress(true);
    return maintainer.stop();
  }

  base::Status copy_input() {
    ImportReader reader(files_, {paths_, format_, options_.record_bytes_max, key_fields_,
                                 &store_.codec(), bad_records_ ? &*bad_records_ : nullptr});
    for (;;) {
      WHIMBREL_TRY(check_cancelled());
      WHIMBREL_ASSIGN(auto batch, reader.next());
      records_read_ = reader.records_read();
      input_bytes_read_ = reader.input_bytes_read();
      report_progress(false);
      WHIMBREL_TRY(make_collection(batch.get()));
      if (!batch) return {};
      WHIMBREL_TRY(take(*batch));
      reader.recycle(std::move(batch));
    }
  }

  // Input in key order, or nearly so, is written as it comes: neighbours land on the same pages. A
  // batch that reaches far back waits for the merge, and then so do later items among its keys, so
  // that of two items with one key the first in the input stays the first.
  base::Status take(const ImportBatch& batch) {
    const model::KeyView first = batch[0].key;
    const model::KeyView last = batch[batch.size() - 1].key;
    if (first >= direct_from_ && (runs_.empty() || first > sorted_until_)) {
      WHIMBREL_TRY(writer_->write(batch));
      direct_from_ = batch[batch.size() / 2].key;
      return {};
    }
    if (last > sorted_until_) sorted_until_ = last;
    std::size_t index = 0;
    return runs_.add_run([&](ImportRunRecord& record) -> base::Result<bool> {
      if (index == batch.size()) return false;
      record.assign(batch[index++]);
      return true;
    });
  }

  base::Status copy_runs() {
    if (runs_.empty()) return {};
    WHIMBREL_ASSIGN(auto merge, runs_.merge());
    ImportBatch batch;
    for (ImportRunRecord record;;) {
      WHIMBREL_ASSIGN(const bool more, merge.next(record));
      if (more) batch.add(record.key, record.item, record.origin);
      if (!more || batch.bytes() >= merged_batch_bytes || batch.size() >= merged_batch_items_max) {
        WHIMBREL_TRY(check_cancelled());
        WHIMBREL_TRY(writer_->write(batch));
        batch.clear();
        report_progress(false);
      }
      if (!more) return {};
    }
  }

  base::Status check_cancelled() const {
    if (!cancellation_.requested()) return {};
    return fail(ErrorKind::cancelled, "the import was interrupted");
  }

  std::uint64_t items_written() const {
    return writer_ ? writer_->inserted() + writer_->replaced() + writer_->skipped() : 0;
  }

  void report_progress(bool at_end) {
    if (!progress_) return;
    if (!pace_.due(base::system_clock(), at_end)) return;
    progress_({records_read_, items_written(), input_bytes_read_, input_bytes_total_});
  }

  std::string place_of(const ImportOrigin& origin) const {
    return paths_[origin.file] + ": " + describe(origin.position);
  }

  base::Error duplicate_error(const ImportBatch::Item& item, const ImportOrigin* earlier) const {
    std::optional<ImportOrigin> found;
    if (earlier != nullptr)
      found = *earlier;
    else
      found = find_earlier(item);
    const std::string other = found ? place_of(*found)
                                    : "collection " + options_.collection +
                                          (options_.input == "-" ? " or earlier in the input" : "");
    return {ErrorKind::conflict,
            fmt::format("{}: key {} is in {} already", place_of(*item.origin), item.key, other),
            "remove one of them, or say what to do about duplicates: skip keeps the first, replace "
            "the last"};
  }

  // Reads the input once more up to the item, to tell a duplicate within it from one in the
  // collection.
  std::optional<ImportOrigin> find_earlier(const ImportBatch::Item& item) const {
    if (options_.input == "-") return std::nullopt;
    for (std::uint32_t file = 0; file <= item.origin->file; ++file) {
      const auto input = open_records(files_, paths_[file], format_, options_.record_bytes_max);
      if (!input) return std::nullopt;
      const auto converter = make_item_converter(input->format, store_.codec());
      RawRecord record;
      for (auto more = input->reader->next(record); more && *more;
           more = input->reader->next(record)) {
        const ImportOrigin origin{file, record.position};
        if (!(origin < *item.origin)) return std::nullopt;
        if (record.fault || !converter->convert(record)) continue;
        const auto key = converter->key(record, key_fields_);
        if (key && key->text == item.key) return origin;
      }
    }
    return std::nullopt;
  }

  base::Error explain(base::Error error) const {
    const std::uint64_t written = items_written();
    if (error.kind() == ErrorKind::invalid_data || error.kind() == ErrorKind::corrupt)
      // A temporary between, because a string that is moved onto itself is empty.
      error = base::Error(
          std::move(error).with_remedy("correct the input, or set bad records aside in a file"));
    if (written == 0) return error;
    std::string remedy = error.remedy();
    if (!remedy.empty()) remedy += "; ";
    remedy += fmt::format(
        "{} items are in collection {} already: running it again with duplicates "
        "skipped completes the import",
        written, options_.collection);
    base::Error explained(error.kind(), error.message(), std::move(remedy));
    for (const std::string& place : error.context()) explained.with_context(place);
    return explained;
  }

  ImportSummary summary() const {
    ImportSummary summary;
    summary.format = format_.value_or(FileFormat::json_lines);
    summary.key_fields = key_fields_;
    summary.records = records_read_;
    summary.inserted = writer_->inserted();
    summary.replaced = writer_->replaced();
    summary.skipped = writer_->skipped();
    summary.bad = bad_records_ ? bad_records_->records() : 0;
    return summary;
  }

  base::FileSystem& files_;
  stores::Store& store_;
  const ImportOptions& options_;
  const ImportProgressFunction& progress_;
  const base::Cancellation& cancellation_;

  std::vector<std::string> paths_;
  std::optional<FileFormat> format_;
  std::vector<model::Path> key_fields_;
  std::optional<BadRecordFile> bad_records_;
  bool collection_stands_ = false;
  std::unique_ptr<stores::Session> session_;
  std::unique_ptr<ImportWriter> writer_;
  base::SortedRuns<ImportRunTraits> runs_;
  std::string direct_from_;   // a batch from here on is near the one written last
  std::string sorted_until_;  // the last key among runs_
  std::uint64_t records_read_ = 0;
  std::uint64_t input_bytes_read_ = 0;
  std::uint64_t input_bytes_total_ = 0;
  base::ProgressPace pace_;
};

}  // namespace

base::Result<ImportSummary> import_items(base::FileSystem& files, stores::Store& store,
                                         const ImportOptions& options,
                                         const ImportProgressFunction& progress,
                                         const base::Cancellation& cancellation) {
  return Import(files, store, options, progress, cancellation).run();
}

}  // namespace whimbrel::engine
