#include "whimbrel/base/testing/fault_file_system.hpp"

#include <algorithm>
#include <cstring>
#include <random>

namespace whimbrel::base::testing {
namespace {

constexpr std::size_t sector_bytes = 512;

tl::unexpected<Error> fail_missing(const std::string& path) {
  return fail(ErrorKind::not_found, "no such file: " + path, "check the path");
}

std::size_t half_of(std::size_t size) { return size < 2 ? size : size / 2; }

void write_into(std::string& content, std::uint64_t offset, std::string_view bytes) {
  if (content.size() < offset + bytes.size()) content.resize(offset + bytes.size());
  std::memcpy(content.data() + offset, bytes.data(), bytes.size());
}

}  // namespace

struct FaultFileSystem::Inode {
  struct Change {
    bool is_truncation;
    std::uint64_t offset;  // of a truncation: the new size
    std::string bytes;
  };

  std::string content;
  std::string durable;
  std::vector<Change> pending;
  std::uint32_t permissions = 0600;

  void make_durable() {
    durable = content;
    pending.clear();
  }

  // Sector by sector, as a disk with a cache may: a whole write, none of it, or some of its
  // sectors.
  void keep_some_of(const Change& change, std::mt19937_64& random) {
    switch (random() % 3) {
      case 0:
        return;
      case 1:
        if (change.is_truncation)
          durable.resize(change.offset);
        else
          write_into(durable, change.offset, change.bytes);
        return;
      default:
        if (change.is_truncation) return;
        for (std::size_t at = 0; at < change.bytes.size(); at += sector_bytes)
          if (random() % 2 == 0)
            write_into(durable, change.offset + at,
                       std::string_view(change.bytes).substr(at, sector_bytes));
    }
  }
};

struct FaultFileSystem::NameChange {
  std::string directory;
  std::string removed;  // empty = none
  std::string added;    // empty = none
  InodePtr inode;

  void apply_to(Names& names) const {
    if (!removed.empty()) names.erase(removed);
    if (!added.empty()) names[added] = inode;
  }
};

class FaultFileSystem::OpenFile final : public File {
 public:
  OpenFile(FaultFileSystem& disk, InodePtr inode, std::string path)
      : disk_(disk), inode_(std::move(inode)), path_(std::move(path)), process_(disk.process_) {}

  Result<std::size_t> read_some(std::uint64_t offset, std::span<char> buffer) override {
    const std::scoped_lock lock(disk_.mutex_);
    const Decision decision = decide(Access::looks);
    if (decision.error) return tl::unexpected(*decision.error);
    const std::string& content = inode_->content;
    if (offset >= content.size()) return 0;
    std::size_t count = std::min<std::size_t>(buffer.size(), content.size() - offset);
    if (decision.half) count = half_of(count);
    std::memcpy(buffer.data(), content.data() + offset, count);
    return count;
  }

  Result<std::size_t> write_some(std::uint64_t offset, std::string_view bytes) override {
    const std::scoped_lock lock(disk_.mutex_);
    const Decision decision = decide(Access::writes);
    if (decision.error && !decision.half) return tl::unexpected(*decision.error);
    if (decision.half) bytes = bytes.substr(0, half_of(bytes.size()));
    write_into(inode_->content, offset, bytes);
    inode_->pending.push_back({false, offset, std::string(bytes)});
    if (decision.error) return tl::unexpected(*decision.error);
    return bytes.size();
  }

  Status sync() override {
    const std::scoped_lock lock(disk_.mutex_);
    const Decision decision = decide(Access::changes);
    if (decision.error) {
      sync_failed_ = true;
      // As Linux does: the pages count as clean from now on, though they never reached the disk.
      inode_->pending.clear();
      return tl::unexpected(*decision.error);
    }
    if (!disk_.ignore_sync_) inode_->make_durable();
    return {};
  }

  Status truncate(std::uint64_t size_bytes) override {
    const std::scoped_lock lock(disk_.mutex_);
    const Decision decision = decide(Access::changes);
    if (decision.error) return tl::unexpected(*decision.error);
    inode_->content.resize(size_bytes);
    inode_->pending.push_back({true, size_bytes, {}});
    return {};
  }

  Result<FileInfo> info() override {
    const std::scoped_lock lock(disk_.mutex_);
    const Decision decision = decide(Access::looks);
    if (decision.error) return tl::unexpected(*decision.error);
    return FileInfo{false, inode_->content.size(), inode_->permissions, 0};
  }

 private:
  Decision decide(Access access) {
    if (process_ != disk_.process_)
      return {false, Error(ErrorKind::io, path_ + ": opened by a process that is gone")};
    if (sync_failed_ && access != Access::looks)
      return {false, Error(ErrorKind::io, path_ + ": an earlier sync failed")};
    return disk_.decide(access, path_);
  }

  FaultFileSystem& disk_;
  InodePtr inode_;
  std::string path_;
  std::uint64_t process_;
  bool sync_failed_ = false;
};

FaultFileSystem::FaultFileSystem() : directories_{".", "/"} {}
FaultFileSystem::~FaultFileSystem() = default;

FaultFileSystem::Decision FaultFileSystem::decide(Access access, const std::string& path) {
  const Error killed_error(ErrorKind::io, path + ": the process was killed here by the test");
  if (killed_) return {false, killed_error};
  ++calls_;
  const std::uint64_t boundaries = access == Access::looks ? 0 : access == Access::writes ? 2 : 1;
  if (kill_at_ && boundaries_ + boundaries >= *kill_at_ && boundaries > 0) {
    killed_ = true;
    return {boundaries_ + 1 < *kill_at_, killed_error};
  }
  boundaries_ += boundaries;
  const auto fault = faults_.find(calls_);
  if (fault == faults_.end()) return {};
  switch (fault->second) {
    case Fault::short_count:
      return {true, {}};
    case Fault::no_space:
      return {access == Access::writes,
              Error(ErrorKind::no_space, path + ": the disk is full (made so by the test)")};
    case Fault::io_error:
      break;
  }
  return {access == Access::writes,
          Error(ErrorKind::io, path + ": the disk broke (made so by the test)")};
}

void FaultFileSystem::kill_at_boundary(std::uint64_t number) {
  const std::scoped_lock lock(mutex_);
  kill_at_ = number;
}

void FaultFileSystem::fail_call(std::uint64_t number, Fault fault) {
  const std::scoped_lock lock(mutex_);
  faults_[number] = fault;
}

void FaultFileSystem::set_ignore_sync(bool ignore) {
  const std::scoped_lock lock(mutex_);
  ignore_sync_ = ignore;
}

std::uint64_t FaultFileSystem::boundaries_passed() const {
  const std::scoped_lock lock(mutex_);
  return boundaries_;
}

std::uint64_t FaultFileSystem::calls_made() const {
  const std::scoped_lock lock(mutex_);
  return calls_;
}

bool FaultFileSystem::killed() const {
  const std::scoped_lock lock(mutex_);
  return killed_;
}

void FaultFileSystem::begin_process() {
  ++process_;
  boundaries_ = 0;
  calls_ = 0;
  kill_at_.reset();
  faults_.clear();
  killed_ = false;
}

void FaultFileSystem::restart() {
  const std::scoped_lock lock(mutex_);
  begin_process();
}

void FaultFileSystem::lose_power(std::uint64_t seed) {
  const std::scoped_lock lock(mutex_);
  begin_process();
  std::mt19937_64 random(seed);
  for (const NameChange& change : pending_)
    if (random() % 2 == 0) change.apply_to(durable_names_);
  pending_.clear();
  std::set<Inode*> seen;
  for (const auto& [path, inode] : durable_names_) {
    if (!seen.insert(inode.get()).second) continue;
    for (const Inode::Change& change : inode->pending) inode->keep_some_of(change, random);
    inode->pending.clear();
    inode->content = inode->durable;
  }
  names_ = durable_names_;
}

std::optional<std::string> FaultFileSystem::content(const std::string& path) const {
  const std::scoped_lock lock(mutex_);
  const auto found = names_.find(path);
  if (found == names_.end()) return std::nullopt;
  return found->second->content;
}

void FaultFileSystem::place(const std::string& path, std::string bytes, std::uint32_t permissions) {
  const std::scoped_lock lock(mutex_);
  auto inode = std::make_shared<Inode>();
  inode->content = std::move(bytes);
  inode->permissions = permissions;
  inode->make_durable();
  directories_.insert(directory_of(path));
  names_[path] = inode;
  durable_names_[path] = inode;
}

std::vector<std::string> FaultFileSystem::paths() const {
  const std::scoped_lock lock(mutex_);
  std::vector<std::string> paths;
  for (const auto& [path, inode] : names_) paths.push_back(path);
  return paths;
}

void FaultFileSystem::note_name_change(NameChange change) {
  change.apply_to(names_);
  pending_.push_back(std::move(change));
}

Result<std::unique_ptr<File>> FaultFileSystem::open(const std::string& path, OpenMode mode,
                                                    std::uint32_t permissions) {
  const std::scoped_lock lock(mutex_);
  const bool creates = mode == OpenMode::create_new || mode == OpenMode::create_or_truncate;
  const Decision decision = decide(creates ? Access::changes : Access::looks, path);
  if (decision.error) return tl::unexpected(*decision.error);
  const auto found = names_.find(path);
  if (found != names_.end()) {
    if (mode == OpenMode::create_new)
      return fail(ErrorKind::refused, path + " is there already", "choose another name");
    if (mode == OpenMode::create_or_truncate) {
      found->second->content.clear();
      found->second->pending.push_back({true, 0, {}});
    }
    return std::make_unique<OpenFile>(*this, found->second, path);
  }
  const std::string directory = directory_of(path);
  if (!creates || !directories_.contains(directory)) return fail_missing(path);
  auto inode = std::make_shared<Inode>();
  inode->permissions = permissions;
  note_name_change({directory, {}, path, inode});
  return std::make_unique<OpenFile>(*this, inode, path);
}

Status FaultFileSystem::rename(const std::string& from, const std::string& to, IfExists if_exists) {
  const std::scoped_lock lock(mutex_);
  const Decision decision = decide(Access::changes, to);
  if (decision.error) return tl::unexpected(*decision.error);
  const auto found = names_.find(from);
  if (found == names_.end()) return fail_missing(from);
  if (if_exists == IfExists::refuse && names_.contains(to))
    return fail(ErrorKind::refused, to + " is there already", "choose another name");
  note_name_change({directory_of(to), from, to, found->second});
  return {};
}

Status FaultFileSystem::remove(const std::string& path) {
  const std::scoped_lock lock(mutex_);
  const Decision decision = decide(Access::changes, path);
  if (decision.error) return tl::unexpected(*decision.error);
  if (!names_.contains(path)) return fail_missing(path);
  note_name_change({directory_of(path), path, {}, nullptr});
  return {};
}

Result<FileInfo> FaultFileSystem::stat(const std::string& path) {
  const std::scoped_lock lock(mutex_);
  const Decision decision = decide(Access::looks, path);
  if (decision.error) return tl::unexpected(*decision.error);
  if (directories_.contains(path)) return FileInfo{true, 0, 0700, 0};
  const auto found = names_.find(path);
  if (found == names_.end()) return fail_missing(path);
  return FileInfo{false, found->second->content.size(), found->second->permissions, 0};
}

Result<std::vector<std::string>> FaultFileSystem::list(const std::string& directory) {
  const std::scoped_lock lock(mutex_);
  const Decision decision = decide(Access::looks, directory);
  if (decision.error) return tl::unexpected(*decision.error);
  if (!directories_.contains(directory)) return fail_missing(directory);
  std::vector<std::string> names;
  for (const auto& [path, inode] : names_)
    if (directory_of(path) == directory) names.push_back(path.substr(path.rfind('/') + 1));
  return names;
}

Status FaultFileSystem::make_directories(const std::string& directory) {
  const std::scoped_lock lock(mutex_);
  const Decision decision = decide(Access::looks, directory);
  if (decision.error) return tl::unexpected(*decision.error);
  for (std::string at = directory; directories_.insert(at).second;) at = directory_of(at);
  return {};
}

Status FaultFileSystem::sync_directory(const std::string& directory) {
  const std::scoped_lock lock(mutex_);
  const Decision decision = decide(Access::changes, directory);
  if (decision.error) return tl::unexpected(*decision.error);
  if (!directories_.contains(directory)) return fail_missing(directory);
  if (ignore_sync_) return {};
  const auto synced = [&](const NameChange& change) { return change.directory == directory; };
  for (const NameChange& change : pending_)
    if (synced(change)) change.apply_to(durable_names_);
  std::erase_if(pending_, synced);
  return {};
}

}  // namespace whimbrel::base::testing
