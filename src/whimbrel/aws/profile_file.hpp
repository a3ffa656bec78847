#pragma once

#include <map>
#include <string>
#include <string_view>

namespace whimbrel::aws {

// The settings of one profile, names in lower case. Some are secret: wiped when this goes.
class Profile {
 public:
  Profile() = default;
  ~Profile();
  Profile(Profile&&) = default;
  Profile& operator=(Profile&&) = default;
  Profile(const Profile&) = delete;
  Profile& operator=(const Profile&) = delete;

  // nullptr when it is not set, or empty.
  const std::string* find(std::string_view setting) const;
  void set(std::string setting, std::string value);

 private:
  std::map<std::string, std::string, std::less<>> settings_;
};

// By name; "default" when a person gave none.
using Profiles = std::map<std::string, Profile, std::less<>>;

enum class ProfileFileKind : unsigned char {
  config,       // "[profile work]"; other kinds of sections are passed over
  credentials,  // "[work]"
};

// Reads a file as AWS's tools do: comments at the start of a line or after a blank, settings whose
// lines are indented below another's passed over, lines that are no setting as well. What the text
// says replaces what `profiles` held.
void read_profile_file(std::string_view text, ProfileFileKind kind, Profiles& profiles);

}  // namespace whimbrel::aws
