#include "whimbrel/recipes/action/testing/action_bench.hpp"

#include <filesystem>
#include <random>

#include "whimbrel/recipes/document/yaml.hpp"

namespace whimbrel::recipes::testing {

std::string make_test_folder() {
  const auto folder = std::filesystem::temp_directory_path() /
                      ("whimbrel-action-" + std::to_string(std::random_device{}()));
  std::filesystem::create_directories(folder);
  return folder;
}

ActionBench::ActionBench(stores::Store& store, const std::string& yaml)
    : folder_(make_test_folder()),
      context_{store, clock_, cancellation_, progress_, "005_test-run", 0, folder_, {}, nullptr} {
  if (const auto node = parse_yaml("005_test.yaml", yaml, findings_))
    action_ = compile_action(*node, {folder_, base::posix_file_system(), {}}, findings_);
}

ActionBench::~ActionBench() { std::filesystem::remove_all(folder_); }

std::string ActionBench::findings() const {
  std::string text;
  for (const Finding& finding : findings_.all())
    text += finding.code + ": " + finding.message + "\n";
  return text;
}

base::Status ActionBench::perform() {
  WHIMBREL_ASSIGN(const bool done, is_done());
  if (done) return {};
  WHIMBREL_ASSIGN(context_.memo, action_->prepare(context_));
  WHIMBREL_TRY(action_->perform(context_));
  return {};
}

}  // namespace whimbrel::recipes::testing
