// What (a) compares to: one-KB items of a table get a new revision by the same UpdateItems that
// whimbrel sends, guarded by the old one, at the same concurrency; nothing is journalled, kept or
// looked at again.
#include <curl/curl.h>
#include <fmt/format.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "bench/tool/measurement.hpp"

namespace {

struct Job {
  std::string endpoint, table;
  std::string old_revision, new_revision;
  int items = 0;
};

std::size_t drop(char*, std::size_t size, std::size_t count, void*) { return size * count; }

// One connection of its own, kept alive.
class Updater {
 public:
  explicit Updater(const Job& job) : job_(job), curl_(curl_easy_init()) {
    headers_ = curl_slist_append(headers_, "Content-Type: application/x-amz-json-1.0");
    headers_ = curl_slist_append(headers_, "X-Amz-Target: DynamoDB_20120810.UpdateItem");
    curl_easy_setopt(curl_, CURLOPT_URL, job_.endpoint.c_str());
    curl_easy_setopt(curl_, CURLOPT_HTTPHEADER, headers_);
    curl_easy_setopt(curl_, CURLOPT_AWS_SIGV4, "aws:amz:eu-west-2:dynamodb");
    const std::string user = fmt::format("{}:{}", std::getenv("AWS_ACCESS_KEY_ID"),
                                         std::getenv("AWS_SECRET_ACCESS_KEY"));
    curl_easy_setopt(curl_, CURLOPT_USERPWD, user.c_str());
    curl_easy_setopt(curl_, CURLOPT_WRITEFUNCTION, drop);
  }
  Updater(const Updater&) = delete;
  Updater& operator=(const Updater&) = delete;
  ~Updater() {
    curl_easy_cleanup(curl_);
    curl_slist_free_all(headers_);
  }

  bool update(int number) {
    const std::string body = fmt::format(
        R"({{"TableName":"{}","Key":{{"id":{{"S":"item-{:06}"}}}},"UpdateExpression":"SET #r = :n","ConditionExpression":"#r = :o","ExpressionAttributeNames":{{"#r":"revision"}},"ExpressionAttributeValues":{{":n":{{"S":"{}"}},":o":{{"S":"{}"}}}},"ReturnConsumedCapacity":"TOTAL"}})",
        job_.table, number, job_.new_revision, job_.old_revision);
    curl_easy_setopt(curl_, CURLOPT_POSTFIELDS, body.c_str());
    curl_easy_setopt(curl_, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    long status = 0;
    if (curl_easy_perform(curl_) != CURLE_OK) return false;
    curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &status);
    return status == 200;
  }

 private:
  const Job& job_;
  CURL* curl_;
  curl_slist* headers_ = nullptr;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 7) {
    std::fprintf(stderr, "usage: %s ENDPOINT TABLE ITEMS OLD NEW CONCURRENCY\n", argv[0]);
    return 2;
  }
  const Job job{argv[1], argv[2], argv[4], argv[5], std::stoi(argv[3])};
  curl_global_init(CURL_GLOBAL_DEFAULT);
  const whimbrel::bench::Stopwatch watch;
  std::atomic<int> next{0}, changed{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < std::stoi(argv[6]); ++i)
    threads.emplace_back([&] {
      Updater updater(job);
      for (int number = next++; number < job.items; number = next++)
        if (updater.update(number)) ++changed;
    });
  for (std::thread& thread : threads) thread.join();
  fmt::print("{{\"seconds\":{},\"changed\":{}}}\n", watch.seconds(), changed.load());
  return 0;
}
