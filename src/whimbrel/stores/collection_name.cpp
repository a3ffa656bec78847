#include "whimbrel/stores/collection_name.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <string>

namespace whimbrel::stores {
namespace {

bool is_control(char character) {
  const auto byte = static_cast<unsigned char>(character);
  return byte < 0x20 || byte == 0x7f;
}

char lower(char character) {
  return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a')
                                              : character;
}

bool begins_with_ignoring_case(std::string_view name, std::string_view prefix) {
  return name.size() >= prefix.size() &&
         std::equal(prefix.begin(), prefix.end(), name.begin(),
                    [](char expected, char actual) { return expected == lower(actual); });
}

// Whose name it is, and how to give another.
struct Named {
  std::string_view what;
  std::string_view remedy;
};

base::Status refuse(const Named& named, std::string_view rule) {
  return base::fail(base::ErrorKind::usage, fmt::format("{} name {}", named.what, rule),
                    std::string(named.remedy));
}

base::Status check_name(const Named& named, std::string_view name) {
  if (name.empty()) return refuse(named, "is empty");
  if (name.size() > collection_name_bytes_max)
    return refuse(named, fmt::format("is {} bytes long; {} are allowed", name.size(),
                                     collection_name_bytes_max));
  if (!simdjson::validate_utf8(name.data(), name.size()))
    return refuse(named, "is not valid UTF-8");
  if (std::any_of(name.begin(), name.end(), is_control))
    return refuse(named, "holds a control character");
  for (const std::string_view reserved : {"whimbrel_", "sqlite_"})
    if (begins_with_ignoring_case(name, reserved))
      return refuse(
          named, fmt::format("\"{}\" begins with \"{}\", which is kept for the store itself", name,
                             reserved));
  return {};
}

}  // namespace

base::Status check_collection_name(std::string_view name) {
  return check_name({"collection", "choose another name with --collection"}, name);
}

base::Status check_index_name(std::string_view name) {
  return check_name({"index", "give the index another name"}, name);
}

}  // namespace whimbrel::stores
