#include "whimbrel/packs/sparta/inputs/pinned_document.hpp"

#include "whimbrel/model/digest.hpp"
#include "whimbrel/model/plain_json.hpp"

namespace whimbrel::packs::sparta {

base::Status pin_document(const std::string& name, const model::Value& content,
                          const base::Clock& clock, engine::PinnedInputs& inputs) {
  engine::PinnedDocument document;
  WHIMBREL_TRY(model::write_plain_json(content, document.content));
  document.sha256 = model::to_hex(model::sha256_of(document.content));
  document.fetched_ms = clock.now_ms();
  inputs.documents[name] = std::move(document);
  return {};
}

base::Result<model::Value> read_document(const engine::PinnedInputs& inputs,
                                         const std::string& name) {
  const auto found = inputs.documents.find(name);
  const std::string remedy = "make a new plan with `whimbrel preview --plan FILE`";
  if (found == inputs.documents.end())
    return base::fail(base::ErrorKind::invalid_data, "the plan does not hold the input " + name,
                      remedy);
  const engine::PinnedDocument& document = found->second;
  if (model::to_hex(model::sha256_of(document.content)) != document.sha256)
    return base::fail(base::ErrorKind::invalid_data,
                      "the plan's input " + name + " is not what was pinned: its digest differs",
                      remedy);
  return model::read_plain_json(document.content);
}

}  // namespace whimbrel::packs::sparta
