#pragma once

#include "whimbrel/engine/change_sink.hpp"
#include "whimbrel/engine/migration.hpp"
#include "whimbrel/engine/plan.hpp"
#include "whimbrel/model/item_codec.hpp"

namespace whimbrel::engine {

// One change as people may see it: field by field, secret fields hidden, long values cut.
SampleChange make_sample(const Migration& migration, const model::ItemView& item,
                         const ChangeSink& sink, model::KeyView key);

}  // namespace whimbrel::engine
