#include "whimbrel/recipes/document/finding_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "whimbrel/model/plain_json.hpp"

namespace whimbrel::recipes {
namespace {

using model::List;
using model::Object;
using model::Value;

// Percent escapes of GitHub's runner: a property of a command also ends at a colon or a comma.
std::string escaped(std::string_view text, std::string_view characters) {
  std::string result;
  for (const char c : text) {
    if (characters.find(c) == std::string_view::npos)
      result += c;
    else
      result += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return result;
}
std::string command_text(std::string_view text) { return escaped(text, "%\r\n"); }
std::string command_property(std::string_view text) { return escaped(text, "%\r\n:,"); }

std::string json_line(const Value& value) {
  std::string text;
  // What a recipe's places and messages hold is UTF-8, because the reader refuses anything else.
  if (!model::write_plain_json(value, text)) text = "{}";
  return text + "\n";
}

Value number(std::size_t count) { return Value(static_cast<std::int64_t>(count)); }

// A path of the file system as the path of a URI, which SARIF wants.
std::string uri_of(std::string_view path) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  std::string uri;
  for (const char c : path) {
    if (plain.find(c) != std::string_view::npos)
      uri += c;
    else
      uri += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return path.substr(0, 1) == "/" ? "file://" + uri : uri;
}

Value message_value(std::string_view text) { return Object{{"text", Value(text)}}; }

Value sarif_result(const Finding& finding) {
  Object physical{{"artifactLocation", Object{{"uri", Value(uri_of(finding.place.file))}}}};
  if (finding.place.line > 0)
    physical.append("region", Object{{"startLine", Value(finding.place.line)},
                                     {"startColumn", Value(finding.place.column)}});
  return Object{
      {"ruleId", Value(finding.code)},
      {"level", Value(to_string(finding.severity))},
      {"message", message_value(fmt::format("{}. Remedy: {}.", finding.message, finding.remedy))},
      {"locations", List{Object{{"physicalLocation", Value(std::move(physical))}}}}};
}

}  // namespace

std::string findings_text(const Findings& findings) {
  std::string text;
  for (const Finding& finding : findings.all())
    text += fmt::format("{}: {}: {} ({})\n  {}\n", to_string(finding.place),
                        to_string(finding.severity), finding.message, finding.code, finding.remedy);
  return text;
}

std::string findings_github(const Findings& findings) {
  std::string text;
  for (const Finding& finding : findings.all()) {
    text += fmt::format("::{} file={}", to_string(finding.severity),
                        command_property(finding.place.file));
    if (finding.place.line > 0)
      text += fmt::format(",line={},col={}", finding.place.line, finding.place.column);
    text += fmt::format(",title={}::{}\n", command_property(finding.code),
                        command_text(finding.message + "\n" + finding.remedy));
  }
  return text;
}

std::string findings_json(const Findings& findings) {
  List list;
  for (const Finding& finding : findings.all())
    list.emplace_back(Object{{"severity", Value(to_string(finding.severity))},
                             {"code", Value(finding.code)},
                             {"file", Value(finding.place.file)},
                             {"line", Value(finding.place.line)},
                             {"column", Value(finding.place.column)},
                             {"message", Value(finding.message)},
                             {"remedy", Value(finding.remedy)}});
  return json_line(Object{{"errors", number(findings.errors())},
                          {"warnings", number(findings.warnings())},
                          {"findings", Value(std::move(list))}});
}

std::string findings_sarif(const Findings& findings, std::string_view version) {
  std::set<std::string> codes;
  List results, rules;
  for (const Finding& finding : findings.all()) {
    codes.insert(finding.code);
    results.push_back(sarif_result(finding));
  }
  for (const std::string& code : codes) rules.emplace_back(Object{{"id", Value(code)}});
  const Value driver =
      Object{{"name", "whimbrel"}, {"version", Value(version)}, {"rules", Value(std::move(rules))}};
  const Value run = Object{{"tool", Object{{"driver", driver}}},
                           {"columnKind", "unicodeCodePoints"},
                           {"results", Value(std::move(results))}};
  return json_line(Object{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                          {"version", "2.1.0"},
                          {"runs", List{run}}});
}

}  // namespace whimbrel::recipes
