#include "whimbrel/engine/backup/manifest.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <utility>

#include "whimbrel/model/hex.hpp"
#include "whimbrel/model/json_string.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;
using base::fail;
using simdjson::dom::element;

constexpr std::string_view format_name = "whimbrel-archive";

std::string json_text(std::string_view text) {
  std::string json;
  model::append_json_string(text, json);
  return json;
}

constexpr std::array<std::pair<std::string_view, stores::FieldType>, 3> type_names{
    {{"text", stores::FieldType::text},
     {"number", stores::FieldType::number},
     {"binary", stores::FieldType::binary}}};

// Nothing where the store told none.
std::string key_types_member(const std::vector<stores::FieldType>& types) {
  std::string names;
  for (const stores::FieldType type : types)
    for (const auto& [name, named] : type_names)
      if (named == type) names += fmt::format("{}\"{}\"", names.empty() ? "" : ",", name);
  return names.empty() ? "" : fmt::format(R"(,"key_types":[{}])", names);
}

std::string section_members(const ArchiveSection& section) {
  std::string key_fields;
  for (const model::Path& path : section.collection.key_fields) {
    if (!key_fields.empty()) key_fields += ',';
    key_fields += json_text(path.text());
  }
  return fmt::format(R"("name":{},"codec":{},"key_fields":[{}]{})",
                     json_text(section.collection.name), json_text(section.codec), key_fields,
                     key_types_member(section.collection.key_types));
}

tl::unexpected<base::Error> fail_member(std::string_view member) {
  return fail(ErrorKind::corrupt, fmt::format("the archive's manifest has no right \"{}\"", member),
              "use another copy of the archive");
}

template <typename T>
base::Result<T> member_of(const element& object, const char* name) {
  T value;
  if (object[name].get(value) != simdjson::SUCCESS) return fail_member(name);
  return value;
}

base::Result<std::vector<stores::FieldType>> key_types_of(const element& json) {
  std::vector<stores::FieldType> types;
  simdjson::dom::array names;
  if (json["key_types"].get(names) != simdjson::SUCCESS) return types;
  for (const element name : names) {
    std::string_view text;
    if (name.get(text) != simdjson::SUCCESS) return fail_member("key_types");
    const auto* const known = std::find_if(type_names.begin(), type_names.end(),
                                           [&](const auto& type) { return type.first == text; });
    if (known == type_names.end()) return fail_member("key_types");
    types.push_back(known->second);
  }
  return types;
}

base::Result<ArchiveSection> section_of(const element& json) {
  ArchiveSection section;
  WHIMBREL_ASSIGN(section.collection.name, member_of<std::string_view>(json, "name"));
  WHIMBREL_ASSIGN(section.codec, member_of<std::string_view>(json, "codec"));
  WHIMBREL_ASSIGN(const auto key_fields, member_of<simdjson::dom::array>(json, "key_fields"));
  for (const element field : key_fields) {
    std::string_view text;
    if (field.get(text) != simdjson::SUCCESS) return fail_member("key_fields");
    auto path = model::Path::parse(text);
    if (!path) return fail_member("key_fields");
    section.collection.key_fields.push_back(*std::move(path));
  }
  WHIMBREL_ASSIGN(section.collection.key_types, key_types_of(json));
  return section;
}

base::Result<SectionTotals> totals_of(const element& json) {
  SectionTotals totals;
  WHIMBREL_ASSIGN(totals.items, member_of<std::uint64_t>(json, "items"));
  WHIMBREL_ASSIGN(totals.item_bytes, member_of<std::uint64_t>(json, "item_bytes"));
  WHIMBREL_ASSIGN(totals.frames, member_of<std::uint64_t>(json, "frames"));
  return totals;
}

base::Result<ArchiveId> archive_id_of(const element& json) {
  WHIMBREL_ASSIGN(const auto hex, member_of<std::string_view>(json, "archive_id"));
  ArchiveId id{};
  if (!model::read_hex(hex, id)) return fail_member("archive_id");
  return id;
}

base::Result<ArchiveManifest> manifest_of(const element& json) {
  ArchiveManifest manifest;
  WHIMBREL_ASSIGN(const auto format, member_of<std::string_view>(json, "format"));
  if (format != format_name) return fail_member("format");
  WHIMBREL_ASSIGN(manifest.archive_id, archive_id_of(json));
  WHIMBREL_ASSIGN(manifest.created_ms, member_of<std::int64_t>(json, "created_ms"));
  WHIMBREL_ASSIGN(manifest.source, member_of<std::string_view>(json, "source"));
  WHIMBREL_ASSIGN(manifest.frames, member_of<std::uint64_t>(json, "frames"));
  WHIMBREL_ASSIGN(const auto root_hash, member_of<std::string_view>(json, "root_hash"));
  if (!model::from_hex(root_hash, manifest.root_hash)) return fail_member("root_hash");
  WHIMBREL_ASSIGN(const auto sections, member_of<simdjson::dom::array>(json, "collections"));
  for (const element section_json : sections) {
    WHIMBREL_ASSIGN(auto section, section_of(section_json));
    WHIMBREL_ASSIGN(const auto totals, totals_of(section_json));
    manifest.sections.push_back({std::move(section), totals});
  }
  return manifest;
}

template <typename Read>
auto read_json(std::string_view json, Read read) -> decltype(read(element())) {
  simdjson::dom::parser parser;
  element root;
  if (parser.parse(json.data(), json.size()).get(root) != simdjson::SUCCESS)
    return fail(ErrorKind::corrupt, "the archive's manifest is no JSON",
                "use another copy of the archive");
  return read(root);
}

}  // namespace

SectionTotals ArchiveManifest::totals() const {
  SectionTotals sum;
  for (const Section& section : sections) {
    sum.items += section.totals.items;
    sum.item_bytes += section.totals.item_bytes;
    sum.frames += section.totals.frames;
  }
  return sum;
}

std::string to_json(const ArchiveSection& section) { return '{' + section_members(section) + '}'; }

std::string to_json(const ArchiveManifest& manifest) {
  std::string sections;
  for (const auto& [section, totals] : manifest.sections) {
    if (!sections.empty()) sections += ',';
    sections +=
        fmt::format(R"({{{},"items":{},"item_bytes":{},"frames":{}}})", section_members(section),
                    totals.items, totals.item_bytes, totals.frames);
  }
  return fmt::format(
      R"({{"format":"{}","version":1,"archive_id":"{}","created_ms":{},"created_at":"{}",)"
      R"("source":{},"collections":[{}],"frames":{},"root_hash":"{}"}})",
      format_name, to_hex(manifest.archive_id), manifest.created_ms,
      base::format_rfc3339(manifest.created_ms), json_text(manifest.source), sections,
      manifest.frames, model::to_hex(manifest.root_hash));
}

base::Result<ArchiveSection> section_from_json(std::string_view json) {
  return read_json(json, section_of);
}

base::Result<ArchiveManifest> manifest_from_json(std::string_view json) {
  return read_json(json, manifest_of);
}

bool same_section(const ArchiveSection& a, const ArchiveSection& b) {
  return a.codec == b.codec && a.collection.name == b.collection.name &&
         a.collection.key_fields == b.collection.key_fields &&
         a.collection.key_types == b.collection.key_types;
}

}  // namespace whimbrel::engine
