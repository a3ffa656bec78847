#include "whimbrel/engine/transfer/import_reader.hpp"

namespace whimbrel::engine {
namespace {

// One sorted run: as large as the memory promise allows three of, because fewer runs merge faster.
constexpr std::size_t batch_bytes = std::size_t{6} << 20;
constexpr std::size_t batch_items_max = 40'000;
constexpr std::size_t batches_waiting = 1;

}  // namespace

ImportReader::ImportReader(base::FileSystem& files, Options options)
    : files_(files),
      options_(std::move(options)),
      batch_(std::make_unique<ImportBatch>()),
      full_(batches_waiting),
      empty_(batches_waiting + 2),
      thread_([this] { run(); }) {}

ImportReader::~ImportReader() {
  full_.close();
  thread_.join();
}

base::Result<std::unique_ptr<ImportBatch>> ImportReader::next() {
  auto delivery = full_.pop();
  if (!delivery) return std::unique_ptr<ImportBatch>();
  return *std::move(delivery);
}

void ImportReader::recycle(std::unique_ptr<ImportBatch> batch) {
  batch->clear();
  (void)empty_.push(std::move(batch));
}

void ImportReader::run() {
  base::Status status;
  for (std::uint32_t file = 0; file < options_.paths.size() && status; ++file)
    status = read_file(file);
  if (status) status = deliver();
  if (!status) (void)full_.push(tl::unexpected(std::move(status).error()));
  full_.close();
}

base::Status ImportReader::read_file(std::uint32_t file) {
  const std::string& path = options_.paths[file];
  WHIMBREL_ASSIGN(
      const RecordInput input,
      open_records(files_, path, options_.format, options_.record_bytes_max, &input_bytes_read_));
  const auto converter = make_item_converter(input.format, *options_.target);
  for (RawRecord record;;) {
    const auto more = input.reader->next(record);
    if (!more) return base::fail_in(path, more.error());
    if (!*more) return {};
    WHIMBREL_TRY(take(input, record, *converter, file));
  }
}

base::Status ImportReader::take(const RecordInput& input, const RawRecord& record,
                                ItemConverter& converter, std::uint32_t file) {
  records_read_.fetch_add(1, std::memory_order_relaxed);
  const base::Status added = record.fault ? base::Status(tl::unexpected(*record.fault))
                                          : add_item(record, converter, file);
  if (!added) {
    const std::string& path = options_.paths[file];
    if (options_.bad_records == nullptr) return base::fail_in(path, added.error());
    return options_.bad_records->add(path, input.format, record, added.error());
  }
  if (batch_->bytes() < batch_bytes && batch_->size() < batch_items_max) return {};
  return deliver();
}

base::Status ImportReader::add_item(const RawRecord& record, ItemConverter& converter,
                                    std::uint32_t file) {
  WHIMBREL_ASSIGN(const std::string_view item, converter.convert(record));
  WHIMBREL_ASSIGN(const model::Key key, converter.key(record, options_.key_fields));
  batch_->add(key.text, item, {file, record.position});
  return {};
}

base::Status ImportReader::deliver() {
  if (batch_->empty()) return {};
  batch_->sort();
  if (!full_.push(std::move(batch_)))
    return base::fail(base::ErrorKind::cancelled, "the import ended before its input");
  auto spare = empty_.try_pop();
  batch_ = spare ? *std::move(spare) : std::make_unique<ImportBatch>();
  return {};
}

}  // namespace whimbrel::engine
