#include "whimbrel/recipes/change/set_change.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "whimbrel/recipes/change/basic_change.hpp"
#include "whimbrel/recipes/change/draft_item.hpp"
#include "whimbrel/recipes/change/field_table.hpp"
#include "whimbrel/recipes/change/value_source.hpp"

namespace whimbrel::recipes {
namespace {

struct FieldSource {
  model::Path path;
  ValueSource source;
};

struct FieldReading {
  const model::Path* path;
  std::unique_ptr<ValueReader> reader;
  std::optional<model::RawValue> value;
};

class SetApplier final : public ChangeApplier {
 public:
  explicit SetApplier(std::vector<FieldReading> readings) : readings_(std::move(readings)) {}

  void apply(DraftItem& draft) override {
    for (FieldReading& reading : readings_)
      reading.value = reading.reader->read(draft, reading.path);
    for (const FieldReading& reading : readings_)
      if (reading.value) draft.set(*reading.path, *reading.value);
  }

  bool asks() const override {
    return std::ranges::any_of(readings_, [](const FieldReading& reading) {
      return reading.reader->question() != nullptr;
    });
  }
  void foresee(DraftItem& draft) override {
    for (const FieldReading& reading : readings_)
      if (Question* question = reading.reader->question()) question->note(draft);
  }
  void ask() override {
    for (const FieldReading& reading : readings_)
      if (Question* question = reading.reader->question()) question->ask_noted();
  }
  void forget() override {
    for (const FieldReading& reading : readings_)
      if (Question* question = reading.reader->question()) question->forget();
  }

 private:
  std::vector<FieldReading> readings_;
};

class SetChange final : public BasicChange {
 public:
  SetChange(const Node& node, std::vector<FieldSource> sources)
      : BasicChange("set", node), sources_(std::move(sources)) {}

  // Once more could give something else when it rests on what it writes, and jq may rest on
  // anything.
  bool repeatable() const override {
    for (const FieldSource& one : sources_) {
      if (one.source.asks()) return false;
      std::vector<model::Path> read;
      one.source.add_reads(read);
      for (const model::Path& path : read)
        for (const FieldSource& other : sources_)
          if (are_nested(path, other.path)) return false;
    }
    return true;
  }

  std::vector<model::Path> reads() const override {
    std::vector<model::Path> paths;
    for (const FieldSource& one : sources_) one.source.add_reads(paths);
    return paths;
  }
  std::vector<model::Path> writes() const override {
    std::vector<model::Path> paths;
    for (const FieldSource& one : sources_) paths.push_back(one.path);
    return paths;
  }
  bool reads_whole_item() const override {
    return std::ranges::any_of(
        sources_, [](const FieldSource& one) { return one.source.reads_whole_item(); });
  }

  void lint(const LintContext&, Findings& findings) const override {
    for (const FieldSource& one : sources_) one.source.lint(findings);
  }

  base::Result<std::unique_ptr<ChangeApplier>> prepare(
      const PrepareContext& context) const override {
    std::vector<FieldReading> readings;
    for (const FieldSource& one : sources_) {
      auto reader = one.source.prepare(context);
      if (!reader) return base::fail_in("field " + one.path.text(), std::move(reader).error());
      readings.push_back({&one.path, *std::move(reader), std::nullopt});
    }
    return std::make_unique<SetApplier>(std::move(readings));
  }

 private:
  std::vector<FieldSource> sources_;
};

}  // namespace

std::unique_ptr<Change> compile_set(const Node& node, const CompileContext& context,
                                    Findings& findings) {
  std::vector<FieldSource> sources;
  for (FieldRow& row : read_field_table(node, "set", "set: { status: open }", findings)) {
    auto source = ValueSource::compile(*row.spec, row.path.text(), context, findings);
    if (source) sources.push_back({std::move(row.path), *std::move(source)});
  }
  if (sources.empty()) return nullptr;
  return std::make_unique<SetChange>(node, std::move(sources));
}

}  // namespace whimbrel::recipes
