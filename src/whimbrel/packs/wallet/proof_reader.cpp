#include "whimbrel/packs/wallet/proof_reader.hpp"

#include <cmath>
#include <string>

#include "whimbrel/model/value.hpp"
#include "whimbrel/packs/wallet/token_fields.hpp"

namespace whimbrel::packs::wallet {
namespace {

std::optional<std::int64_t> whole_number(const model::Value* value) {
  if (value == nullptr) return std::nullopt;
  if (const auto* small = value->get_if<std::int32_t>()) return *small;
  if (const auto* number = value->get_if<std::int64_t>()) return *number;
  if (const auto* decimal = value->get_if<model::Decimal>()) return decimal->to_int64();
  const auto* real = value->get_if<double>();
  if (real == nullptr || std::trunc(*real) != *real || std::fabs(*real) >= 0x1p63)
    return std::nullopt;
  return static_cast<std::int64_t>(*real);
}

Proof proof_of(const model::Value& value) {
  Proof proof;
  proof.amount = whole_number(value.find("amount"));
  const model::Value* secret = value.find("secret");
  const auto* text = secret == nullptr ? nullptr : secret->get_if<std::string>();
  if (text != nullptr) proof.secret = *text;
  return proof;
}

}  // namespace

ProofReader::ProofReader(const model::ItemCodec& codec) : codec_(codec) {
  for (std::size_t i = 0; i < paths_.size(); ++i) {
    const std::string position = std::to_string(i);
    paths_[i] = {model::Path({"proofs", position}), model::Path({"proofs", position, "amount"}),
                 model::Path({"proofs", position, "secret"})};
  }
}

base::Result<bool> ProofReader::read(
    const model::ItemView& item,
    const std::function<base::Status(std::size_t, const Proof&)>& on_proof) const {
  const auto proofs = item.find(TokenPaths::get().proofs);
  if (!proofs) return false;
  const bool has_first = item.find(paths_[0].proof).has_value();
  if (!has_first || item.find(paths_[in_place_max].proof)) return read_tree(*proofs, on_proof);

  for (std::size_t i = 0; i < in_place_max && (i == 0 || item.find(paths_[i].proof)); ++i) {
    Proof proof;
    if (const auto amount = item.find(paths_[i].amount)) proof.amount = item.integer_of(*amount);
    if (const auto secret = item.find(paths_[i].secret)) proof.secret = item.string_of(*secret);
    WHIMBREL_TRY(on_proof(i, proof));
  }
  return true;
}

base::Result<bool> ProofReader::read_tree(
    model::RawValue proofs,
    const std::function<base::Status(std::size_t, const Proof&)>& on_proof) const {
  WHIMBREL_ASSIGN(const model::Value tree, codec_.decode_value(proofs));
  const auto* list = tree.get_if<model::List>();
  if (list == nullptr) return false;
  for (std::size_t i = 0; i < list->size(); ++i) WHIMBREL_TRY(on_proof(i, proof_of((*list)[i])));
  return true;
}

}  // namespace whimbrel::packs::wallet
