#include "whimbrel/engine/pass_reader.hpp"

#include <utility>

namespace whimbrel::engine {

base::Result<PassReader> PassReader::make(const Pass& pass, const PinnedInputs& inputs,
                                          const model::ItemCodec& codec) {
  PassReader reader(pass);
  WHIMBREL_ASSIGN(reader.generator_, pass.generate(inputs, codec));
  return reader;
}

base::Result<bool> PassReader::read(stores::Session& session, stores::ScanRequest request,
                                    stores::Page& page) {
  request.collection = pass_->collection();
  if (!generator_) return session.scan(request, page);
  std::optional<std::string> after;
  if (request.range.after) after = std::move(request.range.after->text);
  return generator_->next(after, request.items_max, page);
}

}  // namespace whimbrel::engine
