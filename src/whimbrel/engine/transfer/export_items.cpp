#include "whimbrel/engine/transfer/export_items.hpp"

#include "whimbrel/base/progress_pace.hpp"
#include "whimbrel/engine/transfer/byte_sink.hpp"
#include "whimbrel/engine/transfer/item_writer.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;
using base::fail;

constexpr std::size_t page_items_max = 5'000;
constexpr std::size_t page_bytes = std::size_t{1} << 20;

base::Status append_page(const stores::Page& page, ItemWriter& writer, std::string& text) {
  for (std::size_t i = 0; i < page.size(); ++i)
    if (base::Status status = writer.add(page[i].bytes, text); !status)
      return base::fail_in("item " + std::string(page[i].key), std::move(status).error());
  return {};
}

class ProgressReport {
 public:
  ProgressReport(const ExportProgressFunction& function, std::uint64_t items_total)
      : function_(function), items_total_(items_total) {}

  void tell(std::uint64_t items_done, bool at_end) {
    if (!function_ || !pace_.due(base::system_clock(), at_end)) return;
    function_({items_done, items_total_});
  }

 private:
  const ExportProgressFunction& function_;
  std::uint64_t items_total_;
  base::ProgressPace pace_;
};

base::Status copy_items(stores::Session& session, const ExportOptions& options, ItemWriter& writer,
                        ByteSink& sink, ProgressReport& progress,
                        const base::Cancellation& cancellation, ExportSummary& summary) {
  stores::Page page;
  std::string text;
  writer.begin(text);
  stores::ScanRequest request{options.collection, {}, page_items_max, page_bytes};
  for (bool at_end = false; !at_end;) {
    if (cancellation.requested())
      return fail(ErrorKind::cancelled, "the export was interrupted", "run it again");
    page.clear();
    WHIMBREL_ASSIGN(at_end, session.scan(request, page));
    WHIMBREL_TRY(append_page(page, writer, text));
    if (at_end) writer.end(text);
    WHIMBREL_TRY(sink.append(text));
    summary.items += page.size();
    summary.bytes += text.size();
    text.clear();
    if (!at_end) request.range.after = model::Key{std::string(page.reached())};
    progress.tell(summary.items, at_end);
  }
  return sink.finish();
}

}  // namespace

base::Result<ExportSummary> export_items(base::FileSystem& files, stores::Store& store,
                                         const ExportOptions& options,
                                         const ExportProgressFunction& progress,
                                         const base::Cancellation& cancellation) {
  if (!store.capabilities().scan)
    return fail(ErrorKind::unsupported, store.description() + " cannot be read from end to end",
                "export what it was made from");
  WHIMBREL_ASSIGN(const auto info, store.collection(options.collection));
  WHIMBREL_ASSIGN(const auto session, store.open_session());
  WHIMBREL_ASSIGN(const auto sink, open_byte_sink(files, options.output, options.if_exists));

  ExportSummary summary;
  summary.format = options.format.value_or(format_of_name(options.output));
  const auto writer = make_item_writer(summary.format, store.codec(), options.relaxed);
  ProgressReport report(progress, info.items);
  const base::Status copied =
      copy_items(*session, options, *writer, *sink, report, cancellation, summary);
  if (!copied) return base::fail_in("collection " + options.collection, copied.error());
  return summary;
}

}  // namespace whimbrel::engine
