#pragma once

#include <string>
#include <string_view>

#include "whimbrel/cli/terminal/terminal.hpp"
#include "whimbrel/engine/progress.hpp"

namespace whimbrel::cli {

// Shows how one of several runs at a time goes: a line at each phase's beginning, and each message,
// behind the run's name. One thread at a time, as ProgressSink says; many on one terminal.
class LabelledProgress final : public engine::ProgressSink {
 public:
  LabelledProgress(Terminal& terminal, std::string label)
      : terminal_(terminal), label_(std::move(label)) {}

  void on_progress(const engine::Progress& progress) override;
  void on_message(std::string_view message) override;

 private:
  Terminal& terminal_;
  std::string label_;
  std::string phase_;
};

}  // namespace whimbrel::cli
