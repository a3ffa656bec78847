#include "whimbrel/engine/backup/item_checker.hpp"

#include <string>

namespace whimbrel::engine {
namespace {

tl::unexpected<base::Error> fail_item(const stores::Page::Item& item, const std::string& why) {
  return base::fail(base::ErrorKind::corrupt, "item " + std::string(item.key) + ": " + why,
                    "use another copy of the archive");
}

}  // namespace

base::Status ItemChecker::check(const stores::Page::Item& item) {
  if (const base::Status loaded = view_->load(item.bytes); !loaded)
    return fail_item(item, loaded.error().describe());
  const auto key = codec_.key_of(*view_, key_fields_);
  if (!key) return fail_item(item, key.error().describe());
  if (key->text != item.key) return fail_item(item, "its own key is " + key->text);
  return {};
}

}  // namespace whimbrel::engine
