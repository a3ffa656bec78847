#include "whimbrel/engine/transfer/input_files.hpp"

namespace whimbrel::engine {
namespace {

bool is_data_file(const std::string& name) {
  return (name.ends_with(".json") || name.ends_with(".json.gz")) &&
         !name.starts_with("manifest-") && !name.starts_with('_') && !name.starts_with('.');
}

}  // namespace

base::Result<std::vector<std::string>> find_input_files(base::FileSystem& files,
                                                        const std::string& input) {
  if (input == "-") return std::vector{input};
  WHIMBREL_ASSIGN(const base::FileInfo info, files.stat(input));
  if (!info.is_directory) return std::vector{input};
  std::string directory = base::join_path(input, "data");
  if (const auto inner = files.stat(directory); !inner || !inner->is_directory) directory = input;
  WHIMBREL_ASSIGN(const auto names, files.list(directory));
  std::vector<std::string> paths;
  for (const std::string& name : names)
    if (is_data_file(name)) paths.push_back(base::join_path(directory, name));
  if (!paths.empty()) return paths;
  return base::fail(base::ErrorKind::not_found,
                    directory + " holds no data files of a DynamoDB export (*.json.gz)",
                    "name a file, or the directory that holds \"data\" and the manifests");
}

}  // namespace whimbrel::engine
