#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <simdjson.h>

#include <cstring>
#include <memory>
#include <string>

#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/model/json_structure.hpp"
#include "whimbrel/model/testing/arbitrary_value.hpp"
#include "whimbrel/model/testing/respelled_json.hpp"

namespace whimbrel::model {
namespace {

enum class Verdict { object, no_object, number_too_large };

// What simdjson's own parser, which builds a tree, says of the text.
Verdict simdjson_says(std::string_view text) {
  simdjson::dom::parser parser;
  // It counts the innermost values of a nested text as a level, too.
  if (parser.allocate(text.size() + 1, json_depth_max + 1) != simdjson::SUCCESS)
    return Verdict::no_object;
  simdjson::dom::element document;
  const auto error = parser.parse(text.data(), text.size()).get(document);
  if (error == simdjson::NUMBER_ERROR) return Verdict::number_too_large;
  return error == simdjson::SUCCESS && document.is_object() ? Verdict::object : Verdict::no_object;
}

bool structure_takes(std::string_view text) {
  // Exactly as long as the text, for the sanitizer to see what is read behind it.
  const auto bytes = std::make_unique<char[]>(text.size());
  if (!text.empty()) std::memcpy(bytes.get(), text.data(), text.size());
  JsonStructure structure;
  return structure.read({bytes.get(), text.size()}).has_value();
}

// A well-formed item with a few bytes changed, removed, repeated or put in.
std::string damaged_item() {
  const Value value = *testing::arbitrary_document();
  std::string text;
  RC_ASSERT(write_extended_json(value, ExtendedJsonMode::canonical, text).has_value());
  text = testing::JsonRespeller(*rc::gen::arbitrary<std::uint32_t>()).respelled(text);
  static const std::string bytes = "{}[]:,\"\\ \n\tu0d85-+.eEtfn\x01\x7f\x80\xc3\xed\xff";
  const auto damages = *rc::gen::inRange(0, 4);
  for (int i = 0; i < damages; ++i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size() + 1);
    const std::string byte(1, *rc::gen::elementOf(bytes));
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        text.insert(at, byte);
        break;
      case 1:
        text.replace(at, 1, byte);
        break;
      case 2:
        text.erase(at, *rc::gen::inRange<std::size_t>(1, 4));
        break;
      default:
        text.insert(at, text.substr(at / 2, *rc::gen::inRange<std::size_t>(1, 9)));
    }
  }
  return text;
}

TEST(JsonStructureProperty, takes_what_simdjson_takes_and_numbers_too_large_for_it) {
  EXPECT_TRUE(rc::check([] {
    const std::string text = damaged_item();
    RC_LOG() << text << '\n';
    const Verdict verdict = simdjson_says(text);
    const bool taken = structure_takes(text);
    RC_TAG(taken ? "taken" : "refused");
    if (verdict != Verdict::number_too_large) RC_ASSERT(taken == (verdict == Verdict::object));
  }));
}

// The reader of values knows numbers of any size, but refuses more: an object that has a wrapper's
// name and is none is well-formed JSON.
TEST(JsonStructureProperty, takes_every_object_that_the_reader_of_values_takes) {
  EXPECT_TRUE(rc::check([] {
    const std::string text = damaged_item();
    RC_LOG() << text << '\n';
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    const bool read = read_extended_json(text).has_value();
    RC_TAG(read ? "read" : "refused");
    if (read && text[first] == '{') RC_ASSERT(structure_takes(text));
  }));
}

}  // namespace
}  // namespace whimbrel::model
