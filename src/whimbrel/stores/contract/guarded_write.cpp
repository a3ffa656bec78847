#include "whimbrel/stores/contract/guarded_write.hpp"

#include <gtest/gtest.h>

namespace whimbrel::stores::contract {

GuardedWrite::GuardedWrite(const model::ItemCodec& codec, std::string collection, std::string key,
                           ItemWrite::Kind kind)
    : codec_(codec), kind_(kind), collection_(std::move(collection)), key_(std::move(key)) {}

GuardedWrite& GuardedWrite::expect(std::string_view path, const model::Value& value) {
  guards_.push_back({keep_path(path), keep_raw(value)});
  return *this;
}

GuardedWrite& GuardedWrite::expect_absent(std::string_view path) {
  guards_.push_back({keep_path(path), std::nullopt});
  return *this;
}

GuardedWrite& GuardedWrite::set(std::string_view path, const model::Value& value) {
  edits_.push_back({model::Edit::Kind::set, keep_path(path), keep_raw(value), 0});
  return *this;
}

GuardedWrite& GuardedWrite::unset(std::string_view path) {
  edits_.push_back({model::Edit::Kind::unset, keep_path(path), {}, 0});
  return *this;
}

GuardedWrite& GuardedWrite::edits(std::vector<model::Edit> edits) {
  edits_ = std::move(edits);
  return *this;
}

GuardedWrite& GuardedWrite::on(std::string basis) {
  basis_ = std::move(basis);
  if (kind_ == ItemWrite::Kind::erase) return *this;
  std::string padded = basis_;
  padded.reserve(padded.size() + model::item_padding_bytes);
  const auto view = codec_.make_view();
  const auto loaded = view->load(padded);
  EXPECT_TRUE(loaded) << loaded.error().describe();
  if (!loaded) return *this;
  after_.clear();
  const auto spliced = view->splice(edits_, after_, inverse_, arena_);
  EXPECT_TRUE(spliced) << spliced.error().describe();
  return *this;
}

GuardedWrite& GuardedWrite::whole() {
  whole_ = true;
  return *this;
}

GuardedWrite& GuardedWrite::with_next() {
  with_next_ = true;
  return *this;
}

ItemWrite GuardedWrite::write() const {
  ItemWrite write;
  write.kind = kind_;
  write.collection = collection_;
  write.key = key_;
  write.guards = guards_;
  write.edits = edits_;
  write.basis = basis_;
  write.after = after_;
  write.guards_whole_item = whole_;
  write.with_next = with_next_;
  return write;
}

const model::Path* GuardedWrite::keep_path(std::string_view text) {
  auto path = model::Path::parse(text);
  EXPECT_TRUE(path) << text;
  return &paths_.emplace_back(path.value_or(model::Path()));
}

model::RawValue GuardedWrite::keep_raw(const model::Value& value) {
  std::string& raw = raws_.emplace_back();
  const auto encoded = codec_.encode_value(value, raw);
  EXPECT_TRUE(encoded) << encoded.error().describe();
  return raw;
}

}  // namespace whimbrel::stores::contract
