#include "whimbrel/hooks/webhook_sender.hpp"

#include <fmt/format.h>

#include <chrono>

#include "whimbrel/base/log.hpp"
#include "whimbrel/hooks/event_facts.hpp"

namespace whimbrel::hooks {

WebhookSender::WebhookSender(std::vector<Webhook> webhooks, const base::Clock& clock,
                             WebhookLimits limits)
    : webhooks_(std::move(webhooks)), clock_(clock), limits_(std::move(limits)) {
  if (!webhooks_.empty()) thread_ = std::thread([this] { work(); });
}

WebhookSender::~WebhookSender() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  cancellation_.request();
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void WebhookSender::send(engine::RunEvent event, const engine::RunFacts& facts) {
  for (const Webhook& webhook : webhooks_) {
    if (!webhook.wants(event)) continue;
    std::string id = new_delivery_id();
    std::string body = facts_to_json(event, facts, clock_.now_ms(), id);
    const std::lock_guard lock(mutex_);
    if (waiting_.size() < limits_.waiting_max)
      waiting_.push_back({&webhook, event, std::move(id), std::move(body)});
    else
      note_failure(fmt::format("{} is too slow: {} deliveries wait already",
                               net::shown_url(webhook.url), waiting_.size()));
  }
  changed_.notify_all();
}

base::Status WebhookSender::flush() {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, std::chrono::milliseconds(limits_.flush_ms),
                    [this] { return waiting_.empty() && !busy_; });
  const std::size_t left = waiting_.size() + (busy_ ? 1 : 0);
  if (left > 0) {
    note_failure("no time was left");
    failures_ += left - 1;
    waiting_.clear();
  }
  if (failures_ == 0) return {};
  const std::uint64_t failures = std::exchange(failures_, 0);
  return base::fail(base::ErrorKind::unavailable,
                    failures == 1 ? "a webhook was not delivered: " + last_failure_
                                  : fmt::format("{} webhooks were not delivered; the last one: {}",
                                                failures, last_failure_),
                    "look into the service that is called; the run itself is not touched by it");
}

void WebhookSender::work() {
  net::HttpClient client(limits_.http, base::system_clock(), cancellation_);
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ends_ || !waiting_.empty(); });
    if (ends_) return;
    Delivery delivery = std::move(waiting_.front());
    waiting_.pop_front();
    busy_ = true;
    lock.unlock();
    const base::Status sent =
        deliver(client, *delivery.webhook, delivery.event, delivery.id, std::move(delivery.body));
    lock.lock();
    busy_ = false;
    if (!sent && !ends_) note_failure(sent.error().describe());
    changed_.notify_all();
  }
}

// The caller holds the lock.
void WebhookSender::note_failure(std::string reason) {
  ++failures_;
  base::log(base::LogLevel::warning, "a webhook was not delivered", {{"reason", reason}});
  last_failure_ = std::move(reason);
}

}  // namespace whimbrel::hooks
