#include "whimbrel/packs/sparta/item_maker.hpp"

namespace whimbrel::packs::sparta {

ItemMaker::ItemMaker(const model::ItemCodec& codec, std::vector<model::Path> key_fields)
    : codec_(codec), key_fields_(std::move(key_fields)), view_(codec.make_view()) {}

base::Result<MadeItem> ItemMaker::make(const model::Value& item) {
  std::string bytes;
  WHIMBREL_TRY(codec_.encode_item(item, bytes));
  return with_key(std::move(bytes));
}

base::Result<MadeItem> ItemMaker::copy(
    const model::ItemView& item, std::span<const std::pair<model::Path, model::Value>> fields) {
  std::vector<std::string> raw(fields.size());
  std::vector<model::Edit> edits;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    WHIMBREL_TRY(codec_.encode_value(fields[i].second, raw[i]));
    edits.push_back({model::Edit::Kind::set, &fields[i].first, raw[i], 0});
  }
  std::string bytes;
  std::vector<model::Edit> inverse;
  model::Arena arena;
  WHIMBREL_TRY(item.splice(edits, bytes, inverse, arena));
  return with_key(std::move(bytes));
}

base::Result<MadeItem> ItemMaker::with_key(std::string bytes) {
  const std::size_t size = bytes.size();
  bytes.append(model::item_padding_bytes, ' ');
  WHIMBREL_TRY(view_->load({bytes.data(), size}));
  WHIMBREL_ASSIGN(model::Key key, codec_.key_of(*view_, key_fields_));
  bytes.resize(size);
  return MadeItem{std::move(key.text), std::move(bytes)};
}

}  // namespace whimbrel::packs::sparta
