// Every JSON reader on any bytes: no crash, and what was read is written and read as the same
// value.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "tests/fuzz/require.hpp"
#include "whimbrel/model/dynamodb_json.hpp"
#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/model/plain_json.hpp"

namespace whimbrel::model {
namespace {

using fuzz::require;

// Wrappers nest deeper than the plain spelling that was read, so readers stop well before writers.
constexpr std::size_t depth_max = default_depth_max / 2;

void extended_json(std::string_view text, const ReadOptions& options) {
  const auto value = read_extended_json(text, options);
  if (!value) return;
  std::string canonical;
  require(write_extended_json(*value, ExtendedJsonMode::canonical, canonical).has_value());
  const auto again = read_extended_json(canonical);
  require(again.has_value());
  require(*again == *value);

  std::string relaxed;
  require(write_extended_json(*value, ExtendedJsonMode::relaxed, relaxed).has_value());
  const auto narrowed = read_extended_json(relaxed);
  require(narrowed.has_value());
  std::string relaxed_again;
  require(write_extended_json(*narrowed, ExtendedJsonMode::relaxed, relaxed_again).has_value());
  require(relaxed_again == relaxed);
}

void plain_json(std::string_view text, const ReadOptions& options) {
  const auto value = read_plain_json(text, options);
  if (!value) return;
  std::string written;
  require(write_plain_json(*value, written).has_value());
  const auto again = read_plain_json(written);
  require(again.has_value());
  require(*again == *value);
}

void dynamodb_json(std::string_view text, const DynamoDbOptions& options) {
  const auto value = read_dynamodb_value(text, options);
  if (!value) return;
  DynamoDbOptions writing = options;
  writing.limits = {};
  std::string written;
  require(write_dynamodb_value(*value, written, writing).has_value());
  const auto again = read_dynamodb_value(written, writing);
  require(again.has_value());
  std::string written_again;
  require(write_dynamodb_value(*again, written_again, writing).has_value());
  require(written_again == written);
  if (!options.carry_unsupported) require(*again == *value);
}

}  // namespace
}  // namespace whimbrel::model

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace whimbrel::model;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  DynamoDbOptions options;
  options.limits.depth_max = depth_max;
  extended_json(text, options.limits);
  plain_json(text, options.limits);
  dynamodb_json(text, options);
  options.carry_unsupported = true;
  dynamodb_json(text, options);
  return 0;
}
