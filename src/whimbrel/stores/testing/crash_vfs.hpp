#pragma once

#include <memory>
#include <string>

struct sqlite3_vfs;

namespace whimbrel::stores::testing {

class CrashDiskState;

// Makes a disk known to SQLite under a name of its own, as long as this lives.
class CrashVfs {
 public:
  // `disk` must outlive it.
  explicit CrashVfs(CrashDiskState& disk);
  ~CrashVfs();
  CrashVfs(const CrashVfs&) = delete;
  CrashVfs& operator=(const CrashVfs&) = delete;

  const std::string& name() const noexcept { return name_; }

 private:
  std::string name_;
  std::unique_ptr<sqlite3_vfs> vfs_;
};

}  // namespace whimbrel::stores::testing
