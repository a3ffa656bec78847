#include "whimbrel/model/filter/filter_parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "whimbrel/base/nearest_names.hpp"
#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/model/filter/comparison_predicate.hpp"

namespace whimbrel::model {
namespace {

using Kind = Filter::Node::Kind;

// One level deeper for as long as it lives.
class Deeper {
 public:
  explicit Deeper(std::size_t& depth) : depth_(depth) { ++depth_; }
  ~Deeper() { --depth_; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;

 private:
  std::size_t& depth_;
};

// Those of MongoDB that need what is not here.
struct Refused {
  std::string_view name;
  std::string_view remedy;
};
constexpr std::array<Refused, 15> refused_names{{
    {"$expr",
     "compare each field with a value here, and two fields of an item in the change itself"},
    {"$where", "JavaScript is not run: use the other operators, or decide in the change itself"},
    {"$function", "JavaScript is not run: use the other operators, or decide in the change itself"},
    {"$text", "there is no text index here: use $regex on the field"},
    {"$jsonSchema", "use $type, $exists and the comparisons, under $and"},
    {"$geoWithin", "select by numbers with $gte and $lte; there is no geometry here"},
    {"$geoIntersects", "select by numbers with $gte and $lte; there is no geometry here"},
    {"$near", "select by numbers with $gte and $lte; there is no geometry here"},
    {"$nearSphere", "select by numbers with $gte and $lte; there is no geometry here"},
    {"$mod", "list the values with $in, or decide in the change itself"},
    {"$bitsAllSet", "list the values with $in, or decide in the change itself"},
    {"$bitsAllClear", "list the values with $in, or decide in the change itself"},
    {"$bitsAnySet", "list the values with $in, or decide in the change itself"},
    {"$bitsAnyClear", "list the values with $in, or decide in the change itself"},
    {"$sampleRate", "a run must select the same items every time: name what they have in common"},
}};

const Refused* refused_named(std::string_view name) {
  const auto found = std::find_if(refused_names.begin(), refused_names.end(),
                                  [name](const Refused& each) { return each.name == name; });
  return found == refused_names.end() ? nullptr : &*found;
}

tl::unexpected<base::Error> refuse_top_level(std::string_view name, bool is_field_operator) {
  if (const Refused* const refused = refused_named(name))
    return base::fail(base::ErrorKind::unsupported, fmt::format("{} is not supported", name),
                      std::string(refused->remedy));
  if (name == "$not")
    return wrong_query("$not stands behind a field only",
                       "write { field: { $not: … } }, or $nor: [ … ] to negate a whole query");
  if (is_field_operator)
    return wrong_query(fmt::format("{} stands behind no field", name),
                       fmt::format("write {{ field: {{ {}: … }} }}", name));
  const std::vector<std::string> names{"$and", "$or", "$nor", "$comment"};
  const auto near = base::nearest_names(name, names);
  return wrong_query(fmt::format("there is no operator {}", name),
                     near.empty() ? "a query holds fields, $and, $or and $nor"
                                  : fmt::format("did you mean {}?", near.front()));
}

std::vector<std::string> split_at_dots(std::string_view name) {
  std::vector<std::string> segments;
  while (true) {
    const std::size_t dot = name.find('.');
    segments.emplace_back(name.substr(0, dot));
    if (dot == std::string_view::npos) return segments;
    name.remove_prefix(dot + 1);
  }
}

bool is_reference_part(std::string_view segment) {
  return segment == "$ref" || segment == "$id" || segment == "$db";
}

base::Result<Path> read_path(const std::string& name) {
  const bool quoted = name.starts_with('"') || name.find(".\"") != std::string::npos;
  if (quoted) return Path::parse(name);
  std::vector<std::string> segments = split_at_dots(name);
  if (segments.size() > Path::segments_max)
    return wrong_query(fmt::format("the path has {} segments; {} are allowed", segments.size(),
                                   Path::segments_max),
                       "no item nests that deep: shorten the path");
  for (const std::string& segment : segments)
    if (segment.starts_with('$') && !is_reference_part(segment))
      return wrong_query(fmt::format("\"{}\" stands in a path", segment),
                         "put an operator behind the path: { path: { $operator: … } }");
  return Path(std::move(segments));
}

Filter::Node joined(Kind kind, std::vector<Filter::Node> children) {
  if (children.size() == 1 && kind != Kind::none_of) return std::move(children.front());
  Filter::Node node;
  node.kind = kind;
  node.children = std::move(children);
  return node;
}

std::vector<Path> containers_of(const Path& path) {
  std::vector<Path> containers;
  const auto& segments = path.segments();
  for (std::size_t depth = 1; depth < segments.size(); ++depth)
    containers.emplace_back(std::vector<std::string>(
        segments.begin(), segments.begin() + static_cast<std::ptrdiff_t>(depth)));
  return containers;
}

}  // namespace

tl::unexpected<base::Error> wrong_query(std::string message, std::string remedy) {
  return base::fail(base::ErrorKind::usage, std::move(message), std::move(remedy));
}

std::string shown(const Value& value) {
  constexpr std::size_t bytes_max = 60;
  std::string text;
  if (!write_extended_json(value, ExtendedJsonMode::relaxed, text))
    return std::string(value.type_name());
  if (text.size() <= bytes_max) return text;
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

bool holds_operators(const Value& value) {
  const auto* object = value.get_if<Object>();
  if (object == nullptr || object->empty()) return false;
  const std::string& first = object->fields().front().name;
  return first.starts_with('$') && !is_reference_part(first);
}

std::optional<Kind> logical_kind(std::string_view name) {
  if (name == "$and") return Kind::all_of;
  if (name == "$or") return Kind::any_of;
  if (name == "$nor") return Kind::none_of;
  return std::nullopt;
}

Filter::Node negated(Filter::Node node) {
  Filter::Node negation;
  negation.kind = Kind::none_of;
  negation.children.push_back(std::move(node));
  return negation;
}

base::Result<Filter::Node> FilterParser::parse(const Value& query) {
  const auto* object = query.get_if<Object>();
  if (object == nullptr)
    return wrong_query(fmt::format("a query is an object, not {}", shown(query)),
                       R"(write it as { "status": "open", "age": { "$gte": 18 } })");
  return document(*object);
}

FilterParser::NodeResult FilterParser::document(const Object& query) {
  const Deeper deeper(depth_);
  if (depth_ > Filter::depth_max)
    return wrong_query(fmt::format("the query nests deeper than {} levels", Filter::depth_max),
                       "take out what $and, $or and $nor do not need");
  std::vector<Filter::Node> children;
  for (const Field& field : query.fields()) {
    if (field.name == "$comment") continue;
    WHIMBREL_ASSIGN(Filter::Node child, entry(field));
    children.push_back(std::move(child));
  }
  return joined(Kind::all_of, std::move(children));
}

FilterParser::NodeResult FilterParser::entry(const Field& field) {
  if (const auto kind = logical_kind(field.name)) return logical(*kind, field);
  if (field.name.starts_with('$'))
    return refuse_top_level(field.name, operator_named(field.name) != nullptr);
  auto node = this->field(field);
  if (!node) return base::fail_in(field.name, std::move(node).error());
  return node;
}

FilterParser::NodeResult FilterParser::logical(Kind kind, const Field& field) {
  const auto* parts = field.value.get_if<List>();
  if (parts == nullptr || parts->empty())
    return wrong_query(
        fmt::format("{} takes a list of queries, not {}", field.name, shown(field.value)),
        fmt::format("write {}: [ {{ … }}, {{ … }} ]", field.name));
  std::vector<Filter::Node> children;
  for (std::size_t i = 0; i < parts->size(); ++i) {
    const auto* query = (*parts)[i].get_if<Object>();
    if (query == nullptr)
      return wrong_query(
          fmt::format("{}[{}] is no query but {}", field.name, i, shown((*parts)[i])),
          "write an object: { field: value }");
    auto child = document(*query);
    if (!child)
      return base::fail_in(fmt::format("{}[{}]", field.name, i), std::move(child).error());
    children.push_back(*std::move(child));
  }
  return joined(kind, std::move(children));
}

FilterParser::NodeResult FilterParser::field(const Field& field) {
  WHIMBREL_ASSIGN(const Path path, read_path(field.name));
  return condition(path, field.value);
}

FilterParser::NodeResult FilterParser::condition(const Path& path, const Value& value) {
  if (value.is<Regex>()) return regex(path, value, nullptr);
  if (holds_operators(value)) return operators(path, *value.get_if<Object>());
  return equal(path, value);
}

FilterParser::NodeResult FilterParser::operators(const Path& path, const Object& operators) {
  const Deeper deeper(depth_);
  if (depth_ > Filter::depth_max)
    return wrong_query(fmt::format("the query nests deeper than {} levels", Filter::depth_max),
                       "take out the $not and $elemMatch that are not needed");
  std::vector<Filter::Node> children;
  for (const Field& field : operators.fields()) {
    if (field.name == "$options") {
      if (operators.find("$regex") == nullptr)
        return wrong_query("$options stands without $regex", "write { $regex: …, $options: … }");
      continue;
    }
    auto child = field.name == "$regex" ? regex(path, field.value, operators.find("$options"))
                                        : one_operator(path, field);
    if (!child) return tl::unexpected(std::move(child).error());
    children.push_back(*std::move(child));
  }
  return joined(Kind::all_of, std::move(children));
}

FilterParser::NodeResult FilterParser::one_operator(const Path& path, const Field& field) {
  if (const Operator* const known = operator_named(field.name))
    return (this->*known->parse)(path, field.value);
  if (const Refused* const refused = refused_named(field.name))
    return base::fail(base::ErrorKind::unsupported, fmt::format("{} is not supported", field.name),
                      std::string(refused->remedy));
  return tl::unexpected(no_such_operator(field.name));
}

FilterParser::NodeResult FilterParser::test(const Path& path, std::unique_ptr<Predicate> predicate,
                                            AtList at_list) {
  if (++conditions_ > Filter::conditions_max)
    return wrong_query(fmt::format("the query has more than {} conditions", Filter::conditions_max),
                       "list values under one $in instead of a condition each");
  Filter::Node node;
  node.kind = Kind::field;
  node.field = std::make_unique<FieldTest>();
  node.field->path = path;
  node.field->containers = containers_of(path);
  node.field->at_list = at_list;
  node.field->predicate = std::move(predicate);
  return node;
}

base::Status FilterParser::count_values(std::size_t values) {
  listed_values_ += values;
  if (listed_values_ <= Filter::listed_values_max) return {};
  return wrong_query(
      fmt::format("the query lists more than {} values", Filter::listed_values_max),
      "select by what the items have in common, or look the values up in a collection or file");
}

}  // namespace whimbrel::model
