#include "whimbrel/cli/terminal/labelled_progress.hpp"

#include <fmt/format.h>

namespace whimbrel::cli {

void LabelledProgress::on_progress(const engine::Progress& progress) {
  if (progress.phase == phase_) return;
  phase_ = progress.phase;
  on_message(phase_);
}

void LabelledProgress::on_message(std::string_view message) {
  terminal_.print_line(fmt::format("{}: {}", label_, message));
}

}  // namespace whimbrel::cli
