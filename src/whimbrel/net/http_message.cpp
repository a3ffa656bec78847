#include <algorithm>
#include <cctype>

#include "whimbrel/net/http_client.hpp"

namespace whimbrel::net {
namespace {

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

}  // namespace

const std::string* HttpResponse::find_header(std::string_view name) const {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const HttpHeader& header) {
    return same_name(header.name, name);
  });
  return found == headers.end() ? nullptr : &found->value;
}

std::string shown_url(std::string_view url) {
  std::string shown;
  if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos) {
    shown = url.substr(0, scheme + 3);
    url.remove_prefix(scheme + 3);
  }
  const std::string_view host = url.substr(0, url.find_first_of("/?#"));
  // A user's name and password stand before the last '@' of the host.
  if (const std::size_t at = host.rfind('@'); at != std::string_view::npos)
    url.remove_prefix(at + 1);
  const std::size_t secret = url.find_first_of("?#");
  shown += url.substr(0, secret);
  if (secret != std::string_view::npos) shown += url[secret] == '?' ? "?…" : "#…";
  return shown;
}

}  // namespace whimbrel::net
