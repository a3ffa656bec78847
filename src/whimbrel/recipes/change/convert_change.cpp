#include "whimbrel/recipes/change/convert_change.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "whimbrel/recipes/change/answered_item.hpp"
#include "whimbrel/recipes/change/basic_change.hpp"
#include "whimbrel/recipes/change/draft_item.hpp"
#include "whimbrel/recipes/change/field_table.hpp"
#include "whimbrel/recipes/change/shown_field.hpp"
#include "whimbrel/recipes/change/type_conversion.hpp"
#include "whimbrel/recipes/document/node_reader.hpp"

namespace whimbrel::recipes {
namespace {

enum class OnError : std::uint8_t { reject, skip, null };

struct Conversion {
  model::Path path;
  TargetType to = TargetType::text;
  OnError on_error = OnError::reject;
  bool is_secret = false;
};

class ConvertApplier final : public ChangeApplier {
 public:
  explicit ConvertApplier(const std::vector<Conversion>& conversions) : conversions_(conversions) {}

  void apply(DraftItem& draft) override {
    for (const Conversion& conversion : conversions_) apply_one(conversion, draft);
  }

 private:
  static void apply_one(const Conversion& conversion, DraftItem& draft) {
    const auto found = draft.find(conversion.path);
    if (!found || draft.reader().is_null(*found)) return;
    const auto value = draft.codec().decode_value(*found);
    const auto result = value ? converted(*value, conversion.to) : std::nullopt;
    if (result) {
      if (*result != *value) set_value(draft, conversion.path, *result);
    } else if (conversion.on_error == OnError::null) {
      set_value(draft, conversion.path, model::Null());
    } else if (conversion.on_error == OnError::reject) {
      draft.reject(fmt::format("{} is not {}, so it cannot become {}",
                               shown_field(conversion.path, *found, conversion.is_secret, draft),
                               description_of(conversion.to), to_string(conversion.to)));
    }
  }

  const std::vector<Conversion>& conversions_;
};

class ConvertChange final : public BasicChange {
 public:
  ConvertChange(const Node& node, std::vector<Conversion> conversions)
      : BasicChange("convert", node), conversions_(std::move(conversions)) {}

  std::vector<model::Path> reads() const override {
    std::vector<model::Path> paths;
    for (const Conversion& conversion : conversions_) paths.push_back(conversion.path);
    return paths;
  }
  std::vector<model::Path> writes() const override { return reads(); }

  void lint(const LintContext& context, Findings& findings) const override {
    for (const Conversion& conversion : conversions_)
      if (conversion.on_error == OnError::null && !context.undoable)
        findings.warn("convert-without-undo", place(),
                      fmt::format("values of {} that cannot be converted are gone for good once "
                                  "the run is completed",
                                  conversion.path.text()),
                      "leave undo: journal, or write on_error: reject");
  }

  base::Result<std::unique_ptr<ChangeApplier>> prepare(const PrepareContext&) const override {
    return std::make_unique<ConvertApplier>(conversions_);
  }

 private:
  std::vector<Conversion> conversions_;
};

bool read_type(const Node& node, Conversion& conversion, Findings& findings) {
  const auto type = node.is_scalar() ? target_type_from(node.text()) : std::nullopt;
  if (type) {
    conversion.to = *type;
    return true;
  }
  constexpr std::array<std::string_view, 8> names{"int",    "long", "double", "decimal",
                                                  "string", "bool", "date",   "objectId"};
  findings.error("unknown-type", node.place(),
                 node.is_scalar() ? fmt::format("convert does not know the type {}", node.text())
                                  : fmt::format("a type is expected for {}, and this is {}",
                                                conversion.path.text(), node.kind_name()),
                 nearest_remedy(node.text(), names));
  return false;
}

bool read_on_error(const Node& node, Conversion& conversion, Findings& findings) {
  if (node.is_null() || (node.is_scalar() && node.text() == "null"))
    conversion.on_error = OnError::null;
  else if (node.is_scalar() && node.text() == "skip")
    conversion.on_error = OnError::skip;
  else if (!node.is_scalar() || node.text() != "reject") {
    wrong_choice(node, "on_error of convert", "reject, skip or null",
                 "write on_error: skip to leave such values as they are", findings);
    return false;
  }
  return true;
}

bool read_conversion(const Node& spec, Conversion& conversion, Findings& findings) {
  if (!spec.is_map()) return read_type(spec, conversion, findings);
  const MapReader reader(spec, "convert of " + conversion.path.text(), {"to", "on_error"},
                         findings);
  const Node* to = reader.require("to", "to: int");
  const Node* on_error = reader.find("on_error");
  const bool is_type_right = to != nullptr && read_type(*to, conversion, findings);
  return (on_error == nullptr || read_on_error(*on_error, conversion, findings)) && is_type_right;
}

}  // namespace

std::unique_ptr<Change> compile_convert(const Node& node, const CompileContext& context,
                                        Findings& findings) {
  std::vector<Conversion> conversions;
  for (FieldRow& row : read_field_table(node, "convert", "convert: { age: int }", findings)) {
    Conversion conversion;
    conversion.path = std::move(row.path);
    conversion.is_secret = is_secret(conversion.path, context.secrets);
    if (read_conversion(*row.spec, conversion, findings))
      conversions.push_back(std::move(conversion));
  }
  if (conversions.empty()) return nullptr;
  return std::make_unique<ConvertChange>(node, std::move(conversions));
}

}  // namespace whimbrel::recipes
