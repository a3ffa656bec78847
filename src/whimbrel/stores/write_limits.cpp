#include "whimbrel/stores/write_limits.hpp"

#include <fmt/format.h>

#include "whimbrel/stores/write_group.hpp"

namespace whimbrel::stores {

base::Status check_write_limits(std::span<const ItemWrite> writes, const Capabilities& limits) {
  if (writes.size() > limits.write_items_max)
    return base::fail(base::ErrorKind::unsupported,
                      fmt::format("{} writes in one call; this store takes {}", writes.size(),
                                  limits.write_items_max),
                      "use smaller batches: --batch-size");
  for (std::size_t at = 0; at < writes.size();) {
    const std::size_t group = group_size(writes.subspan(at));
    if (group > limits.group_writes_max)
      return base::fail(base::ErrorKind::unsupported,
                        fmt::format("{} writes that belong together; this store takes {}", group,
                                    limits.group_writes_max),
                        "make fewer items from one");
    at += group;
  }
  std::size_t bytes = 0;
  for (const ItemWrite& write : writes) {
    if (write.after.size() > limits.item_bytes_max)
      return base::fail_in(
          fmt::format("key {}", write.key),
          base::Error(base::ErrorKind::invalid_data,
                      fmt::format("the item would be {} bytes; this store holds up to {}",
                                  write.after.size(), limits.item_bytes_max),
                      "make the item smaller, or exclude it"));
    bytes += write.key.size() + write.after.size();
  }
  if (bytes > limits.write_bytes_max)
    return base::fail(
        base::ErrorKind::unsupported,
        fmt::format("{} bytes in one call; this store takes {}", bytes, limits.write_bytes_max),
        "use smaller batches: --batch-size");
  return {};
}

}  // namespace whimbrel::stores
