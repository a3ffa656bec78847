#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "whimbrel/recipes/change/change_list.hpp"
#include "whimbrel/recipes/document/yaml.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"

namespace whimbrel::recipes {

inline constexpr base::UnixMillis bench_run_time_ms = 1'750'000'000'000;

// The `change` of a recipe over the collection "things", from YAML, tried on one item after the
// other as a run does it.
class ChangeBench {
 public:
  explicit ChangeBench(std::string_view yaml, std::string folder = ".",
                       std::vector<model::Path> reads = {}, std::vector<std::string> secrets = {}) {
    context_.recipe_folder = std::move(folder);
    context_.collection = "things";
    context_.reads = std::move(reads);
    context_.secrets = std::move(secrets);
    const auto document = parse_yaml("r.yaml", yaml, findings_);
    if (document) list_ = ChangeList::compile(*document, context_, findings_);
  }

  ChangeList& list() { return list_; }
  const Findings& findings() const { return findings_; }

  // What is wrong with the recipe, one finding a line: "2:3 unknown-change: there is no change …".
  std::string errors() const { return told(findings_); }

  std::string warnings(bool undoable = true) const {
    Findings found;
    list_.lint({.undoable = undoable}, found);
    return told(found);
  }

  // Takes what the changes need from a store.
  base::Status pin(stores::Store& store) {
    return list_.pin({store, clock_, cancellation_}, inputs_);
  }

  // Tells the runner what is coming; see ChangeRunner::expect.
  void expect(const std::vector<std::string>& items) {
    std::vector<std::string_view> views;
    for (const std::string& item : items) views.push_back(kept(item));
    runner().expect(views);
  }

  // The item as changed, or "deleted", "rejected: why", "failed: why"; and what else is put, as
  // " + people "key" {…}".
  std::string apply(std::string_view item) {
    const auto view = codec().make_view();
    const auto loaded = view->load(kept(item));
    EXPECT_TRUE(loaded) << loaded.error().describe();
    sink_.clear();
    runner().apply(*view, sink_);
    if (sink_.failure()) return "failed: " + sink_.failure()->describe();
    if (sink_.rejection()) return "rejected: " + *sink_.rejection();
    std::string result = sink_.wants_erase() ? "deleted" : spliced(*view);
    for (const engine::NewItem& put : sink_.inserts())
      result += fmt::format(" + {} {} {}", put.collection, put.key, put.bytes);
    return result;
  }

  const engine::ChangeSink& sink() const { return sink_; }
  static const model::ItemCodec& codec() { return model::extended_json_codec(); }

 private:
  static std::string told(const Findings& findings) {
    std::string text;
    for (const Finding& one : findings.all())
      text +=
          fmt::format("{}:{} {}: {}\n", one.place.line, one.place.column, one.code, one.message);
    return text;
  }

  ChangeRunner& runner() {
    if (runner_ == nullptr) {
      EXPECT_EQ(errors(), "");
      inputs_.run_time_ms = bench_run_time_ms;
      auto made = list_.prepare(inputs_, codec());
      EXPECT_TRUE(made) << made.error().describe();
      runner_ = *std::move(made);
    }
    return *runner_;
  }

  std::string_view kept(std::string_view item) {
    items_.push_back(std::make_unique<std::string>(item));
    items_.back()->reserve(item.size() + model::item_padding_bytes);
    return *items_.back();
  }

  std::string spliced(const model::ItemView& view) {
    std::string after;
    std::vector<model::Edit> inverse;
    model::Arena arena;
    const auto done = view.splice(sink_.edits(), after, inverse, arena);
    return done ? after : "rejected: " + done.error().describe();
  }

  CompileContext context_{base::posix_file_system(), {}, {}, {}, {}, {}, nullptr, 1, {}};
  Findings findings_;
  ChangeList list_;
  base::ManualClock clock_{bench_run_time_ms};
  base::Cancellation cancellation_;
  engine::PinnedInputs inputs_;
  std::unique_ptr<ChangeRunner> runner_;
  engine::ChangeSink sink_;
  std::vector<std::unique_ptr<std::string>> items_;
};

}  // namespace whimbrel::recipes
