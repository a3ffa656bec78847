// Documents written by MongoDB's own library, against ours: tests/data/README.md says what they
// are.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "whimbrel/base/testing/source_path.hpp"
#include "whimbrel/model/bson.hpp"
#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/model/testing/arbitrary_value.hpp"

namespace whimbrel::model {
namespace {

std::string read_file(const std::string& name) {
  std::ifstream file(base::testing::source_path("tests/data/" + name), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> bson_documents() {
  const std::string bytes = read_file("odd_tokens.bson");
  std::vector<std::string> documents;
  for (std::size_t at = 0; at < bytes.size();) {
    std::uint32_t length = 0;
    std::memcpy(&length, bytes.data() + at, sizeof length);
    documents.push_back(bytes.substr(at, length));
    at += length;
  }
  return documents;
}

std::vector<std::string> json_lines() {
  std::istringstream file(read_file("odd_tokens.jsonl"));
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

// The JSON text without blanks between tokens.
std::string compact(const std::string& line) {
  std::string text;
  bool in_string = false;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] == '"') in_string = !in_string;
    if (!in_string && line[at] == ' ') continue;
    text += line[at];
    if (line[at] == '\\') text += line[++at];
  }
  return text;
}

TEST(SampleDocuments, bson_and_its_extended_json_line_are_the_same_value) {
  const auto documents = bson_documents();
  const auto lines = json_lines();
  ASSERT_EQ(documents.size(), 287U);
  ASSERT_EQ(lines.size(), documents.size());
  for (std::size_t at = 0; at < lines.size(); ++at) {
    const auto from_bson = decode_bson(documents[at]);
    const auto from_json = read_extended_json(lines[at]);
    ASSERT_TRUE(from_bson) << "document " << at << ": " << from_bson.error().describe();
    ASSERT_TRUE(from_json) << "line " << at + 1 << ": " << from_json.error().describe();
    ASSERT_EQ(*from_bson, *from_json) << "line " << at + 1;
  }
}

TEST(SampleDocuments, bson_becomes_the_very_text_of_its_extended_json_line) {
  const auto documents = bson_documents();
  const auto lines = json_lines();
  for (std::size_t at = 0; at < lines.size(); ++at) {
    std::string text;
    ASSERT_TRUE(
        write_extended_json(decode_bson(documents[at]).value(), ExtendedJsonMode::canonical, text));
    ASSERT_EQ(text, compact(lines[at])) << "line " << at + 1;
  }
}

TEST(SampleDocuments, extended_json_becomes_the_very_bytes_of_its_bson_document) {
  const auto documents = bson_documents();
  const auto lines = json_lines();
  for (std::size_t at = 0; at < lines.size(); ++at) {
    std::string bytes;
    ASSERT_TRUE(encode_bson(read_extended_json(lines[at]).value(), bytes));
    ASSERT_EQ(bytes, documents[at]) << "line " << at + 1;
  }
}

TEST(SampleDocuments, relaxed_extended_json_differs_in_nothing_but_narrow_integers) {
  for (const std::string& line : json_lines()) {
    const Value value = read_extended_json(line).value();
    std::string relaxed;
    ASSERT_TRUE(write_extended_json(value, ExtendedJsonMode::relaxed, relaxed));
    std::string relaxed_again;
    ASSERT_TRUE(write_extended_json(read_extended_json(relaxed).value(), ExtendedJsonMode::relaxed,
                                    relaxed_again));
    ASSERT_EQ(relaxed_again, relaxed);
    ASSERT_LT(relaxed.size(), line.size());
  }
}

}  // namespace
}  // namespace whimbrel::model
