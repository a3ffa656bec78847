#include "whimbrel/model/filter/filter.hpp"

#include <algorithm>
#include <utility>

#include "whimbrel/model/filter/filter_node.hpp"
#include "whimbrel/model/filter/filter_parser.hpp"
#include "whimbrel/model/filter/item_matcher.hpp"

namespace whimbrel::model {
namespace {

using Kind = Filter::Node::Kind;

void collect_paths(const Filter::Node& node, std::vector<Path>& paths) {
  if (node.kind == Kind::field) paths.push_back(node.field->path);
  for (const Filter::Node& child : node.children) collect_paths(child, paths);
}

void collect_required(const Filter::Node& node, std::vector<Filter::RequiredText>& texts) {
  if (node.kind == Kind::all_of)
    for (const Filter::Node& child : node.children) collect_required(child, texts);
  if (node.kind != Kind::field || !node.field->path.is_top_level()) return;
  if (const std::string* const text = node.field->predicate->required_text())
    texts.push_back({node.field->path, *text});
}

}  // namespace

Filter::Filter() : root_(std::make_unique<Node>()) {}

Filter::Filter(Node root) : root_(std::make_unique<Node>(std::move(root))) {
  collect_paths(*root_, paths_);
  std::sort(paths_.begin(), paths_.end());
  paths_.erase(std::unique(paths_.begin(), paths_.end()), paths_.end());
  collect_required(*root_, required_texts_);
}

Filter::Filter(Filter&&) noexcept = default;
Filter& Filter::operator=(Filter&&) noexcept = default;
Filter::~Filter() = default;

base::Result<Filter> Filter::compile(const Value& query) {
  if (query.is<Null>()) return Filter();
  WHIMBREL_ASSIGN(Node root, FilterParser().parse(query));
  return Filter(std::move(root));
}

bool Filter::matches_everything() const noexcept {
  return root_->kind == Kind::all_of && root_->children.empty();
}

const std::vector<Path>& Filter::paths() const noexcept { return paths_; }

const std::vector<Filter::RequiredText>& Filter::required_texts() const noexcept {
  return required_texts_;
}

std::unique_ptr<FilterMatcher> Filter::matcher(const ItemCodec& codec) const {
  return std::make_unique<ItemMatcher>(*root_, codec);
}

}  // namespace whimbrel::model
