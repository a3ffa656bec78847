#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"

namespace whimbrel::engine {

using LedgerJson = nlohmann::ordered_json;

// Reads the fields of one ledger record, field by field, and keeps the first thing that is wrong,
// so that a reader asks for everything and looks once at the end. Fields nobody asks for are passed
// over: a later whimbrel may have written them. Not synchronised.
class RecordFields {
 public:
  // `record_key` names the record in errors.
  RecordFields(std::string_view record_key, std::string_view json_text);

  // For fields that not every record has.
  bool has(std::string_view name) const { return json_.is_object() && json_.contains(name); }
  std::string text(std::string_view name);
  // Bytes as add_bytes() wrote them.
  std::string bytes(std::string_view name);
  std::uint64_t whole(std::string_view name, std::uint64_t value_max = UINT64_MAX);
  std::int64_t millis(std::string_view name);
  bool truth(std::string_view name);
  // For a field that records of an earlier whimbrel do not have.
  bool truth_or(std::string_view name, bool otherwise);
  std::vector<std::string> texts(std::string_view name);
  // Null where there is nothing; the field itself must be there.
  std::optional<std::string> optional_text(std::string_view name);
  std::optional<std::string> optional_bytes(std::string_view name);
  std::optional<std::int64_t> optional_millis(std::string_view name);
  // The fields of an object within.
  RecordFields object(std::string_view name);

  // Notes that a field's value is none that can be meant: "its status is \"gone\"".
  void reject(std::string_view name, std::string_view why);
  // Takes over what was wrong within an object of this record.
  void join(const RecordFields& inner);

  // corrupt, naming record and field, when anything was missing or wrong.
  base::Status status() const;

 private:
  RecordFields(std::string record_key, std::string prefix, LedgerJson json, std::string fault);
  const LedgerJson* find(std::string_view name);
  bool is_null(std::string_view name) const;

  std::string record_key_;
  std::string prefix_;  // "counters." within an object
  LedgerJson json_;
  std::string fault_;
};

// Adds the bytes under `name` as text, or, when they are no UTF-8 and so cannot stand in JSON, as
// hexadecimal under `name` + "_hex". For what must come back exactly: item keys.
void add_bytes(LedgerJson& json, std::string_view name, std::string_view bytes);

// One line. What is no UTF-8 becomes U+FFFD: for words that people read.
std::string json_line(const LedgerJson& json);

}  // namespace whimbrel::engine
