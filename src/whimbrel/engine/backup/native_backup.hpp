#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// The backups that the store's server makes itself; null where the store or its server has none.
base::Result<stores::NativeBackups*> offered_native_backups(stores::Store& store);

// Has the server back up each collection, all at once, and waits until each can be used; `tell`
// hears of each in words. The backups bear one time, and are in the collections' order. On an error
// the others go on at the server; its context names those that were begun.
base::Result<std::vector<stores::NativeBackup>> create_native_backups(
    stores::NativeBackups& backups, std::span<const std::string> collections,
    base::UnixMillis now_ms, const std::function<void(std::string)>& tell,
    const base::Cancellation& cancellation);

}  // namespace whimbrel::engine
