#pragma once

#include "whimbrel/engine/change_sink.hpp"
#include "whimbrel/engine/migration.hpp"
#include "whimbrel/engine/plan.hpp"
#include "whimbrel/model/item_codec.hpp"
#include "whimbrel/stores/page.hpp"

namespace whimbrel::engine {

// One change as people may see it: field by field, secret fields hidden, long values cut.
SampleChange make_sample(const Migration& migration, const model::ItemView& item,
                         const ChangeSink& sink, model::KeyView key);

// An item that a pass puts into `collection`, likewise.
SampleChange make_generated_sample(const Migration& migration, std::string_view collection,
                                   const stores::Page::Item& item);

}  // namespace whimbrel::engine
