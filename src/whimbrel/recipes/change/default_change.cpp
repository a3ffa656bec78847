#include "whimbrel/recipes/change/default_change.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "whimbrel/recipes/change/basic_change.hpp"
#include "whimbrel/recipes/change/draft_item.hpp"
#include "whimbrel/recipes/change/field_table.hpp"
#include "whimbrel/recipes/change/value_source.hpp"
#include "whimbrel/recipes/document/node_reader.hpp"

namespace whimbrel::recipes {
namespace {

struct DefaultValue {
  model::Path path;
  ValueSource source;
  bool when_absent = true;
  bool when_null = false;
};

struct DefaultReading {
  const DefaultValue* rule;
  std::unique_ptr<ValueReader> reader;
};

class DefaultApplier final : public ChangeApplier {
 public:
  explicit DefaultApplier(std::vector<DefaultReading> readings) : readings_(std::move(readings)) {}

  void apply(DraftItem& draft) override {
    for (const DefaultReading& reading : readings_) {
      if (!is_wanted(*reading.rule, draft)) continue;
      const auto value = reading.reader->read(draft, nullptr);
      if (value) draft.set(reading.rule->path, *value);
    }
  }

  bool asks() const override {
    return std::ranges::any_of(readings_, [](const DefaultReading& reading) {
      return reading.reader->question() != nullptr;
    });
  }
  void foresee(DraftItem& draft) override {
    for (const DefaultReading& reading : readings_) {
      Question* question = reading.reader->question();
      if (question != nullptr && is_wanted(*reading.rule, draft)) question->note(draft);
    }
  }
  void ask() override {
    for (const DefaultReading& reading : readings_)
      if (Question* question = reading.reader->question()) question->ask_noted();
  }
  void forget() override {
    for (const DefaultReading& reading : readings_)
      if (Question* question = reading.reader->question()) question->forget();
  }

 private:
  static bool is_wanted(const DefaultValue& rule, DraftItem& draft) {
    const auto found = draft.find(rule.path);
    return found ? rule.when_null && draft.reader().is_null(*found) : rule.when_absent;
  }

  std::vector<DefaultReading> readings_;
};

class DefaultChange final : public BasicChange {
 public:
  DefaultChange(const Node& node, std::vector<DefaultValue> rules)
      : BasicChange("default", node), rules_(std::move(rules)) {}

  // A default that is null itself, where null is replaced, is the same null again.
  bool repeatable() const override { return true; }

  std::vector<model::Path> reads() const override {
    std::vector<model::Path> paths = writes();
    for (const DefaultValue& rule : rules_) rule.source.add_reads(paths);
    return paths;
  }
  std::vector<model::Path> writes() const override {
    std::vector<model::Path> paths;
    for (const DefaultValue& rule : rules_) paths.push_back(rule.path);
    return paths;
  }
  bool reads_whole_item() const override {
    return std::ranges::any_of(
        rules_, [](const DefaultValue& rule) { return rule.source.reads_whole_item(); });
  }

  void lint(const LintContext&, Findings& findings) const override {
    for (const DefaultValue& rule : rules_) rule.source.lint(findings);
  }

  base::Result<std::unique_ptr<ChangeApplier>> prepare(
      const PrepareContext& context) const override {
    std::vector<DefaultReading> readings;
    for (const DefaultValue& rule : rules_) {
      auto reader = rule.source.prepare(context);
      if (!reader) return base::fail_in("field " + rule.path.text(), std::move(reader).error());
      readings.push_back({&rule, *std::move(reader)});
    }
    return std::make_unique<DefaultApplier>(std::move(readings));
  }

 private:
  std::vector<DefaultValue> rules_;
};

void read_when(const Node& node, DefaultValue& rule, Findings& findings) {
  rule.when_absent = false;
  const auto read_one = [&](const Node& word) {
    if (word.is_scalar() && word.text() == "absent")
      rule.when_absent = true;
    else if (word.is_null() || (word.is_scalar() && word.text() == "null"))
      rule.when_null = true;
    else
      wrong_choice(word, "when of default", "absent or null",
                   "write when: [absent, \"null\"], or one of both", findings);
  };
  if (!node.is_list())
    read_one(node);
  else
    for (const Node& word : node.items()) read_one(word);
}

std::optional<DefaultValue> read_rule(FieldRow& row, const CompileContext& context,
                                      Findings& findings) {
  const Node* when = row.spec->is_map() ? row.spec->find("when") : nullptr;
  const Node* value = row.spec->is_map() ? row.spec->find("value") : nullptr;
  const bool is_long_form = when != nullptr && value != nullptr && row.spec->entries().size() == 2;
  auto source =
      ValueSource::compile(is_long_form ? *value : *row.spec, row.path.text(), context, findings);
  if (!source) return std::nullopt;
  DefaultValue rule{std::move(row.path), *std::move(source)};
  if (is_long_form) read_when(*when, rule, findings);
  return rule;
}

}  // namespace

std::unique_ptr<Change> compile_default(const Node& node, const CompileContext& context,
                                        Findings& findings) {
  std::vector<DefaultValue> rules;
  for (FieldRow& row : read_field_table(node, "default", "default: { status: active }", findings))
    if (auto rule = read_rule(row, context, findings)) rules.push_back(*std::move(rule));
  if (rules.empty()) return nullptr;
  return std::make_unique<DefaultChange>(node, std::move(rules));
}

}  // namespace whimbrel::recipes
