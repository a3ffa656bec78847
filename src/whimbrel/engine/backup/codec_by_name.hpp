#pragma once

#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/item_codec.hpp"

namespace whimbrel::engine {

// The codec that an archive names. unsupported when this whimbrel has none of that name. Never
// null.
base::Result<const model::ItemCodec*> codec_by_name(std::string_view name);

}  // namespace whimbrel::engine
