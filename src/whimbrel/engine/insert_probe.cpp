#include "whimbrel/engine/insert_probe.hpp"

#include <algorithm>

namespace whimbrel::engine {

bool InsertProbe::Finding::all_there() const {
  return std::all_of(there.begin(), there.end(), [](bool is_there) { return is_there; });
}

base::Result<const InsertProbe::Finding*> InsertProbe::look(const std::vector<NewItem>& inserts) {
  WHIMBREL_ASSIGN(stores::Session* const session, this->session());
  finding_.there.assign(inserts.size(), false);
  finding_.taken.reset();
  for (std::size_t i = 0; i < inserts.size(); ++i) {
    const model::KeyView key = inserts[i].key;
    page_.clear();
    const auto read = session->read(inserts[i].collection, {&key, 1}, page_);
    if (!read && read.error().kind() != base::ErrorKind::not_found)
      return tl::unexpected(read.error());
    if (page_.empty()) continue;
    finding_.there[i] = page_[0].bytes == inserts[i].bytes;
    if (!finding_.there[i] && !finding_.taken) finding_.taken = i;
  }
  return &finding_;
}

base::Result<std::set<std::string, std::less<>>> InsertProbe::taken(std::string_view collection,
                                                                    const stores::Page& page) {
  WHIMBREL_ASSIGN(stores::Session* const session, this->session());
  std::vector<model::KeyView> keys;
  for (std::size_t i = 0; i < page.size(); ++i) keys.push_back(page[i].key);
  page_.clear();
  const auto read = session->read(collection, keys, page_);
  if (!read && read.error().kind() != base::ErrorKind::not_found)
    return tl::unexpected(read.error());
  std::set<std::string, std::less<>> taken;
  for (std::size_t i = 0; i < page_.size(); ++i) taken.emplace(page_[i].key);
  return taken;
}

base::Result<stores::Session*> InsertProbe::session() {
  if (session_ == nullptr) {
    WHIMBREL_ASSIGN(own_session_, store_->open_session());
    session_ = own_session_.get();
  }
  return session_;
}

}  // namespace whimbrel::engine
