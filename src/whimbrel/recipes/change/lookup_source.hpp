#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "whimbrel/base/file_system.hpp"
#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/pinned_inputs.hpp"
#include "whimbrel/recipes/change/change.hpp"
#include "whimbrel/recipes/change/joined_rows.hpp"
#include "whimbrel/recipes/document/findings.hpp"
#include "whimbrel/recipes/document/node.hpp"

namespace whimbrel::recipes {

// Where a lookup's rows come from: another collection of the store, a file beside the recipe, or a
// web address. Immutable.
class LookupSource {
 public:
  // Reads `from`. nullopt, and a finding, when it is none of these, or the file cannot be read.
  static std::optional<LookupSource> compile(const Node& node, const CompileContext& context,
                                             Findings& findings);

  // For messages: "users", "owners.csv", "https://example.org/owners.json".
  const std::string& name() const noexcept { return name_; }
  // The collection, when it is one.
  const std::string* collection() const noexcept;
  // CSV knows text only.
  bool is_text_only() const noexcept { return format_ == Format::csv; }
  // SHA-256 of the file as it was when the recipe was read; empty for the others.
  const std::string& file_digest() const noexcept { return file_digest_; }

  // Reads all of it. refused when a file is no longer the one that the recipe was read with.
  base::Status gather(const engine::PinContext& context, JoinedRows& rows) const;

 private:
  enum class Kind { collection, file, http };
  enum class Format { items, json, jsonl, csv };

  LookupSource() = default;
  bool read_format(const Node* node, std::string_view file_name, const Node& place,
                   Findings& findings);
  base::Status gather_collection(const engine::PinContext& context, JoinedRows& rows) const;
  base::Result<std::string> read_text(const engine::PinContext& context) const;

  Kind kind_ = Kind::collection;
  Format format_ = Format::items;
  std::string name_;
  std::string file_digest_;
  std::string path_;
  base::FileSystem* files_ = nullptr;
};

}  // namespace whimbrel::recipes
