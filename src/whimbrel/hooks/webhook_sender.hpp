#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "whimbrel/base/cancellation.hpp"
#include "whimbrel/base/clock.hpp"
#include "whimbrel/hooks/webhook.hpp"

namespace whimbrel::hooks {

struct WebhookLimits {
  net::HttpOptions http{5'000, 10'000, 65'536, 0, 4, 500, 5'000, {}};
  // What waits to be sent; more is dropped and counted.
  std::size_t waiting_max = 1'000;
  // How long the end of a run waits for what is not yet sent.
  std::int64_t flush_ms = 20'000;
};

// Delivers on a thread of its own, so that a slow service slows no run. Thread-safe.
class WebhookSender {
 public:
  // `clock` must outlive it.
  WebhookSender(std::vector<Webhook> webhooks, const base::Clock& clock, WebhookLimits limits);
  // Drops what is not yet sent.
  ~WebhookSender();
  WebhookSender(const WebhookSender&) = delete;
  WebhookSender& operator=(const WebhookSender&) = delete;

  // Returns at once.
  void send(engine::RunEvent event, const engine::RunFacts& facts);

  // Waits until all is delivered or given up, up to flush_ms. unavailable when some was not, since
  // the flush before, and what the last reason was.
  base::Status flush();

 private:
  struct Delivery {
    const Webhook* webhook;
    engine::RunEvent event;
    std::string id;
    std::string body;
  };

  void work();
  void note_failure(std::string reason);

  const std::vector<Webhook> webhooks_;
  const base::Clock& clock_;
  const WebhookLimits limits_;
  base::Cancellation cancellation_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Delivery> waiting_;
  bool busy_ = false;
  bool ends_ = false;
  std::uint64_t failures_ = 0;
  std::string last_failure_;
  std::thread thread_;
};

}  // namespace whimbrel::hooks
