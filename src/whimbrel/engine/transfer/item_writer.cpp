#include "whimbrel/engine/transfer/item_writer.hpp"

#include <simdjson.h>

#include "whimbrel/model/bson.hpp"
#include "whimbrel/model/dynamodb_codec.hpp"
#include "whimbrel/model/dynamodb_json.hpp"
#include "whimbrel/model/extended_json.hpp"

namespace whimbrel::engine {
namespace {

// One item as Extended JSON on one line.
class JsonText {
 public:
  JsonText(const model::ItemCodec& source, bool relaxed)
      : source_(source),
        mode_(relaxed ? model::ExtendedJsonMode::relaxed : model::ExtendedJsonMode::canonical),
        as_stored_(!relaxed && &source == &model::extended_json_codec()) {}

  base::Status append(std::string_view item, std::string& out) const {
    if (as_stored_) return append_on_one_line(item, out);
    WHIMBREL_ASSIGN(const model::Value value, source_.decode_item(item));
    return model::write_extended_json(value, mode_, out);
  }

 private:
  static base::Status append_on_one_line(std::string_view item, std::string& out) {
    if (item.find('\n') == std::string_view::npos) {
      out += item;
      return {};
    }
    const std::size_t before = out.size();
    out.resize(before + item.size() + model::item_padding_bytes);
    std::size_t size = 0;
    const auto code = simdjson::minify(item.data(), item.size(), out.data() + before, size);
    out.resize(before + size);
    if (code == simdjson::SUCCESS) return {};
    return base::fail(base::ErrorKind::corrupt, "the item cannot be put on one line",
                      "check it: whimbrel verify");
  }

  const model::ItemCodec& source_;
  model::ExtendedJsonMode mode_;
  bool as_stored_;
};

class JsonLinesWriter final : public ItemWriter {
 public:
  JsonLinesWriter(const model::ItemCodec& source, bool relaxed) : text_(source, relaxed) {}

  base::Status add(std::string_view item, std::string& out) override {
    WHIMBREL_TRY(text_.append(item, out));
    out += '\n';
    return {};
  }

 private:
  JsonText text_;
};

class JsonArrayWriter final : public ItemWriter {
 public:
  JsonArrayWriter(const model::ItemCodec& source, bool relaxed) : text_(source, relaxed) {}

  void begin(std::string& out) override { out += '['; }

  base::Status add(std::string_view item, std::string& out) override {
    if (!first_) out += ",\n";
    first_ = false;
    return text_.append(item, out);
  }

  void end(std::string& out) override { out += "]\n"; }

 private:
  JsonText text_;
  bool first_ = true;
};

class BsonWriter final : public ItemWriter {
 public:
  explicit BsonWriter(const model::ItemCodec& source) : source_(source) {}

  base::Status add(std::string_view item, std::string& out) override {
    WHIMBREL_ASSIGN(const model::Value value, source_.decode_item(item));
    return model::encode_bson(value, out);
  }

 private:
  const model::ItemCodec& source_;
};

class DynamoDbWriter final : public ItemWriter {
 public:
  explicit DynamoDbWriter(const model::ItemCodec& source)
      : source_(source), as_stored_(&source == &model::dynamodb_codec()) {
    options_.carry_unsupported = true;
  }

  base::Status add(std::string_view item, std::string& out) override {
    out += R"({"Item":)";
    WHIMBREL_TRY(append(item, out));
    out += "}\n";
    return {};
  }

 private:
  base::Status append(std::string_view item, std::string& out) const {
    if (as_stored_) {
      out += item;
      return {};
    }
    WHIMBREL_ASSIGN(const model::Value value, source_.decode_item(item));
    return model::write_dynamodb_item(value, out, options_);
  }

  const model::ItemCodec& source_;
  bool as_stored_;
  model::DynamoDbOptions options_;
};

}  // namespace

std::unique_ptr<ItemWriter> make_item_writer(FileFormat format, const model::ItemCodec& source,
                                             bool relaxed) {
  switch (format) {
    case FileFormat::json_array:
      return std::make_unique<JsonArrayWriter>(source, relaxed);
    case FileFormat::bson:
      return std::make_unique<BsonWriter>(source);
    case FileFormat::dynamodb_lines:
      return std::make_unique<DynamoDbWriter>(source);
    case FileFormat::json_lines:
      break;
  }
  return std::make_unique<JsonLinesWriter>(source, relaxed);
}

}  // namespace whimbrel::engine
