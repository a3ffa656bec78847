#pragma once

#include <memory>
#include <utility>

namespace whimbrel::model {

// A T on the heap that copies and compares like a T. Keeps rare, large alternatives from making
// every Value large. Never empty, except after being moved from.
template <typename T>
class Box {
 public:
  explicit Box(T content) : content_(std::make_unique<T>(std::move(content))) {}
  Box(const Box& other) : content_(std::make_unique<T>(*other.content_)) {}
  Box(Box&&) noexcept = default;
  Box& operator=(const Box& other) {
    content_ = std::make_unique<T>(*other.content_);
    return *this;
  }
  Box& operator=(Box&&) noexcept = default;
  ~Box() = default;

  const T& operator*() const noexcept { return *content_; }
  T& operator*() noexcept { return *content_; }

 private:
  std::unique_ptr<T> content_;
};

}  // namespace whimbrel::model
