#include "whimbrel/recipes/document/node_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "whimbrel/base/nearest_names.hpp"

namespace whimbrel::recipes {
namespace {

struct DurationUnit {
  std::string_view name;
  std::int64_t ms;
};
constexpr std::array<DurationUnit, 4> duration_units{
    {{"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", 3'600'000}}};

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<std::int64_t> duration_of(std::string_view text) {
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = whole_number(text.substr(0, digits));
  const auto* unit = std::find_if(duration_units.begin(), duration_units.end(),
                                  [&](const auto& u) { return u.name == text.substr(digits); });
  if (!number || unit == duration_units.end() || *number <= 0) return std::nullopt;
  constexpr std::int64_t ms_max = std::int64_t{24} * 3'600'000;
  if (*number > ms_max / unit->ms) return std::nullopt;
  return *number * unit->ms;
}

// A short text as it stands, anything else by its kind.
std::string shown_node(const Node& node) {
  constexpr std::size_t shown_bytes_max = 60;
  const bool is_short = node.is_scalar() && node.text().size() <= shown_bytes_max;
  return is_short ? fmt::format("\"{}\"", node.text()) : std::string(node.kind_name());
}

}  // namespace

std::string nearest_remedy(std::string_view typed, std::span<const std::string_view> known) {
  const std::vector<std::string> names(known.begin(), known.end());
  const auto near = base::nearest_names(typed, names);
  if (!near.empty()) return fmt::format("did you mean {}?", near.front());
  return fmt::format("use one of {}", fmt::join(known, ", "));
}

MapReader::MapReader(const Node& node, std::string what,
                     std::initializer_list<std::string_view> known, Findings& findings)
    : MapReader(node, std::move(what), std::span(known.begin(), known.size()), findings) {}

MapReader::MapReader(const Node& node, std::string what, std::span<const std::string_view> known,
                     Findings& findings)
    : node_(node), what_(std::move(what)), findings_(findings) {
  check(known);
}

void MapReader::check(std::span<const std::string_view> known) {
  if (!node_.is_map()) {
    wrong_type(node_, what_, "a map of names to values",
               fmt::format("it takes {}", fmt::join(known, ", ")), findings_);
    return;
  }
  for (const NodeEntry& entry : node_.entries())
    if (std::find(known.begin(), known.end(), entry.key.text()) == known.end())
      findings_.error("unknown-key", entry.key.place(),
                      fmt::format("{} has no key \"{}\"", what_, entry.key.text()),
                      nearest_remedy(entry.key.text(), known));
}

const Node* MapReader::require(std::string_view key, std::string_view example) const {
  const Node* value = node_.find(key);
  if (value == nullptr && node_.is_map())
    findings_.error("missing-key", node_.place(), fmt::format("{} lacks \"{}\"", what_, key),
                    fmt::format("add {}", example));
  return value;
}

void wrong_type(const Node& node, std::string_view what, std::string_view expected,
                std::string remedy, Findings& findings) {
  findings.error("wrong-type", node.place(),
                 fmt::format("{} must be {}, and this is {}", what, expected, shown_node(node)),
                 std::move(remedy));
}

std::optional<std::string> read_text(const Node& node, std::string_view what, Findings& findings) {
  if (node.is_scalar() && !node.text().empty()) return node.text();
  if (node.is_scalar())
    findings.error("wrong-type", node.place(), fmt::format("{} is empty", what),
                   "write a text, or remove the key");
  else
    wrong_type(node, what, "text", "write a text behind the colon", findings);
  return std::nullopt;
}

std::optional<bool> read_bool(const Node& node, std::string_view what, Findings& findings) {
  if (node.is_scalar() && !node.quoted()) {
    if (node.text() == "true") return true;
    if (node.text() == "false") return false;
  }
  findings.error("wrong-type", node.place(), fmt::format("{} must be true or false", what),
                 "write true or false, without quotes");
  return std::nullopt;
}

std::optional<std::int64_t> read_integer(const Node& node, std::string_view what,
                                         std::int64_t least, std::int64_t most,
                                         Findings& findings) {
  const auto number = node.is_scalar() && !node.quoted() ? whole_number(node.text()) : std::nullopt;
  if (number && *number >= least && *number <= most) return number;
  findings.error("wrong-type", node.place(),
                 fmt::format("{} must be a whole number from {} to {}", what, least, most),
                 "write such a number, without quotes");
  return std::nullopt;
}

std::optional<std::int64_t> read_duration_ms(const Node& node, std::string_view what,
                                             Findings& findings) {
  if (node.is_scalar())
    if (const auto ms = duration_of(node.text())) return ms;
  findings.error(
      "wrong-type", node.place(),
      fmt::format("{} must be a time, such as 500ms, 5s, 2m or 1h, of a day at most", what),
      "write a whole number and its unit: ms, s, m or h");
  return std::nullopt;
}

std::optional<model::Path> read_path(const Node& node, std::string_view what, Findings& findings) {
  const auto text = read_text(node, what, findings);
  if (!text) return std::nullopt;
  auto path = model::Path::parse(*text);
  if (path) return *std::move(path);
  findings.error("wrong-path", node.place(), path.error().message(),
                 "write a field as name, address.city or lines.0.price");
  return std::nullopt;
}

std::optional<std::vector<std::string>> read_texts(const Node& node, std::string_view what,
                                                   Findings& findings) {
  std::vector<std::string> texts;
  bool good = true;
  const auto take = [&](const Node& item) {
    auto text = read_text(item, what, findings);
    good = good && text.has_value();
    if (!text) return;
    if (std::find(texts.begin(), texts.end(), *text) != texts.end()) {
      findings.error("duplicate", item.place(), fmt::format("\"{}\" is there twice", *text),
                     "keep one of them");
      good = false;
    }
    texts.push_back(*std::move(text));
  };
  if (node.is_list()) {
    for (const Node& item : node.items()) take(item);
  } else if (node.is_scalar()) {
    take(node);
  } else {
    wrong_type(node, what, "a list", "write a list: [a, b]", findings);
    return std::nullopt;
  }
  return good ? std::optional(std::move(texts)) : std::nullopt;
}

std::optional<std::vector<model::Path>> read_paths(const Node& node, std::string_view what,
                                                   Findings& findings) {
  const auto texts = read_texts(node, what, findings);
  if (!texts) return std::nullopt;
  std::vector<model::Path> paths;
  bool good = true;
  const auto take = [&](const Node& item) {
    auto path = read_path(item, what, findings);
    good = good && path.has_value();
    if (path) paths.push_back(*std::move(path));
  };
  if (node.is_scalar()) take(node);
  for (const Node& item : node.items()) take(item);
  return good ? std::optional(std::move(paths)) : std::nullopt;
}

}  // namespace whimbrel::recipes
