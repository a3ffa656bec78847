#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/backup/archive_format.hpp"
#include "whimbrel/model/path.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// One collection of an archive: what a section frame announces.
struct ArchiveSection {
  stores::CollectionSpec collection;
  std::string codec;  // ItemCodec::name()
};

struct SectionTotals {
  std::uint64_t items = 0;
  std::uint64_t item_bytes = 0;  // keys not counted
  std::uint64_t frames = 0;      // the section frame itself not counted

  friend bool operator==(const SectionTotals&, const SectionTotals&) = default;
};

// What an archive holds: its last frame.
struct ArchiveManifest {
  struct Section {
    ArchiveSection section;
    SectionTotals totals;
  };

  ArchiveId archive_id{};
  base::UnixMillis created_ms = 0;
  // Store::description() of where it comes from.
  std::string source;
  std::vector<Section> sections;
  // Frames before the manifest, and the SHA-256 over their SHA-256s in order.
  std::uint64_t frames = 0;
  model::Sha256Digest root_hash{};

  SectionTotals totals() const;
};

std::string to_json(const ArchiveSection& section);
std::string to_json(const ArchiveManifest& manifest);
// corrupt, naming the member, when the text is not what to_json wrote.
base::Result<ArchiveSection> section_from_json(std::string_view json);
base::Result<ArchiveManifest> manifest_from_json(std::string_view json);

bool same_section(const ArchiveSection& a, const ArchiveSection& b);

}  // namespace whimbrel::engine
