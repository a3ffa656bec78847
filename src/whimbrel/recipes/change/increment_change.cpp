#include "whimbrel/recipes/change/increment_change.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <limits>
#include <utility>

#include "whimbrel/recipes/change/answered_item.hpp"
#include "whimbrel/recipes/change/basic_change.hpp"
#include "whimbrel/recipes/change/decimal_sum.hpp"
#include "whimbrel/recipes/change/draft_item.hpp"
#include "whimbrel/recipes/change/field_table.hpp"
#include "whimbrel/recipes/change/numbers.hpp"
#include "whimbrel/recipes/change/shown_field.hpp"
#include "whimbrel/recipes/document/node_reader.hpp"
#include "whimbrel/recipes/document/node_value.hpp"

namespace whimbrel::recipes {
namespace {

struct Increment {
  model::Path path;
  model::Value amount;
  model::Decimal exact_amount;
  bool is_secret = false;
};

// Why there is no sum, to stand behind the field's name.
using Sum = tl::expected<model::Value, std::string>;

Sum no_sum(std::string why) { return tl::unexpected(std::move(why)); }

template <typename Integer>
Sum integer_sum(Integer number, const Increment& increment) {
  const auto amount = whole_number_of(increment.amount);
  if (!amount) return no_sum("is an integer, and the amount has a fraction");
  std::int64_t sum = 0;
  const bool fits = !__builtin_add_overflow(static_cast<std::int64_t>(number), *amount, &sum) &&
                    sum >= std::numeric_limits<Integer>::min() &&
                    sum <= std::numeric_limits<Integer>::max();
  if (!fits) return no_sum(fmt::format("would no longer fit {} bits", sizeof(Integer) * 8));
  return model::Value(static_cast<Integer>(sum));
}

Sum uint256_sum(const model::Value& number, const Increment& increment) {
  const auto sum = exact_sum(*decimal_of(number), increment.exact_amount);
  if (!sum || sum->exponent() != 0 || sum->is_negative())
    return no_sum("is an unsigned integer of 256 bits, and the sum is none");
  const auto fitting = model::Uint256::from_decimal(sum->digits());
  if (!fitting) return no_sum("would no longer fit 256 bits");
  return model::Value(*fitting);
}

Sum sum_of(const model::Value& number, const Increment& increment) {
  if (const auto* small = number.get_if<std::int32_t>()) return integer_sum(*small, increment);
  if (const auto* large = number.get_if<std::int64_t>()) return integer_sum(*large, increment);
  if (const auto* real = number.get_if<double>())
    return model::Value(*real + increment.exact_amount.to_double());
  if (number.is<model::Uint256>()) return uint256_sum(number, increment);
  const auto* decimal = number.get_if<model::Decimal>();
  if (decimal == nullptr) return no_sum(fmt::format("is no number but {}", number.type_name()));
  if (!decimal->is_finite()) return number;
  auto sum = exact_sum(*decimal, increment.exact_amount);
  if (!sum) return no_sum("and the amount are too far apart for an exact sum");
  return model::Value(*std::move(sum));
}

class IncrementApplier final : public ChangeApplier {
 public:
  explicit IncrementApplier(const std::vector<Increment>& increments) : increments_(increments) {}

  void apply(DraftItem& draft) override {
    for (const Increment& increment : increments_) apply_one(increment, draft);
  }

 private:
  static void apply_one(const Increment& increment, DraftItem& draft) {
    const auto found = draft.find(increment.path);
    if (!found) {
      set_value(draft, increment.path, increment.amount);
      return;
    }
    const auto number = draft.codec().decode_value(*found);
    const Sum sum = number ? sum_of(*number, increment) : no_sum(number.error().describe());
    if (sum)
      set_value(draft, increment.path, *sum);
    else
      draft.reject(fmt::format(
          "{} {}", shown_field(increment.path, *found, increment.is_secret, draft), sum.error()));
  }

  const std::vector<Increment>& increments_;
};

class IncrementChange final : public BasicChange {
 public:
  IncrementChange(const Node& node, std::vector<Increment> increments)
      : BasicChange("increment", node), increments_(std::move(increments)) {}

  bool repeatable() const override { return false; }
  std::vector<model::Path> reads() const override {
    std::vector<model::Path> paths;
    for (const Increment& increment : increments_) paths.push_back(increment.path);
    return paths;
  }
  std::vector<model::Path> writes() const override { return reads(); }

  base::Result<std::unique_ptr<ChangeApplier>> prepare(
      const PrepareContext& context) const override {
    for (const Increment& increment : increments_) {
      std::string raw;
      if (auto encoded = context.codec.encode_value(increment.amount, raw); !encoded)
        return base::fail_in("field " + increment.path.text(), std::move(encoded).error());
    }
    return std::make_unique<IncrementApplier>(increments_);
  }

 private:
  std::vector<Increment> increments_;
};

}  // namespace

std::unique_ptr<Change> compile_increment(const Node& node, const CompileContext& context,
                                          Findings& findings) {
  std::vector<Increment> increments;
  for (FieldRow& row : read_field_table(node, "increment", "increment: { visits: 1 }", findings)) {
    auto amount = value_of(*row.spec, findings);
    if (!amount) continue;
    auto exact = decimal_of(*amount);
    if (!exact) {
      wrong_choice(*row.spec, "the amount of " + row.path.text(), "a number",
                   "write increment: { visits: 1 }", findings);
      continue;
    }
    const bool hidden = is_secret(row.path, context.secrets);
    increments.push_back({std::move(row.path), *std::move(amount), *std::move(exact), hidden});
  }
  if (increments.empty()) return nullptr;
  return std::make_unique<IncrementChange>(node, std::move(increments));
}

}  // namespace whimbrel::recipes
