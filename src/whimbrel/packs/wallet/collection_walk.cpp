#include "whimbrel/packs/wallet/collection_walk.hpp"

#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace whimbrel::packs::wallet {
namespace {

// What the threads of one walk share.
class Walk {
 public:
  Walk(stores::Store& store, std::string_view collection, const WalkOptions& options,
       const base::Cancellation& cancellation)
      : store_(store), collection_(collection), options_(options), cancellation_(cancellation) {}

  void run_segment(stores::KeyRange range, ItemVisitor& visitor) {
    if (auto walked = read_segment(std::move(range), visitor); !walked) {
      stopping_ = true;
      const std::lock_guard lock(mutex_);
      if (!error_) error_ = std::move(walked).error();
    }
  }

  base::Status result() {
    if (error_) return tl::unexpected(*std::move(error_));
    return {};
  }

 private:
  base::Status read_segment(stores::KeyRange range, ItemVisitor& visitor) {
    WHIMBREL_ASSIGN(const auto session, store_.open_session());
    const auto view = store_.codec().make_view();
    stores::Page page;
    for (bool ended = false; !ended && !stopping_;) {
      WHIMBREL_TRY(cancellation_.check());
      page.clear();
      WHIMBREL_ASSIGN(ended, session->scan({collection_, range, options_.page_items_max,
                                            options_.page_bytes_max},
                                           page));
      WHIMBREL_TRY(visit_page(page, *view, visitor));
      WHIMBREL_TRY(visitor.end_page(*session));
      if (page.empty()) break;
      range.after = model::Key{std::string(page[page.size() - 1].key)};
      tell_progress(page.size());
    }
    return {};
  }

  base::Status visit_page(const stores::Page& page, model::ItemView& view, ItemVisitor& visitor) {
    for (std::size_t i = 0; i < page.size(); ++i) {
      const auto item = page[i];
      WHIMBREL_TRY(view.load(item.bytes) ? visitor.visit(item.key, view)
                                         : visitor.visit_unreadable(item.key));
    }
    return {};
  }

  void tell_progress(std::size_t items) {
    if (!options_.on_progress) return;
    const std::lock_guard lock(mutex_);
    items_read_ += items;
    options_.on_progress(items_read_);
  }

  stores::Store& store_;
  std::string_view collection_;
  const WalkOptions& options_;
  const base::Cancellation& cancellation_;
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;
  std::optional<base::Error> error_;
  std::uint64_t items_read_ = 0;
};

}  // namespace

base::Status walk_collection(stores::Store& store, std::string_view collection,
                             const WalkOptions& options, const base::Cancellation& cancellation,
                             const std::function<ItemVisitor&(std::size_t segment)>& visitor_of) {
  WHIMBREL_ASSIGN(auto ranges, store.split(collection, options.parallel_segments));
  std::vector<ItemVisitor*> visitors;
  for (std::size_t i = 0; i < ranges.size(); ++i) visitors.push_back(&visitor_of(i));

  Walk walk(store, collection, options, cancellation);
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < ranges.size(); ++i)
    threads.emplace_back([&, i] { walk.run_segment(std::move(ranges[i]), *visitors[i]); });
  if (!ranges.empty()) walk.run_segment(std::move(ranges[0]), *visitors[0]);
  for (std::thread& thread : threads) thread.join();
  return walk.result();
}

}  // namespace whimbrel::packs::wallet
