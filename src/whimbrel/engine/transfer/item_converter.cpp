#include "whimbrel/engine/transfer/item_converter.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include "whimbrel/engine/transfer/wrapper_check.hpp"
#include "whimbrel/model/bson.hpp"
#include "whimbrel/model/dynamodb_canonical.hpp"
#include "whimbrel/model/dynamodb_codec.hpp"
#include "whimbrel/model/dynamodb_json.hpp"
#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/model/json_structure.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;
using base::fail;

// Codecs of texts count lines and columns themselves; a record that does not begin its line is
// given to them with blanks before it.
struct PlacedText {
  explicit PlacedText(const RawRecord& record)
      : text(std::string(record.position.column - 1, ' ') + std::string(record.bytes)) {
    options.first_line = record.position.line;
    options.bytes_max = text.size();
  }

  std::string text;
  model::ReadOptions options;
};

tl::unexpected<base::Error> fail_at(const RawRecord& record, const base::Error& error) {
  return tl::unexpected(base::Error(
      error.kind(), describe(record.position) + ": " + error.describe(), error.remedy()));
}

class ConverterBase : public ItemConverter {
 public:
  explicit ConverterBase(const model::ItemCodec& target)
      : target_(target), view_(target.make_view()) {}

  base::Result<model::Key> key(const RawRecord& record,
                               std::span<const model::Path> key_fields) override {
    auto key = target_.key_of(*view_, key_fields);
    if (!key) return fail_at(record, key.error());
    return key;
  }

 protected:
  const model::ItemCodec& target_;
  std::unique_ptr<model::ItemView> view_;
};

// Extended JSON into a store that keeps it: checked where it stands.
class SameTextConverter final : public ConverterBase {
 public:
  using ConverterBase::ConverterBase;

  base::Result<std::string_view> convert(const RawRecord& record) override {
    const base::Status loaded = view_->load(record.bytes);
    if (!loaded || !has_valid_wrappers(record.bytes)) return explain(record, loaded);
    if (may_be_typed_value(record.bytes))
      if (const auto item = target_.decode_item(record.bytes); !item)
        return fail_at(record, item.error());
    if (record.bytes.find('\n') == std::string_view::npos) return record.bytes;
    return on_one_line(record);
  }

 private:
  // {"$oid": …} alone on a line is an object by its grammar, and no document.
  static bool may_be_typed_value(std::string_view json) {
    const std::size_t name = json.find('"');
    return name != std::string_view::npos && name + 1 < json.size() &&
           (json[name + 1] == '$' || json[name + 1] == '\\');
  }

  // The reader that makes values knows line, column and field.
  static tl::unexpected<base::Error> explain(const RawRecord& record, const base::Status& loaded) {
    const PlacedText placed(record);
    if (const auto value = model::read_extended_json(placed.text, placed.options); !value)
      return tl::unexpected(value.error());
    if (!loaded) return fail_at(record, loaded.error());
    return fail(ErrorKind::invalid_data,
                describe(record.position) + ": not a document of Extended JSON",
                "correct the document");
  }

  base::Result<std::string_view> on_one_line(const RawRecord& record) {
    line_.resize(record.bytes.size() + model::item_padding_bytes);
    std::size_t size = 0;
    if (simdjson::minify(record.bytes.data(), record.bytes.size(), line_.data(), size) !=
        simdjson::SUCCESS)
      return fail(ErrorKind::internal, describe(record.position) + ": cannot be put on one line");
    const std::string_view line(line_.data(), size);
    WHIMBREL_TRY(view_->load(line));
    return line;
  }

  std::string line_;
};

// Any other pair, by way of values.
class ValueConverter : public ConverterBase {
 public:
  using ConverterBase::ConverterBase;

  base::Result<std::string_view> convert(const RawRecord& record) override {
    WHIMBREL_ASSIGN(const model::Value value, decode(record));
    item_.clear();
    if (const base::Status status = target_.encode_item(value, item_); !status)
      return fail_at(record, status.error());
    item_.reserve(item_.size() + model::item_padding_bytes);
    if (const base::Status status = view_->load(item_); !status)
      return fail_at(record, status.error());
    return std::string_view(item_);
  }

 protected:
  virtual base::Result<model::Value> decode(const RawRecord& record) = 0;

 private:
  std::string item_;
};

class JsonValueConverter final : public ValueConverter {
 public:
  using ValueConverter::ValueConverter;

 protected:
  base::Result<model::Value> decode(const RawRecord& record) override {
    const PlacedText placed(record);
    return model::read_extended_json(placed.text, placed.options);
  }
};

class BsonConverter final : public ValueConverter {
 public:
  using ValueConverter::ValueConverter;

 protected:
  base::Result<model::Value> decode(const RawRecord& record) override {
    auto value = model::decode_bson(record.bytes);
    if (!value) return fail_at(record, value.error());
    return value;
  }
};

// The export wraps each item: {"Item":{…}}.
class ExportLine {
 public:
  base::Result<RawRecord> item_of(const RawRecord& record) {
    if (const base::Status status = structure_.read(record.bytes); !status)
      return fail_at(record, status.error());
    members_.clear();
    structure_.append_members(structure_.root(), members_);
    if (members_.size() != 1 || !structure_.has_name(members_[0], "Item"))
      return fail(ErrorKind::invalid_data,
                  describe(record.position) + ": not a line of a DynamoDB export",
                  "each line must be {\"Item\":{…}}; use --format for another kind of file");
    RawRecord item = record;
    item.bytes = structure_.text_of(members_[0].value);
    item.position.column += static_cast<std::uint64_t>(item.bytes.data() - record.bytes.data());
    return item;
  }

 private:
  model::JsonStructure structure_;
  std::vector<model::JsonMember> members_;
};

class DynamoDbConverter final : public ValueConverter {
 public:
  using ValueConverter::ValueConverter;

 protected:
  base::Result<model::Value> decode(const RawRecord& record) override {
    WHIMBREL_ASSIGN(const RawRecord item, line_.item_of(record));
    const PlacedText placed(item);
    model::DynamoDbOptions options;
    options.carry_unsupported = true;
    options.limits = placed.options;
    return model::read_dynamodb_item(placed.text, options);
  }

 private:
  ExportLine line_;
};

// The export of a table into a store of such items: what it carries stays carried.
class SameDynamoDbConverter final : public ConverterBase {
 public:
  using ConverterBase::ConverterBase;

  base::Result<std::string_view> convert(const RawRecord& record) override {
    WHIMBREL_ASSIGN(const RawRecord item, line_.item_of(record));
    item_.clear();
    base::Status done = model::canonical_dynamodb_item(item.bytes, item_);
    if (done) done = view_->load(item_);
    if (!done) return fail_at(item, done.error());
    return std::string_view(item_);
  }

 private:
  ExportLine line_;
  std::string item_;
};

}  // namespace

std::unique_ptr<ItemConverter> make_item_converter(FileFormat format,
                                                   const model::ItemCodec& target) {
  switch (format) {
    case FileFormat::bson:
      return std::make_unique<BsonConverter>(target);
    case FileFormat::dynamodb_lines:
      if (&target == &model::dynamodb_codec())
        return std::make_unique<SameDynamoDbConverter>(target);
      return std::make_unique<DynamoDbConverter>(target);
    case FileFormat::json_lines:
    case FileFormat::json_array:
      break;
  }
  if (&target == &model::extended_json_codec()) return std::make_unique<SameTextConverter>(target);
  return std::make_unique<JsonValueConverter>(target);
}

}  // namespace whimbrel::engine
