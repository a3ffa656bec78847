#include "tests/chaos/oracle_items.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace whimbrel::chaos {
namespace {

using Members = std::vector<std::pair<std::string, std::string>>;

constexpr const char* obsolete_raw = R"([1, {"deep": "a,b}"}])";
constexpr const char* old_stamp_raw = R"("never")";

std::string render(const Members& members, bool blanks) {
  std::string text = "{";
  for (const auto& [name, raw] : members) {
    if (text.size() > 1) text += blanks ? ", " : ",";
    text += fmt::format("\"{}\"{}{}", name, blanks ? ": " : ":", raw);
  }
  return text + "}";
}

Members::iterator find(Members& members, const std::string& name) {
  return std::find_if(members.begin(), members.end(),
                      [&](const auto& member) { return member.first == name; });
}

void set(Members& members, const std::string& name, const std::string& raw) {
  const auto place = find(members, name);
  if (place == members.end())
    members.emplace_back(name, raw);
  else
    place->second = raw;
}

std::string state_of(int number) {
  if (number % 3 == 0) return "old";
  return number % 7 == 0 ? "dead" : "fine";
}

Members members_of(int number) {
  Members members = {{"_id", fmt::format("\"item-{:04}\"", number)},
                     {"state", "\"" + state_of(number) + "\""},
                     {"owner", fmt::format("\"user-{}\"", number % 5)},
                     {"amount", fmt::format("{}", number * 10)},
                     {"note", fmt::format("\"caf\\u00e9 \xF0\x9F\x90\xA6 {}\"", number)}};
  const std::pair<std::string, std::string> obsolete{"obsolete", obsolete_raw};
  switch (number % 4) {
    case 0:
      members.push_back(obsolete);
      break;
    case 1:
      members.insert(members.begin(), obsolete);
      break;
    case 2:
      members.insert(members.begin() + 2, obsolete);
      break;
    default:
      break;
  }
  if (number % 5 == 2) members.insert(members.begin() + 1, {"stamp", old_stamp_raw});
  if (number % 15 == 12) members.emplace_back("fragile", "true");
  return members;
}

// The rule: dead is erased; old that is fragile is left with a reason; other old becomes new, gets
// the run's time as stamp and loses obsolete.
SeedItem make_item(int number) {
  Members members = members_of(number);
  const bool blanks = number % 2 == 0;
  const std::string state = state_of(number);
  SeedItem item;
  item.key = find(members, "_id")->second;
  item.before = render(members, blanks);
  item.after = item.before;
  item.is_rejected = state == "old" && find(members, "fragile") != members.end();
  item.is_changed = state == "dead" || (state == "old" && !item.is_rejected);
  if (!item.is_changed) return item;
  if (state == "dead") {
    item.after.reset();
    return item;
  }
  const auto raw_of = [&](const std::string& name) {
    const auto place = find(members, name);
    return place == members.end() ? std::nullopt : std::optional(place->second);
  };
  item.stamp_before = raw_of("stamp");
  item.obsolete_before = raw_of("obsolete");
  set(members, "state", "\"new\"");
  set(members, "stamp", stamp_written());
  if (item.obsolete_before) members.erase(find(members, "obsolete"));
  item.after = render(members, blanks);
  return item;
}

}  // namespace

std::string stamp_written() {
  return fmt::format(R"({{"$date":{{"$numberLong":"{}"}}}})", run_time_ms);
}

std::vector<SeedItem> make_seed(int count) {
  std::vector<SeedItem> items;
  for (int number = 0; number < count; ++number) items.push_back(make_item(number));
  return items;
}

}  // namespace whimbrel::chaos
