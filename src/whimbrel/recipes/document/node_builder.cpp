#include "whimbrel/recipes/document/node_builder.hpp"

#include <fmt/format.h>
#include <yaml-cpp/mark.h>

#include <algorithm>

#include "whimbrel/recipes/document/yaml.hpp"

namespace whimbrel::recipes {
namespace {

int first_line_of(const Node& map, std::string_view key) {
  for (const NodeEntry& entry : map.entries())
    if (entry.key.text() == key) return entry.key.place().line;
  return 0;
}

}  // namespace

NodeBuilder::NodeBuilder(std::string file, std::string_view text, Findings& findings)
    : file_(std::make_shared<const std::string>(std::move(file))),
      text_(text),
      line_begins_{0},
      findings_(findings) {
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
    line_begins_.push_back(at + 1);
}

Node NodeBuilder::take() { return std::move(root_); }

Place NodeBuilder::open_bracket() const {
  const bool is_open = !open_.empty() && open_.back().is_bracket;
  return is_open ? open_.back().node.place() : Place{*file_, 0, 0};
}

Place NodeBuilder::place_of(const YAML::Mark& mark) {
  return {*file_, mark.line + 1, column_of(mark)};
}

std::size_t NodeBuilder::offset_of(const YAML::Mark& mark) const {
  const auto line = static_cast<std::size_t>(std::max(mark.line, 0));
  const std::size_t begin = line < line_begins_.size() ? line_begins_[line] : text_.size();
  return std::min(text_.size(), begin + static_cast<std::size_t>(std::max(mark.column, 0)));
}

int NodeBuilder::column_of(const YAML::Mark& mark) {
  const std::size_t end = offset_of(mark);
  if (mark.line != counted_line_ || end < counted_bytes_) {
    counted_line_ = mark.line;
    counted_bytes_ = end - std::min(end, static_cast<std::size_t>(std::max(mark.column, 0)));
    counted_characters_ = 0;
  }
  for (; counted_bytes_ < end; ++counted_bytes_)
    if ((static_cast<unsigned char>(text_[counted_bytes_]) & 0xC0) != 0x80) ++counted_characters_;
  return counted_characters_ + 1;
}

std::optional<Place> NodeBuilder::unclosed_quote() const {
  if (!last_quoted_) return std::nullopt;
  const char quote = text_[last_quoted_->first];
  for (std::size_t at = last_quoted_->first + 1; at < text_.size(); ++at) {
    if (quote == '"' && text_[at] == '\\') {
      ++at;
    } else if (text_[at] == quote) {
      const bool is_doubled = quote == '\'' && at + 1 < text_.size() && text_[at + 1] == quote;
      if (!is_doubled) return std::nullopt;
      ++at;
    }
  }
  return last_quoted_->second;
}

Node NodeBuilder::make(Node::Kind kind, const YAML::Mark& mark) {
  Node node;
  node.kind_ = kind;
  node.file_ = file_;
  node.line_ = mark.line + 1;
  node.column_ = column_of(mark);
  return node;
}

void NodeBuilder::OnDocumentStart(const YAML::Mark& mark) {
  open_.clear();
  root_ = make(Node::Kind::null, mark);
}

void NodeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  refuse_anchor(mark, anchor);
  add(make(Node::Kind::null, mark));
}

void NodeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t) {
  findings_.error("anchor", place_of(mark), "an alias (*name) stands for something elsewhere",
                  "write here what it stands for");
  add(make(Node::Kind::null, mark));
}

void NodeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
  refuse_anchor(mark, anchor);
  refuse_tag(mark, tag);
  Node node = make(Node::Kind::scalar, mark);
  node.text_ = value;
  // yaml-cpp's tag of what stands in quotes or as a block.
  node.quoted_ = tag == "!";
  const std::size_t at = offset_of(mark);
  if (at < text_.size() && (text_[at] == '"' || text_[at] == '\''))
    last_quoted_ = {at, node.place()};
  add(std::move(node));
}

void NodeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag,
                                  YAML::anchor_t anchor, YAML::EmitterStyle::value style) {
  refuse_anchor(mark, anchor);
  refuse_tag(mark, tag);
  open(make(Node::Kind::list, mark), style);
}

void NodeBuilder::OnSequenceEnd() { close(); }

void NodeBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value style) {
  refuse_anchor(mark, anchor);
  refuse_tag(mark, tag);
  open(make(Node::Kind::map, mark), style);
}

void NodeBuilder::OnMapEnd() { close(); }

void NodeBuilder::open(Node node, YAML::EmitterStyle::value style) {
  if (open_.size() >= yaml_depth_max) {
    findings_.error("too-deep", node.place(),
                    fmt::format("lists and maps nest more than {} deep", yaml_depth_max),
                    "a recipe needs far less: look for brackets that are not closed");
    throw NestedTooDeep();
  }
  open_.push_back({std::move(node), style == YAML::EmitterStyle::Flow, std::nullopt, {}});
}

void NodeBuilder::close() {
  Node node = std::move(open_.back().node);
  open_.pop_back();
  add(std::move(node));
}

void NodeBuilder::add(Node node) {
  if (open_.empty()) {
    root_ = std::move(node);
  } else if (open_.back().node.is_map()) {
    add_to_map(open_.back(), std::move(node));
  } else {
    open_.back().node.items_.push_back(std::move(node));
  }
}

void NodeBuilder::add_to_map(Open& map, Node node) {
  if (!map.key) {
    map.key = std::move(node);
    return;
  }
  const Node key = *std::move(map.key);
  map.key.reset();
  // `null: x` and `~: x` are read as no text at all, and a recipe has no such name.
  if (!key.is_scalar()) {
    findings_.error("key-type", key.place(), fmt::format("a name is {}", key.kind_name()),
                    "write name: value; a name that YAML reads as something else goes in quotes");
    return;
  }
  if (!map.keys.insert(key.text()).second) {
    findings_.error("duplicate-key", key.place(), fmt::format("\"{}\" is there twice", key.text()),
                    fmt::format("keep one of them; the first is at line {}",
                                first_line_of(map.node, key.text())));
    return;
  }
  map.node.entries_.push_back({key, std::move(node)});
}

void NodeBuilder::refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
  if (anchor != YAML::NullAnchor)
    findings_.error("anchor", place_of(mark), "anchors (&name) are no part of a recipe",
                    "remove it, and write out what it stands for wherever it is used");
}

void NodeBuilder::refuse_tag(const YAML::Mark& mark, const std::string& tag) {
  if (!tag.empty() && tag != "?" && tag != "!")
    findings_.error("tag", place_of(mark), "YAML's tags (!!name) are no part of a recipe",
                    "remove it: quotes make text, and { $numberDecimal: \"1.5\" } and the like "
                    "make the other types");
}

}  // namespace whimbrel::recipes
