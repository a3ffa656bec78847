#include "whimbrel/recipes/change/value_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "whimbrel/recipes/change/field_table.hpp"
#include "whimbrel/recipes/change/jq_source.hpp"
#include "whimbrel/recipes/change/program_json.hpp"
#include "whimbrel/recipes/document/node_reader.hpp"
#include "whimbrel/recipes/document/node_value.hpp"

namespace whimbrel::recipes {
namespace {

constexpr std::array<std::string_view, 4> source_names{"now", "field", "jq", "value"};

bool is_source_name(std::string_view name) {
  return std::ranges::find(source_names, name) != source_names.end();
}

bool has_source_name(const Node& node) {
  return std::ranges::any_of(
      node.entries(), [](const NodeEntry& entry) { return is_source_name(entry.key.text()); });
}

// { now: true } further inside would be stored as it stands, which nobody means.
bool check_no_source_inside(const Node& node, std::string_view what, Findings& findings) {
  for (const Node& item : node.items())
    if (!check_no_source_inside(item, what, findings)) return false;
  for (const NodeEntry& entry : node.entries())
    if (!check_no_source_inside(entry.value, what, findings)) return false;
  if (node.entries().size() != 1 || !has_source_name(node)) return true;
  const std::string& name = node.entries().front().key.text();
  findings.error("nested-source", node.place(),
                 fmt::format("{{ {}: … }} inside of {} would be stored as it stands", name, what),
                 fmt::format("give the inner field a line of its own (address.city: {{ {}: … }}), "
                             "or write {{ value: … }} around all of it to store it as it stands",
                             name));
  return false;
}

class ConstantReader final : public ValueReader {
 public:
  explicit ConstantReader(std::string raw) : raw_(std::move(raw)) {}
  std::optional<model::RawValue> read(DraftItem&, const model::Path*) override { return raw_; }

 private:
  std::string raw_;
};

class FieldReader final : public ValueReader {
 public:
  explicit FieldReader(const model::Path& path) : path_(path) {}

  std::optional<model::RawValue> read(DraftItem& draft, const model::Path*) override {
    const auto found = draft.find(path_);
    return found ? std::optional(draft.copy(*found)) : std::nullopt;
  }

 private:
  const model::Path& path_;
};

class JqReader final : public ValueReader {
 public:
  explicit JqReader(Question question) : question_(std::move(question)) {}

  std::optional<model::RawValue> read(DraftItem& draft, const model::Path* target) override {
    auto answer = question_.ask_about(draft);
    if (!answer) return std::nullopt;
    const auto before = target == nullptr ? std::nullopt : draft.find(*target);
    const auto typed = before ? draft.codec().decode_value(*before) : model::Value();
    const model::Value value =
        with_types_of(std::move(answer->value), before && typed ? &*typed : nullptr);
    raw_.clear();
    if (auto encoded = draft.codec().encode_value(value, raw_); !encoded) {
      draft.reject(encoded.error().describe());
      return std::nullopt;
    }
    return draft.copy(raw_);
  }

  Question* question() override { return &question_; }

 private:
  Question question_;
  std::string raw_;
};

base::Result<std::unique_ptr<ValueReader>> constant_reader(const model::Value& value,
                                                           const model::ItemCodec& codec) {
  std::string raw;
  WHIMBREL_TRY(codec.encode_value(value, raw));
  return std::make_unique<ConstantReader>(std::move(raw));
}

}  // namespace

std::optional<ValueSource> ValueSource::compile(const Node& node, std::string_view what,
                                                const CompileContext& context, Findings& findings) {
  if (node.is_map() && has_source_name(node)) {
    if (node.entries().size() == 1) return compile_source(node, what, context, findings);
    findings.error("ambiguous-value", node.place(),
                   fmt::format("{} has more beside now, field, jq or value", what),
                   "write { value: { … } } for an object that has such a field, or leave the other "
                   "keys out");
    return std::nullopt;
  }
  if (!check_no_source_inside(node, what, findings)) return std::nullopt;
  auto value = value_of(node, findings);
  if (!value) return std::nullopt;
  return ValueSource(*std::move(value), node.place());
}

std::optional<ValueSource> ValueSource::compile_source(const Node& node, std::string_view what,
                                                       const CompileContext& context,
                                                       Findings& findings) {
  const Node& of = node.entries().front().value;
  const std::string& name = node.entries().front().key.text();
  if (name == "value") {
    auto value = value_of(of, findings);
    if (!value) return std::nullopt;
    return ValueSource(*std::move(value), node.place());
  }
  if (name == "now") {
    if (of.is_scalar() && !of.quoted() && of.text() == "true")
      return ValueSource(Now{}, node.place());
    wrong_choice(of, fmt::format("now of {}", what), "true",
                 "write { now: true } for the run's time", findings);
    return std::nullopt;
  }
  if (name == "field") {
    auto path = read_path(of, fmt::format("the field that {} is taken from", what), findings);
    if (!path) return std::nullopt;
    return ValueSource(*std::move(path), node.place());
  }
  const auto expression = read_jq(of, what, findings);
  if (!expression) return std::nullopt;
  FromJq from{*expression, context.jq->add(*expression), SeenFields(context.reads)};
  return ValueSource(std::move(from), of.place());
}

bool ValueSource::is_constant() const noexcept {
  return std::holds_alternative<model::Value>(from_) || std::holds_alternative<Now>(from_);
}

void ValueSource::add_reads(std::vector<model::Path>& paths) const {
  if (const auto* path = std::get_if<model::Path>(&from_)) paths.push_back(*path);
  if (const auto* jq = std::get_if<FromJq>(&from_))
    paths.insert(paths.end(), jq->seen.paths().begin(), jq->seen.paths().end());
}

bool ValueSource::reads_whole_item() const noexcept {
  const auto* jq = std::get_if<FromJq>(&from_);
  return jq != nullptr && jq->seen.is_everything();
}

void ValueSource::lint(Findings& findings) const {
  if (const auto* jq = std::get_if<FromJq>(&from_)) lint_jq(jq->expression, place_, findings);
}

base::Result<std::unique_ptr<ValueReader>> ValueSource::prepare(
    const PrepareContext& context) const {
  if (const auto* value = std::get_if<model::Value>(&from_))
    return constant_reader(*value, context.codec);
  if (std::holds_alternative<Now>(from_))
    return constant_reader(model::Date{context.inputs.run_time_ms}, context.codec);
  if (const auto* path = std::get_if<model::Path>(&from_))
    return std::make_unique<FieldReader>(*path);
  const auto& jq = std::get<FromJq>(from_);
  return std::make_unique<JqReader>(
      Question(std::make_unique<JqAsker>(context.jq, jq.index), "jq", jq.seen));
}

}  // namespace whimbrel::recipes
