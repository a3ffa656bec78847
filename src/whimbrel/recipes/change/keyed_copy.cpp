#include "whimbrel/recipes/change/keyed_copy.hpp"

#include <fmt/format.h>

#include <utility>

#include "whimbrel/model/digest.hpp"
#include "whimbrel/recipes/document/node_reader.hpp"
#include "whimbrel/stores/collection_name.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::recipes {
namespace {

std::string key_fields_document(std::string_view collection) {
  return fmt::format("key fields of {}", collection);
}

// The text of a path holds no line end.
std::string lines_of(std::span<const model::Path> paths) {
  std::string lines;
  for (const model::Path& path : paths) (lines += path.text()) += '\n';
  return lines;
}

base::Result<std::vector<model::Path>> paths_in(std::string_view lines) {
  std::vector<model::Path> paths;
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    WHIMBREL_ASSIGN(model::Path path, model::Path::parse(lines.substr(0, end)));
    paths.push_back(std::move(path));
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
  }
  return paths;
}

bool is_same(const Node* key) {
  return key == nullptr || (key->is_scalar() && key->text() == "same");
}

std::optional<std::string> read_collection(const Node& node, std::string_view kind,
                                           Findings& findings) {
  auto name = read_text(node, fmt::format("the collection of {}", kind), findings);
  if (!name) return std::nullopt;
  if (const auto checked = stores::check_collection_name(*name); !checked) {
    findings.error("bad-name", node.place(), checked.error().message(), checked.error().remedy());
    return std::nullopt;
  }
  return name;
}

}  // namespace

std::optional<KeyedCopy> KeyedCopy::compile(const Node& node, std::string_view kind,
                                            const CompileContext& context, Findings& findings) {
  const MapReader reader(node, std::string(kind), {"collection", "key"}, findings);
  if (!reader.is_map()) return std::nullopt;
  KeyedCopy copy;
  copy.collection_ = context.collection;
  if (const Node* collection = reader.find("collection")) {
    auto name = read_collection(*collection, kind, findings);
    if (!name) return std::nullopt;
    copy.collection_ = *std::move(name);
  }
  copy.is_own_collection_ = copy.collection_ == context.collection;
  const Node* key = reader.find("key");
  if (!is_same(key)) {
    copy.key_ = ValueSource::compile(*key, fmt::format("the key of {}", kind), context, findings);
    if (!copy.key_) return std::nullopt;
  } else if (copy.is_own_collection_) {
    findings.error(
        "same-key", node.place(),
        fmt::format("{} with the same key in the same collection is the item itself", kind),
        fmt::format("write {}: {{ collection: archive }}, or {}: {{ key: {{ field: "
                    "email }} }}",
                    kind, kind));
    return std::nullopt;
  }
  const auto made = context.makes_collections.find(copy.collection_);
  if (made != context.makes_collections.end()) copy.future_key_fields_ = made->second;
  return copy;
}

void KeyedCopy::lint(const Place& place, Findings& findings) const {
  if (!key_) return;
  key_->lint(findings);
  findings.warn("rekey-may-collide", place,
                fmt::format("two items may get the same key in {}; then the run is refused before "
                            "anything is written",
                            collection_),
                "make the key of something that no two items share");
}

base::Status KeyedCopy::pin(const engine::PinContext& context, engine::PinnedInputs& inputs) const {
  std::vector<model::Path> key_fields = future_key_fields_;
  auto info = context.store.collection(collection_);
  if (info) {
    key_fields = info->spec.key_fields;
  } else if (key_fields.empty()) {
    return tl::unexpected(std::move(info).error().with_remedy(
        fmt::format("make it first: before: [ {{ create_collection: {{ name: {}, key: _id }} }} ]",
                    collection_)));
  }
  engine::PinnedDocument document;
  document.content = lines_of(key_fields);
  document.sha256 = model::to_hex(model::sha256_of(document.content));
  document.fetched_ms = context.clock.now_ms();
  inputs.documents[key_fields_document(collection_)] = std::move(document);
  return {};
}

base::Result<std::unique_ptr<KeyedCopier>> KeyedCopy::prepare(const PrepareContext& context) const {
  const auto document = context.inputs.documents.find(key_fields_document(collection_));
  if (document == context.inputs.documents.end())
    return base::fail(base::ErrorKind::invalid_data,
                      fmt::format("the plan does not say what the key of {} is", collection_),
                      "make a new plan");
  WHIMBREL_ASSIGN(auto key_fields, paths_in(document->second.content));
  std::unique_ptr<ValueReader> key;
  if (key_) {
    WHIMBREL_ASSIGN(key, key_->prepare(context));
  }
  return std::make_unique<KeyedCopier>(std::move(key_fields), std::move(key), context.codec);
}

KeyedCopier::KeyedCopier(std::vector<model::Path> key_fields, std::unique_ptr<ValueReader> key,
                         const model::ItemCodec& codec)
    : key_fields_(std::move(key_fields)), key_(std::move(key)), view_(codec.make_view()) {}

bool KeyedCopier::split_composed(model::RawValue raw, DraftItem& draft) {
  const auto value = draft.codec().decode_value(raw);
  const auto* list = value ? value->get_if<model::List>() : nullptr;
  if (list == nullptr || list->size() != key_fields_.size()) {
    draft.reject(fmt::format("the new key must be a list of {} values, one for each key field",
                             key_fields_.size()));
    return false;
  }
  for (const model::Value& part : *list) {
    if (auto encoded = draft.codec().encode_value(part, key_values_.emplace_back()); !encoded) {
      draft.reject("the new key: " + encoded.error().describe());
      return false;
    }
  }
  return true;
}

bool KeyedCopier::write_key_fields(DraftItem& draft) {
  key_values_.clear();
  edits_.clear();
  if (key_ == nullptr) return true;
  const auto raw = key_->read(draft, key_fields_.size() == 1 ? &key_fields_.front() : nullptr);
  if (draft.is_decided()) return false;
  if (!raw || draft.reader().is_null(*raw)) {
    draft.reject("the item has nothing to make its new key of");
    return false;
  }
  if (key_fields_.size() > 1) {
    if (!split_composed(*raw, draft)) return false;
  } else {
    key_values_.emplace_back(*raw);
  }
  for (std::size_t i = 0; i < key_fields_.size(); ++i)
    edits_.push_back({model::Edit::Kind::set, &key_fields_[i], key_values_[i], 0});
  return true;
}

std::optional<KeyedCopier::Copy> KeyedCopier::copy(DraftItem& draft) {
  if (!write_key_fields(draft)) return std::nullopt;
  const model::ItemView& current = draft.current();
  if (draft.is_decided()) return std::nullopt;
  item_.clear();
  inverse_.clear();
  arena_.clear();
  auto done = current.splice(edits_, item_, inverse_, arena_);
  item_.reserve(item_.size() + model::item_padding_bytes);
  if (done) done = view_->load(item_);
  if (!done) {
    draft.reject("the new key: " + done.error().describe());
    return std::nullopt;
  }
  auto key = draft.codec().key_of(*view_, key_fields_);
  if (!key) {
    draft.reject("the new key: " + key.error().describe());
    return std::nullopt;
  }
  key_text_ = *std::move(key);
  return Copy{key_text_.text, item_};
}

std::optional<model::Key> KeyedCopier::original_key(const DraftItem& draft) const {
  auto key = draft.codec().key_of(draft.original(), key_fields_);
  return key ? std::optional(*std::move(key)) : std::nullopt;
}

}  // namespace whimbrel::recipes
