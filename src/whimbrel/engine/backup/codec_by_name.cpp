#include "whimbrel/engine/backup/codec_by_name.hpp"

#include <array>
#include <string>

#include "whimbrel/model/dynamodb_codec.hpp"

namespace whimbrel::engine {

base::Result<const model::ItemCodec*> codec_by_name(std::string_view name) {
  const std::array codecs{&model::extended_json_codec(), &model::dynamodb_codec()};
  for (const model::ItemCodec* codec : codecs)
    if (codec->name() == name) return codec;
  return base::fail(base::ErrorKind::unsupported,
                    "this whimbrel knows no item codec \"" + std::string(name) + '"',
                    "use the whimbrel that wrote the archive, or a newer one");
}

}  // namespace whimbrel::engine
