#include "whimbrel/model/filter/testing/arbitrary_query.hpp"

#include <limits>
#include <utility>
#include <vector>

namespace whimbrel::model::testing {
namespace {

Value decimal(std::string_view text) { return Decimal::parse(text).value(); }

const std::vector<Value>& pool() {
  static const std::vector<Value> values{
      Value(),
      Value(true),
      Value(false),
      Value(0),
      Value(5),
      Value(std::int64_t{5}),
      Value(5.0),
      decimal("5.00"),
      decimal("5.5"),
      Value(5.5),
      Value(-0.0),
      Value(std::numeric_limits<double>::quiet_NaN()),
      decimal("NaN"),
      Value(std::numeric_limits<double>::infinity()),
      Value(std::int64_t{9007199254740993}),
      Value(9007199254740992.0),
      Value(std::numeric_limits<std::int64_t>::max()),
      Value(9223372036854775808.0),
      Value(Uint256(5)),
      Value("open"),
      Value("ope"),
      Value(""),
      Value("[open"),
      Value(std::string("open\0x", 6)),
      Value(Symbol{"open"}),
      Value(Date{5}),
      Value(ObjectId{}),
      Value(Undefined{}),
      Value(MinKey{}),
      Value(MaxKey{}),
      Value(Regex("^op", "i")),
      Value(StringSet{{"open", "x"}}),
      Value(NumberSet{{Decimal::from_integer(5)}}),
      Value(Bytes{{1, 2}, 0}),
  };
  return values;
}

rc::Gen<std::string> name() {
  return rc::gen::elementOf(std::vector<std::string>{"a", "b", "status", "0", "1"});
}

Value some(const rc::Gen<Value>& values, std::size_t count_max, bool as_list) {
  const auto count = *rc::gen::inRange<std::size_t>(0, count_max + 1);
  List list;
  Object object;
  for (std::size_t i = 0; i < count; ++i) {
    if (as_list)
      list.push_back(*values);
    else
      object.append(*name(), *values);
  }
  return as_list ? Value(std::move(list)) : Value(std::move(object));
}

// Comparisons take no undefined, and only $eq a regular expression.
rc::Gen<Value> comparable(int depth) {
  return rc::gen::suchThat(arbitrary_operand(depth), [](const Value& value) {
    return !value.is<Undefined>() && !value.is<Regex>();
  });
}

rc::Gen<List> comparables() { return rc::gen::resize(4, rc::gen::container<List>(comparable(1))); }

Value type_operand() {
  return *rc::gen::elementOf(std::vector<Value>{Value("number"), Value("string"), Value("array"),
                                                Value("object"), Value(10), Value("bool"),
                                                Value(List{Value("int"), Value("date")})});
}

Value element_query() {
  if (*rc::gen::arbitrary<bool>()) return *arbitrary_condition();
  return *arbitrary_query(0);
}

}  // namespace

rc::Gen<std::string> arbitrary_query_path() {
  return rc::gen::weightedElement<std::string>({{4, "status"},
                                                {3, "a"},
                                                {1, "b"},
                                                {2, "a.b"},
                                                {1, "a.0"},
                                                {1, "a.1.b"},
                                                {1, "a.b.a"},
                                                {1, "missing"}});
}

rc::Gen<Value> arbitrary_operand(int depth) {
  return rc::gen::exec([depth]() -> Value {
    const int kind = *rc::gen::inRange(0, depth > 0 ? 10 : 7);
    if (kind < 6) return *rc::gen::elementOf(pool());
    if (kind == 6) return *rc::gen::resize(8, arbitrary_value(Holds::bson, 0));
    return some(arbitrary_operand(depth - 1), 3, kind != 7);
  });
}

rc::Gen<Value> arbitrary_condition() {
  return rc::gen::exec([]() -> Value {
    switch (*rc::gen::inRange(0, 12)) {
      case 0:
      case 1:
        return Object{{"$eq", *comparable(2)}};
      case 2:
        return Object{{"$ne", *comparable(1)}};
      case 3:
      case 4: {
        const auto order =
            *rc::gen::elementOf(std::vector<std::string>{"$gt", "$gte", "$lt", "$lte"});
        return Object{{order, *comparable(1)}};
      }
      case 5:
        return Object{{*rc::gen::arbitrary<bool>() ? "$in" : "$nin", Value(*comparables())}};
      case 6:
        return Object{{"$exists", *rc::gen::arbitrary<bool>()}};
      case 7:
        return Object{{"$type", type_operand()}};
      case 8:
        return Object{{"$size", *rc::gen::inRange(0, 3)}};
      case 9:
        return Object{{"$all", Value(*comparables())}};
      case 10:
        return Object{{"$elemMatch", element_query()}};
      default:
        return Object{{"$regex", *rc::gen::elementOf(std::vector<std::string>{"^op", "n$", "x"})}};
    }
  });
}

rc::Gen<Value> arbitrary_query(int depth) {
  return rc::gen::exec([depth]() -> Value {
    const int kind = *rc::gen::inRange(0, depth > 0 ? 10 : 7);
    if (kind < 3) return Object{{*arbitrary_query_path(), *arbitrary_condition()}};
    if (kind < 5) return Object{{"status", "open"}, {*arbitrary_query_path(), *comparable(1)}};
    if (kind < 6)
      return Object{{*arbitrary_query_path(), Object{{"$not", *arbitrary_condition()}}}};
    if (kind < 7) return Object{{*arbitrary_query_path(), *comparable(2)}};
    const auto logical = *rc::gen::elementOf(std::vector<std::string>{"$and", "$or", "$nor"});
    List parts;
    for (int i = *rc::gen::inRange(1, 4); i > 0; --i) parts.push_back(*arbitrary_query(depth - 1));
    return Object{{logical, std::move(parts)}};
  });
}

rc::Gen<Value> arbitrary_queried_item() {
  return rc::gen::exec([]() -> Value {
    Object item;
    for (const char* const field : {"a", "status", "b"})
      if (*rc::gen::inRange(0, 5) > 0) item.append(field, *arbitrary_operand(3));
    return item;
  });
}

}  // namespace whimbrel::model::testing
