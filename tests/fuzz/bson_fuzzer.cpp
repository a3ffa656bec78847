// The BSON reader on any bytes: no crash, and what was read is written and read as the same value,
// through BSON and through Extended JSON.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "tests/fuzz/require.hpp"
#include "whimbrel/model/bson.hpp"
#include "whimbrel/model/extended_json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace whimbrel::model;
  using whimbrel::fuzz::require;

  // Wrappers make Extended JSON deeper than the BSON that they stand for.
  ReadOptions options;
  options.depth_max = default_depth_max / 4;
  const auto document = decode_bson(std::span(data, size), options);
  if (!document) return 0;

  std::string bytes;
  require(encode_bson(*document, bytes).has_value());
  const auto again = decode_bson(bytes);
  require(again.has_value());
  require(*again == *document);

  std::string text;
  require(write_extended_json(*document, ExtendedJsonMode::canonical, text).has_value());
  const auto from_text = read_extended_json(text);
  require(from_text.has_value());
  require(*from_text == *document);
  return 0;
}
