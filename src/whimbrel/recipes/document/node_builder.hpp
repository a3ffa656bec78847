#pragma once

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "whimbrel/recipes/document/findings.hpp"
#include "whimbrel/recipes/document/node.hpp"

namespace whimbrel::recipes {

// Thrown by the builder to leave the parser: the document nests too deep to go on.
struct NestedTooDeep {};

// Makes Nodes of yaml-cpp's events, because its own tree knows neither anchors nor which of two
// equal keys came first. What a recipe may not use becomes a finding; the tree goes on without it.
class NodeBuilder final : public YAML::EventHandler {
 public:
  // `text` is what the parser reads; it must outlive the builder.
  NodeBuilder(std::string file, std::string_view text, Findings& findings);

  // The document that the events were of; null for none.
  Node take();
  // What a file without any document holds.
  Node nothing() { return make(Node::Kind::null, YAML::Mark()); }
  // Where the innermost container begins, if it is one in brackets or braces; line 0 otherwise.
  Place open_bracket() const;
  Place place_of(const YAML::Mark& mark);
  // Where a quote opens that nothing closes, which yaml-cpp lets pass at the end of a file.
  std::optional<Place> unclosed_quote() const;

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override;
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override;

 private:
  struct Open {
    Node node;
    bool is_bracket = false;
    std::optional<Node> key;  // of a map: read, its value is not
    std::set<std::string, std::less<>> keys;
  };

  Node make(Node::Kind kind, const YAML::Mark& mark);
  void open(Node node, YAML::EmitterStyle::value style);
  void close();
  void add(Node node);
  void add_to_map(Open& map, Node node);
  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor);
  void refuse_tag(const YAML::Mark& mark, const std::string& tag);

  // The byte that a mark stands at.
  std::size_t offset_of(const YAML::Mark& mark) const;
  // yaml-cpp counts bytes; places count characters.
  int column_of(const YAML::Mark& mark);

  std::shared_ptr<const std::string> file_;
  std::string_view text_;
  std::vector<std::size_t> line_begins_;
  // How far the last place was counted, because the next one is mostly behind it in the same line.
  int counted_line_ = -1;
  std::size_t counted_bytes_ = 0;
  int counted_characters_ = 0;
  std::optional<std::pair<std::size_t, Place>> last_quoted_;
  Findings& findings_;
  std::vector<Open> open_;
  Node root_;
};

}  // namespace whimbrel::recipes
