// Data that tries to break out of its place, in every text of a report.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "whimbrel/engine/report/report_fixture.hpp"
#include "whimbrel/engine/report/report_html.hpp"
#include "whimbrel/engine/report/report_json.hpp"
#include "whimbrel/engine/report/report_text.hpp"

namespace whimbrel::engine {
namespace {

constexpr std::string_view hostile =
    "x<script>alert(\"a\" + 'b')</script></td><!-- &lt; \x1b[2J\x07\r\n\t\u202e\u2066\u200f\u009b"
    "\u2028\xff`$(rm)` <img src=http://a.b/>";

// Puts `text` behind every text of a report that comes from data, a file or a person. Names of
// owners stay apart, as a JSON object has them.
RunReport report_with(std::string_view text) {
  RunReport report = testing::sample_report();
  const auto taint = [text](std::string& field) { field += text; };
  Plan& plan = report.plan;
  for (std::string* field :
       {&plan.migration_id, &plan.migration_checksum, &plan.description, &plan.target,
        &plan.collection, &plan.owner_noun, &plan.amount_noun, &plan.item_noun})
    taint(*field);
  for (OwnerImpact& owner : plan.impact.top_owners) taint(owner.owner);
  for (std::string& factor : plan.risk.factors) taint(factor);
  for (std::string& help : plan.risk.mitigation) taint(help);
  for (SampleChange& sample : plan.samples) {
    taint(sample.key);
    for (FieldChange& field : sample.fields) {
      taint(field.path);
      if (field.before) taint(*field.before);
      if (field.after) taint(*field.after);
    }
  }
  for (auto& [key, reason] : plan.rejected_samples) taint(key), taint(reason);
  for (CheckResult& check : plan.checks) taint(check.name), taint(check.detail);
  plan.inputs.documents["outside" + std::string(text)] = {"content", "sha", 0};

  RunRecord& run = report.run;
  run.error = "broken";
  run.status = RunStatus::failed;
  for (std::string* field : {&run.run_id, &run.migration_id, &run.migration_checksum,
                             &run.plan_digest, &run.started_by, &*run.error})
    taint(*field);
  for (std::string& path : run.backups) taint(path);
  for (PhaseTiming& phase : report.phases) taint(phase.phase);
  for (TimelineEvent& event : report.timeline) taint(event.what);
  for (CheckResult& check : report.checks) taint(check.name), taint(check.detail);
  for (BackupTaken& backup : report.backups) taint(backup.path), taint(backup.collection);
  for (QuarantinedItem& item : report.quarantined)
    taint(item.collection), taint(item.key), taint(item.reason);
  return report;
}

void expect_no_steering(const std::string& text) {
  for (const char c : text)
    ASSERT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20) << static_cast<int>(c);
  for (const char* mark : {"\u202e", "\u2066", "\u200f", "\u009b", "\u2028", "\x7f", "\xff"})
    ASSERT_EQ(text.find(mark), std::string::npos);
}

std::ptrdiff_t lines_of(const std::string& text) {
  return std::count(text.begin(), text.end(), '\n');
}

// The names of all tags in order; a tag that is never closed or closed twice is an error. The
// attributes of every tag must be name="value" pairs.
class Tags {
 public:
  explicit Tags(std::string_view html) {
    while (!html.empty() && fault_.empty()) {
      const std::size_t begin = html.find('<');
      if (begin == std::string_view::npos) break;
      const std::size_t end = html.find('>', begin);
      if (end == std::string_view::npos) {
        fault_ = "a tag without its end";
        return;
      }
      add(html.substr(begin + 1, end - begin - 1));
      html.remove_prefix(end + 1);
    }
    if (fault_.empty() && !open_.empty()) fault_ = "never closed: " + open_.back();
  }

  const std::string& fault() const { return fault_; }
  const std::vector<std::string>& names() const { return names_; }

 private:
  void add(std::string_view tag) {
    const std::size_t name_end = tag.find_first_of(" \n/", 1);
    const std::string name(tag.substr(0, name_end));
    names_.push_back(name);
    if (name == "!DOCTYPE") return;
    if (name.starts_with('/')) {
      if (open_.empty() || "/" + open_.back() != name) fault_ = "closed but not open: " + name;
      if (!open_.empty()) open_.pop_back();
      return;
    }
    check_attributes(name, name_end == std::string_view::npos ? "" : tag.substr(name_end));
    if (name != "meta" && name != "br") open_.push_back(name);
  }

  void check_attributes(const std::string& name, std::string_view text) {
    if (std::count(text.begin(), text.end(), '"') % 2 != 0) fault_ = "an open quote in " + name;
    bool inside = false;
    for (const char c : text) {
      if (c == '"') inside = !inside;
      if (!inside && c == '\'') fault_ = "a quote outside of a value in " + name;
    }
  }

  std::vector<std::string> names_;
  std::vector<std::string> open_;
  std::string fault_;
};

void expect_self_contained(const std::string& html) {
  for (const char* reference : {"<script", "<link", "<img", "<iframe", "<object", "<base",
                                " src=", " href=", "url(", "@import", " onload", " onclick"})
    EXPECT_EQ(html.find(reference), std::string::npos) << reference;
}

TEST(Reports, as_html_are_well_formed_and_need_nothing_from_outside) {
  for (const std::string& html :
       {report_to_html(testing::sample_report()), report_to_html(testing::bare_report()),
        preview_to_html(testing::sample_plan()), preview_to_html(Plan())}) {
    const Tags tags(html);
    EXPECT_EQ(tags.fault(), "");
    EXPECT_GT(tags.names().size(), 20u);
    expect_self_contained(html);
    EXPECT_EQ(html.find("http:"), std::string::npos);
    EXPECT_EQ(html.find("https:"), std::string::npos);
  }
}

TEST(Reports, as_html_have_the_same_tags_whatever_the_data_says) {
  const RunReport report = report_with(hostile);
  const RunReport harmless = report_with("x");
  for (const auto& [html, expected] :
       {std::pair(report_to_html(report), report_to_html(harmless)),
        std::pair(preview_to_html(report.plan), preview_to_html(harmless.plan))}) {
    const Tags tags(html);
    EXPECT_EQ(tags.fault(), "");
    // A command between backticks in data may be set as code; nothing else may differ.
    std::vector<std::string> names;
    std::vector<std::string> expected_names;
    const auto is_structure = [](const std::string& name) {
      return name != "code" && name != "/code";
    };
    std::copy_if(tags.names().begin(), tags.names().end(), std::back_inserter(names), is_structure);
    const Tags expected_tags(expected);
    std::copy_if(expected_tags.names().begin(), expected_tags.names().end(),
                 std::back_inserter(expected_names), is_structure);
    EXPECT_EQ(names, expected_names);
    expect_no_steering(html);
    EXPECT_EQ(html.find("<script"), std::string::npos);
    EXPECT_EQ(html.find("<img"), std::string::npos);
    EXPECT_NE(html.find("&lt;script&gt;"), std::string::npos);
  }
}

TEST(Reports, as_text_have_the_same_lines_whatever_the_data_says) {
  const RunReport report = report_with(hostile);
  const RunReport harmless = report_with("x");
  const std::string text = report_to_text(report, {});
  expect_no_steering(text);
  EXPECT_EQ(lines_of(text), lines_of(report_to_text(harmless, {})));
  const std::string preview = preview_to_text(report.plan, {});
  expect_no_steering(preview);
  EXPECT_EQ(lines_of(preview), lines_of(preview_to_text(harmless.plan, {})));
}

TEST(Reports, as_json_carry_hostile_data_as_data) {
  const RunReport report = report_with(hostile);
  std::string shown(hostile);
  shown.replace(shown.find('\xff'), 1, "\ufffd");
  for (const std::string& text : {report_to_json(report), preview_to_json(report.plan),
                                  run_to_json(report.run), checks_to_json(report.checks)})
    expect_no_steering(text);
  const auto json = nlohmann::json::parse(report_to_json(report));
  EXPECT_EQ(json["run"]["run_id"], testing::sample_report().run.run_id + shown);
  EXPECT_EQ(json["quarantined"][0]["reason"],
            testing::sample_report().quarantined[0].reason + shown);
  const auto preview = nlohmann::json::parse(preview_to_json(report.plan));
  EXPECT_EQ(preview["migration_name"], testing::sample_plan().migration_id + shown);
}

TEST(Reports, as_text_say_how_many_quarantined_items_are_not_listed) {
  RunReport report = testing::sample_report();
  report.quarantined_total = 12;
  EXPECT_NE(report_to_text(report, {}).find("and 10 more"), std::string::npos);
  report.quarantined.resize(50, report.quarantined.front());
  report.quarantined_total = 50;
  EXPECT_NE(report_to_text(report, {}).find("and 30 more"), std::string::npos);
}

}  // namespace
}  // namespace whimbrel::engine
