#include "whimbrel/recipes/change/answered_item.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

namespace whimbrel::recipes {
namespace {

class AnsweredItem {
 public:
  AnsweredItem(const SeenFields& seen, std::string_view name, DraftItem& draft)
      : seen_(seen), name_(name), draft_(draft) {}

  void take_object(const model::Object& sent, const model::Object& answer) {
    for (const model::Field& field : sent.fields()) {
      place_.push_back(field.name);
      take_field(field.value, answer.find(field.name));
      place_.pop_back();
    }
    for (const model::Field& field : answer.fields()) {
      if (sent.find(field.name) != nullptr) continue;
      place_.push_back(field.name);
      take_new_field(field.value);
      place_.pop_back();
    }
  }

 private:
  void take_field(const model::Value& sent, const model::Value* answer) {
    const bool is_part = sent.is<model::Object>() && seen_.sees_in_part(place_);
    if (answer == nullptr) {
      if (is_part)
        take_object(*sent.get_if<model::Object>(), model::Object());
      else if (const model::Path* path = kept_path())
        draft_.unset(*path);
      return;
    }
    if (*answer == sent) return;
    const auto* before = sent.get_if<model::Object>();
    const auto* after = answer->get_if<model::Object>();
    if (before != nullptr && after != nullptr)
      take_object(*before, *after);
    else if (is_part)
      reject_hidden();
    else
      set(*answer);
  }

  // Of an object that is seen in part and was not sent, nothing seen is there; other fields may be.
  void take_new_field(const model::Value& answer) {
    if (!seen_.sees_in_part(place_)) {
      set(answer);
    } else if (const auto* object = answer.get_if<model::Object>()) {
      take_object(model::Object(), *object);
    } else {
      reject_hidden();
    }
  }

  void set(const model::Value& value) {
    if (const model::Path* path = kept_path()) set_value(draft_, *path, value);
  }

  void reject_hidden() {
    draft_.reject(fmt::format("{} replaces {}, of which it sees only a part", name_,
                              model::Path(place_).text()));
  }

  const model::Path* kept_path() {
    const model::Path* path = draft_.keep_path(model::Path(place_));
    if (path == nullptr)
      draft_.reject(
          fmt::format("{} changes more differently named fields than can be kept track of", name_));
    return path;
  }

  const SeenFields& seen_;
  std::string_view name_;
  DraftItem& draft_;
  std::vector<std::string> place_;
};

}  // namespace

void take_answered_item(const model::Value& sent, const model::Value& answer,
                        const SeenFields& seen, std::string_view name, DraftItem& draft) {
  const auto* after = answer.get_if<model::Object>();
  if (after == nullptr) {
    draft.reject(fmt::format("{} gives no item but a value of type {}", name, answer.type_name()));
    return;
  }
  AnsweredItem(seen, name, draft).take_object(*sent.get_if<model::Object>(), *after);
}

void set_value(DraftItem& draft, const model::Path& path, const model::Value& value) {
  std::string raw;
  if (auto encoded = draft.codec().encode_value(value, raw); !encoded) {
    draft.reject(fmt::format("{}: {}", path.text(), encoded.error().describe()));
    return;
  }
  draft.set(path, raw);
}

}  // namespace whimbrel::recipes
