#include "whimbrel/net/testing/http_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "whimbrel/base/clock.hpp"

namespace whimbrel::net::testing {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool receive_more(int connection, std::string& text) {
  std::array<char, 4096> buffer;
  const ssize_t count = ::recv(connection, buffer.data(), buffer.size(), 0);
  if (count <= 0) return false;
  text.append(buffer.data(), static_cast<std::size_t>(count));
  return true;
}

SeenRequest receive_request(int connection) {
  std::string text;
  std::size_t end = std::string::npos;
  while ((end = text.find("\r\n\r\n")) == std::string::npos)
    if (!receive_more(connection, text)) return {};
  SeenRequest request;
  const std::size_t line = text.find("\r\n");
  const std::size_t blank = text.find(' ');
  request.method = text.substr(0, blank);
  request.target = text.substr(blank + 1, text.rfind(' ', line) - blank - 1);
  request.headers = text.substr(line + 2, end - line);
  request.body = text.substr(end + 4);
  const std::string length = request.header("content-length");
  const std::size_t wanted = length.empty() ? 0 : std::stoul(length);
  while (request.body.size() < wanted && receive_more(connection, request.body)) {
  }
  return request;
}

void send_all(int connection, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::send(connection, text.data(), text.size(), MSG_NOSIGNAL);
    if (count <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace

std::string SeenRequest::header(const std::string& name) const {
  const std::string lines = "\r\n" + headers;
  const std::string wanted = "\r\n" + lower(name) + ":";
  const std::size_t at = lower(lines).find(wanted);
  if (at == std::string::npos) return {};
  const std::size_t begin = lines.find_first_not_of(' ', at + wanted.size());
  return lines.substr(begin, lines.find("\r\n", begin) - begin);
}

HttpServer::HttpServer(Handler handler)
    : handler_(std::move(handler)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_.number(), generic, size) == 0 && ::listen(listener_.number(), 16) == 0 &&
      ::getsockname(listener_.number(), generic, &size) == 0)
    port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

HttpServer::~HttpServer() {
  // Wakes the thread from accept().
  ::shutdown(listener_.number(), SHUT_RDWR);
  thread_.join();
}

std::string HttpServer::url(const std::string& target) const {
  return "http://127.0.0.1:" + std::to_string(port_) + target;
}

std::vector<SeenRequest> HttpServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void HttpServer::serve() {
  while (true) {
    const base::OwnedDescriptor connection(
        ::accept4(listener_.number(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!connection.is_open()) return;
    while (answer_one(connection.number())) {
    }
  }
}

bool HttpServer::answer_one(int connection) {
  const SeenRequest request = receive_request(connection);
  if (request.method.empty()) return false;
  std::size_t count_before = 0;
  {
    const std::lock_guard lock(mutex_);
    count_before = requests_.size();
    requests_.push_back(request);
  }
  const ServerAnswer answer = handler_(request, count_before);
  if (answer.delay_ms > 0) base::system_clock().sleep_ms(answer.delay_ms);
  const std::string text = "HTTP/1.1 " + std::to_string(answer.status) + " Answer\r\n" +
                           answer.headers +
                           (answer.keeps_connection ? "" : "Connection: close\r\n") +
                           "Content-Length: " + std::to_string(answer.body.size()) + "\r\n\r\n" +
                           (request.method == "HEAD" ? "" : answer.body);
  const auto cut = static_cast<std::size_t>(answer.cut_after_bytes);
  send_all(connection, answer.cut_after_bytes < 0 ? text : text.substr(0, cut));
  return answer.keeps_connection;
}

}  // namespace whimbrel::net::testing
