#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/change_sink.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// Looks whether the places are free where a transformation wants to put new items. One thread.
class InsertProbe {
 public:
  struct Finding {
    // For each insert, whether exactly that item is there already.
    std::vector<bool> there;
    // The first insert whose place another item has.
    std::optional<std::size_t> taken;

    bool all_there() const;
  };

  // Opens a session of its own when it is first needed; `store` must outlive the probe.
  explicit InsertProbe(stores::Store& store) : store_(&store) {}
  // Looks through `session`, which must outlive the probe, and so into its open transaction.
  explicit InsertProbe(stores::Session& session) : session_(&session) {}

  // A collection that is not there yet has every place free. Valid until the next call.
  base::Result<const Finding*> look(const std::vector<NewItem>& inserts);

  // The keys of `page` that some item of the collection has; none when there is no such collection.
  base::Result<std::set<std::string, std::less<>>> taken(std::string_view collection,
                                                         const stores::Page& page);

 private:
  base::Result<stores::Session*> session();

  stores::Store* store_ = nullptr;
  stores::Session* session_ = nullptr;
  std::unique_ptr<stores::Session> own_session_;
  stores::Page page_;
  Finding finding_;
};

}  // namespace whimbrel::engine
