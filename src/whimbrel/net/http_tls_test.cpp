#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <random>

#include "whimbrel/base/run_program.hpp"
#include "whimbrel/net/http_client.hpp"

namespace whimbrel::net {
namespace {

// An HTTPS server whose certificate only those trust who have its file: `openssl s_server`.
class TlsServer {
 public:
  TlsServer()
      : folder_(std::filesystem::temp_directory_path() /
                ("whimbrel-tls-" + std::to_string(std::random_device{}()))) {
    std::filesystem::create_directories(folder_);
    base::ProgramSpec make;
    make.folder = folder_;
    make.arguments = {"openssl",
                      "req",
                      "-x509",
                      "-newkey",
                      "ec",
                      "-pkeyopt",
                      "ec_paramgen_curve:prime256v1",
                      "-nodes",
                      "-keyout",
                      "key.pem",
                      "-out",
                      "cert.pem",
                      "-days",
                      "2",
                      "-subj",
                      "/CN=test",
                      "-addext",
                      "subjectAltName=IP:127.0.0.1"};
    const base::Cancellation cancellation;
    const auto made = base::run_program(make, "", {}, cancellation);
    if (made && made->status.success()) start();
  }
  ~TlsServer() {
    server_.reset();
    std::filesystem::remove_all(folder_);
  }
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  bool runs() const { return port_ != 0; }
  std::string url(const std::string& host = "127.0.0.1") const {
    return "https://" + host + ":" + std::to_string(port_) + "/";
  }
  std::string certificate() const { return folder_ / "cert.pem"; }

 private:
  // It says where it listens: "ACCEPT 127.0.0.1:46229".
  void start() {
    base::ProgramSpec serve;
    serve.folder = folder_;
    serve.arguments = {"openssl", "s_server", "-accept",  "127.0.0.1:0", "-key",
                       "key.pem", "-cert",    "cert.pem", "-www"};
    server_ = std::move(*base::ChildProcess::start(serve));
    std::string output;
    std::size_t at = std::string::npos;
    while ((at = output.find("ACCEPT ")) == std::string::npos ||
           output.find('\n', at) == std::string::npos) {
      const auto read = server_->exchange("", output, 10'000);
      if (!read || read->output_ended) return;
    }
    port_ = std::atoi(output.c_str() + output.find(':', at) + 1);
  }

  std::filesystem::path folder_;
  std::unique_ptr<base::ChildProcess> server_;
  int port_ = 0;
};

TEST(HttpTls, trusts_no_certificate_that_nobody_vouches_for) {
  const TlsServer server;
  ASSERT_TRUE(server.runs()) << "the openssl program did not begin to serve";
  const base::Cancellation cancellation;
  HttpOptions options;
  options.tries_max = 1;
  HttpClient stranger(options, base::system_clock(), cancellation);
  const auto refused = stranger.send({"GET", server.url(), {}, ""});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), base::ErrorKind::permission) << refused.error().describe();

  options.ca_file = server.certificate();
  HttpClient friendly(options, base::system_clock(), cancellation);
  const auto answer = friendly.send({"GET", server.url(), {}, ""});
  ASSERT_TRUE(answer) << answer.error().describe();
  EXPECT_EQ(answer->status, 200);
  const auto other_name = friendly.send({"GET", server.url("localhost"), {}, ""});
  ASSERT_FALSE(other_name);
  EXPECT_EQ(other_name.error().kind(), base::ErrorKind::permission);
}

}  // namespace
}  // namespace whimbrel::net
