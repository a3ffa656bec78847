#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "whimbrel/engine/transfer/import_batch.hpp"

namespace whimbrel::engine {

// An item of an import in a sorted run of a temporary file.
struct ImportRunRecord {
  std::string key;
  std::string item;
  ImportOrigin origin;

  void assign(const ImportBatch::Item& from) {
    key.assign(from.key);
    item.assign(from.bytes);
    origin = *from.origin;
  }
};

// How base::SortedRuns keeps them; the bytes never leave this process.
struct ImportRunTraits {
  using Record = ImportRunRecord;

  struct Head {
    std::uint32_t key_bytes;
    std::uint32_t item_bytes;
    ImportOrigin origin;
  };

  static void append(const Record& record, std::string& out) {
    const Head head{static_cast<std::uint32_t>(record.key.size()),
                    static_cast<std::uint32_t>(record.item.size()), record.origin};
    out.append(reinterpret_cast<const char*>(&head), sizeof head);
    out += record.key;
    out += record.item;
  }

  static std::size_t parse(std::string_view bytes, Record& out) {
    Head head;
    if (bytes.size() < sizeof head) return 0;
    std::memcpy(&head, bytes.data(), sizeof head);
    const std::size_t size = sizeof head + head.key_bytes + head.item_bytes;
    if (bytes.size() < size) return 0;
    out.key.assign(bytes, sizeof head, head.key_bytes);
    out.item.assign(bytes, sizeof head + head.key_bytes, head.item_bytes);
    out.origin = head.origin;
    return size;
  }

  static bool less(const Record& a, const Record& b) {
    const int order = a.key.compare(b.key);
    return order != 0 ? order < 0 : a.origin < b.origin;
  }

  static bool combine(Record&, const Record&) { return false; }
};

}  // namespace whimbrel::engine
