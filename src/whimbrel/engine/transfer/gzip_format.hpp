#pragma once

namespace whimbrel::engine {

// zlib's largest window, and 16 for gzip's own header and trailer.
inline constexpr int zlib_window_bits_for_gzip = 15 + 16;

}  // namespace whimbrel::engine
