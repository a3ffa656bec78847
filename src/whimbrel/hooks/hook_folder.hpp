#pragma once

#include <map>
#include <string>
#include <vector>

#include "whimbrel/base/file_system.hpp"
#include "whimbrel/engine/run_events.hpp"

namespace whimbrel::hooks {

// The programs of a folder, by the event they are named after: `after-up`, then `after-up.d/*` in
// name order. Hidden files and editors' copies (name~) are left alone, and so are other names.
class HookFolder {
 public:
  // Nothing when there is no such folder. permission, with the command that mends it, for a program
  // that cannot be run or that others than its owner may write; usage for a name that is almost an
  // event's ("before_up.sh"), as nobody would notice that it does not run.
  static base::Result<HookFolder> load(base::FileSystem& files, const std::string& folder);

  // Absolute paths, in the order they run.
  const std::vector<std::string>& programs(engine::RunEvent event) const;

 private:
  base::Status add(base::FileSystem& files, engine::RunEvent event, const std::string& path);
  base::Status add_all_of(base::FileSystem& files, engine::RunEvent event,
                          const std::string& folder);

  std::map<engine::RunEvent, std::vector<std::string>> programs_;
};

}  // namespace whimbrel::hooks
