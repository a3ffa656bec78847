#include "whimbrel/recipes/document/yaml.hpp"

#include <fmt/format.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>

#include "whimbrel/recipes/document/node_builder.hpp"

namespace whimbrel::recipes {
namespace {

// The line that a 0-based number names, without its end.
std::string_view line_at(std::string_view text, int line) {
  while (line-- > 0) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  return text.substr(0, text.find('\n'));
}

std::string_view indent_of(std::string_view line) {
  return line.substr(0, std::min(line.find_first_not_of(" \t"), line.size()));
}

struct Complaint {
  std::string message;
  std::string remedy;
};

Complaint about_value(std::string_view line) {
  if (line.find('|') != std::string_view::npos || line.find(": ") != line.rfind(": "))
    return {"a second \": \" stands in a value without quotes",
            "put the value in quotes: 'a: b'; an expression of jq is best always in quotes"};
  return {"this line is no name: value, or is indented otherwise than the lines around it",
          "give the names of one map the same indent, and write a colon and a blank after each"};
}

// yaml-cpp's words are those of its parser; these are what a person did.
Complaint explain(const std::string& said, std::string_view line) {
  const auto says = [&](std::string_view part) { return said.find(part) != std::string::npos; };
  if (indent_of(line).find('\t') != std::string_view::npos)
    return {"a tab indents this line", "YAML wants blanks: replace the tab by two of them"};
  if (says("end of sequence flow not found"))
    return {"a list in brackets is not closed, or a value in it needs quotes",
            "close it with ], and put what holds [ ] { } , or # in quotes"};
  if (says("end of map flow not found"))
    return {"a map in braces is not closed, or a value in it needs quotes",
            "close it with }, and put what holds [ ] { } , or # in quotes: { jq: '.a[0]' }"};
  if (says("illegal EOF in scalar"))
    return {"a quote is opened and never closed", "close it; in '…' a quote is written twice"};
  if (says("unknown escape"))
    return {"\"…\" knows no such escape: " + said.substr(said.rfind(' ') + 1),
            "write the backslash twice, or use '…', where a backslash is a backslash"};
  if (says("unknown token"))
    return {"a value may not begin with this character", "put it in quotes"};
  if (says("illegal flow end"))
    return {"a bracket or brace closes what was never opened", "remove it, or put it in quotes"};
  if (says("illegal map value")) return about_value(line);
  if (says("block entry") || says("block sequence"))
    return {"a list's entry (-) cannot stand here",
            "put it on a line of its own, indented like the entries around it"};
  if (says("anchor"))
    return {"a value that begins with * or & is read as an alias or anchor", "put it in quotes"};
  return {"this is no YAML: " + said, "look at this line and the one above it"};
}

std::optional<std::size_t> find_not_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(at);
    std::size_t size = 1;
    if (lead >= 0xF0 && lead <= 0xF4)
      size = 4;
    else if (lead >= 0xE0 && lead < 0xF0)
      size = 3;
    else if (lead >= 0xC2 && lead < 0xE0)
      size = 2;
    else if (lead >= 0x80)
      return at;
    if (at + size > text.size()) return at;
    for (std::size_t i = 1; i < size; ++i)
      if ((byte(at + i) & 0xC0) != 0x80) return at;
    at += size;
  }
  return std::nullopt;
}

bool is_control(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t') ||
         c == '\x7f';
}

Place place_at(const std::string& file, std::string_view text, std::size_t at) {
  const std::string_view before = text.substr(0, at);
  const auto line_begin = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  const auto characters =
      std::count_if(before.begin() + static_cast<std::ptrdiff_t>(line_begin), before.end(),
                    [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  return {file, static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
          static_cast<int>(characters) + 1};
}

bool is_readable_text(const std::string& file, std::string_view text, Findings& findings) {
  if (text.size() > yaml_bytes_max) {
    findings.error("too-large", {file, 0, 0},
                   fmt::format("the file has {} bytes, and a recipe has at most {}", text.size(),
                               yaml_bytes_max),
                   "put data that it needs in a file of its own and use lookup");
    return false;
  }
  if (const auto at = find_not_utf8(text)) {
    findings.error("not-utf8", place_at(file, text, *at), "this is not UTF-8",
                   "save the file as UTF-8");
    return false;
  }
  const auto control = std::find_if(text.begin(), text.end(), is_control);
  if (control != text.end()) {
    findings.error("control-character",
                   place_at(file, text, static_cast<std::size_t>(control - text.begin())),
                   fmt::format("a control character (code {}) stands here",
                               static_cast<int>(static_cast<unsigned char>(*control))),
                   "remove it; in \"…\" it can be written as \\x1b");
    return false;
  }
  return true;
}

void refuse_second_document(YAML::Parser& parser, std::string_view text, const std::string& file,
                            Findings& findings) {
  Findings ignored;
  NodeBuilder second(file, text, ignored);
  if (!parser.HandleNextDocument(second)) return;
  const Place place = second.take().place();
  const std::string_view line = line_at(text, place.line - 1);
  const bool marked = line.substr(0, 3) == "---" || text.find("\n---") != std::string_view::npos;
  findings.error("second-document", place,
                 marked ? "a second document begins here"
                        : "this line is indented less than the first of the file",
                 marked ? "one file is one recipe: put the other in a file of its own"
                        : "begin all of the recipe's names in the first column");
}

}  // namespace

std::optional<Node> parse_yaml(const std::string& file, std::string_view text, Findings& findings) {
  if (!is_readable_text(file, text, findings)) return std::nullopt;
  NodeBuilder builder(file, text, findings);
  try {
    std::istringstream input{std::string(text)};
    YAML::Parser parser(input);
    if (!parser.HandleNextDocument(builder)) return builder.nothing();
    if (const auto opened = builder.unclosed_quote()) {
      auto [message, remedy] = explain("illegal EOF in scalar", {});
      findings.error("yaml", *opened, std::move(message), std::move(remedy));
      return std::nullopt;
    }
    Node root = builder.take();
    refuse_second_document(parser, text, file, findings);
    return root;
  } catch (const NestedTooDeep&) {
    return std::nullopt;
  } catch (const YAML::Exception& wrong) {
    const std::string_view line = line_at(text, std::max(wrong.mark.line, 0));
    auto [message, remedy] = explain(wrong.msg, line);
    const Place opened = builder.open_bracket();
    if (wrong.msg.find("illegal flow end") != std::string::npos && opened.line > 0) {
      message = fmt::format("this closes something else than what is open since line {}, column {}",
                            opened.line, opened.column);
      remedy = "close that first, and put what holds [ ] { } , or # in quotes";
    }
    const bool is_open_at_end = wrong.msg.find("flow not found") != std::string::npos;
    findings.error("yaml",
                   is_open_at_end && opened.line > 0 ? opened : builder.place_of(wrong.mark),
                   std::move(message), std::move(remedy));
    return std::nullopt;
  }
}

}  // namespace whimbrel::recipes
