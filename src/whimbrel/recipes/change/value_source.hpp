#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "whimbrel/model/path.hpp"
#include "whimbrel/model/value.hpp"
#include "whimbrel/recipes/change/change.hpp"
#include "whimbrel/recipes/change/question.hpp"
#include "whimbrel/recipes/document/findings.hpp"
#include "whimbrel/recipes/document/node.hpp"

namespace whimbrel::recipes {

class ValueReader;

// Where a recipe takes a value from: written down (5, { value: … }), { now: true } for the run's
// time, { field: path } of the same item, or { jq: … } of it. Immutable.
class ValueSource {
 public:
  // `what` names the value in messages. nullopt, and a finding, when it is none of these.
  static std::optional<ValueSource> compile(const Node& node, std::string_view what,
                                            const CompileContext& context, Findings& findings);

  // The same for every item of a run.
  bool is_constant() const noexcept;
  bool asks() const noexcept { return std::holds_alternative<FromJq>(from_); }
  void add_reads(std::vector<model::Path>& paths) const;
  bool reads_whole_item() const noexcept;
  void lint(Findings& findings) const;

  base::Result<std::unique_ptr<ValueReader>> prepare(const PrepareContext& context) const;

 private:
  struct Now {};
  struct FromJq {
    std::string expression;
    std::size_t index = 0;
    SeenFields seen;
  };
  using From = std::variant<model::Value, Now, model::Path, FromJq>;

  ValueSource(From from, Place place) : from_(std::move(from)), place_(std::move(place)) {}
  static std::optional<ValueSource> compile_source(const Node& node, std::string_view what,
                                                   const CompileContext& context,
                                                   Findings& findings);

  From from_;
  Place place_;
};

// Takes the values for one thread.
class ValueReader {
 public:
  virtual ~ValueReader() = default;

  // The value for the draft as it is now, alive until its next begin(). nullopt when there is none:
  // the field is absent, or the draft is decided now. A number in the place of `target` keeps that
  // one's type; null: there is no such field.
  virtual std::optional<model::RawValue> read(DraftItem& draft, const model::Path* target) = 0;

  // The question that read() asks; null when it asks none.
  virtual Question* question() { return nullptr; }
};

}  // namespace whimbrel::recipes
