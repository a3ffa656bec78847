#pragma once

#include <cstddef>
#include <string>

#include "whimbrel/model/item_codec.hpp"
#include "whimbrel/stores/sqlite/connection.hpp"

namespace whimbrel::stores::sqlite {

struct SqliteOptions {
  std::string path;
  Access access = Access::create;
  Sync sync = Sync::full;
  // How its items are encoded; null: as Extended JSON. Outlives the store. The file does not say
  // it: another one is for scratch stores in front of a store that has it. Indexes help no scan
  // then.
  const model::ItemCodec* codec = nullptr;
  // How long a writer waits for another one.
  int busy_timeout_ms = 10'000;
  // Page cache of a session that writes. A batch of 5,000 items of 450 bytes keeps about 5 MiB of
  // changed pages; with less, SQLite writes pages early and again.
  int cache_kib = 8'000;
  // The write-ahead log is started over once it is larger.
  std::size_t log_bytes_max = std::size_t{64} << 20;
  // SQLite's name of the file system to use; empty for the default one.
  std::string vfs;
};

}  // namespace whimbrel::stores::sqlite
