#include "whimbrel/model/json_item_view.hpp"

#include "whimbrel/model/json_locator.hpp"
#include "whimbrel/model/json_member_text.hpp"
#include "whimbrel/model/json_typed_text.hpp"

namespace whimbrel::model {

base::Status JsonItemView::load(std::string_view item) {
  base::Status status = structure_.read(item);
  loaded_ = status.has_value();
  return status;
}

std::string_view JsonItemView::bytes() const {
  return loaded_ ? structure_.text() : std::string_view();
}

std::optional<RawValue> JsonItemView::find(const Path& path) const {
  if (!loaded_) return std::nullopt;
  const JsonNode node = path.is_top_level() ? structure_.find_field(path.segments().front())
                                            : find_node(structure_, path);
  return node ? std::optional(structure_.text_of(node)) : std::nullopt;
}

RawKind JsonItemView::kind_of(RawValue raw) const { return kind_in(raw); }

std::optional<std::string_view> JsonItemView::string_of(RawValue raw) const {
  return string_in(raw, scratch_);
}

std::optional<std::int64_t> JsonItemView::integer_of(RawValue raw) const { return integer_in(raw); }

std::optional<std::int64_t> JsonItemView::date_ms_of(RawValue raw) const { return date_ms_in(raw); }

bool JsonItemView::is_null(RawValue raw) const { return raw == "null"; }

std::optional<RawValue> JsonItemView::value_within(RawValue removed) const {
  const auto text = read_member_text(removed);
  if (!text) return std::nullopt;
  return text->value;
}

base::Status JsonItemView::splice(std::span<const Edit> edits, std::string& after,
                                  std::vector<Edit>& inverse, Arena& arena) const {
  if (!loaded_)
    return base::fail(base::ErrorKind::internal, "splice into a view without an item",
                      "report this as a bug: an item that cannot be read must not be changed");
  return splicer_.splice(structure_, edits, after, inverse, arena);
}

}  // namespace whimbrel::model
