#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/model/arena.hpp"
#include "whimbrel/model/item_codec.hpp"
#include "whimbrel/model/value.hpp"
#include "whimbrel/stores/item_write.hpp"

namespace whimbrel::stores::contract {

// An ItemWrite with everything it points at, built as one reads it:
// GuardedWrite(codec, "tokens", key).expect("status", "unspent").set("status", "spent").
class GuardedWrite {
 public:
  GuardedWrite(const model::ItemCodec& codec, std::string collection, std::string key,
               ItemWrite::Kind kind = ItemWrite::Kind::update);
  // A copy would point into the original.
  GuardedWrite(const GuardedWrite&) = delete;
  GuardedWrite& operator=(const GuardedWrite&) = delete;
  GuardedWrite(GuardedWrite&&) = default;

  GuardedWrite& expect(std::string_view path, const model::Value& value);
  GuardedWrite& expect_absent(std::string_view path);
  GuardedWrite& set(std::string_view path, const model::Value& value);
  GuardedWrite& unset(std::string_view path);
  GuardedWrite& edits(std::vector<model::Edit> edits);
  // Gives the write its basis, and the after that the edits make of it.
  GuardedWrite& on(std::string basis);

  // It rests on the whole basis; it belongs with the write after it.
  GuardedWrite& whole();
  GuardedWrite& with_next();

  // Points into this object.
  ItemWrite write() const;
  const std::string& after() const noexcept { return after_; }
  // What turns after() back into the basis; lives as long as this object.
  const std::vector<model::Edit>& inverse() const noexcept { return inverse_; }

 private:
  const model::Path* keep_path(std::string_view text);
  model::RawValue keep_raw(const model::Value& value);

  const model::ItemCodec& codec_;
  ItemWrite::Kind kind_;
  std::string collection_;
  std::string key_;
  std::deque<model::Path> paths_;  // a deque, because pointers to its elements stay valid
  std::deque<std::string> raws_;
  std::vector<model::FieldGuard> guards_;
  std::vector<model::Edit> edits_;
  std::string basis_;
  std::string after_;
  bool whole_ = false;
  bool with_next_ = false;
  std::vector<model::Edit> inverse_;
  model::Arena arena_;
};

}  // namespace whimbrel::stores::contract
