#include "whimbrel/stores/testing/crash_vfs.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <mutex>
#include <new>
#include <string_view>

#include "whimbrel/stores/testing/crash_disk_state.hpp"

// SQLite's file interface in C callbacks; https://www.sqlite.org/vfs.html says what each must do.
namespace whimbrel::stores::testing {
namespace {

struct OpenFile {
  sqlite3_file base;  // SQLite sees only this: it must come first
  CrashDiskState* disk;
  NodePtr node;
  std::string path;
  std::uint64_t epoch;
  int lock_level;
  bool shared_memory_attached;
  bool removed_on_close;
  bool syncs_folder;  // with its next sync
};

using Lock = std::lock_guard<std::recursive_mutex>;

OpenFile& as_open(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file); }
CrashDiskState& disk_of(sqlite3_vfs* vfs) { return *static_cast<CrashDiskState*>(vfs->pAppData); }
bool is_dead(const OpenFile& file) { return file.disk->is_dead(file.epoch); }
sqlite3_vfs* machine() { return sqlite3_vfs_find(nullptr); }

int close_file(sqlite3_file* handle) {
  OpenFile& file = as_open(handle);
  const Lock lock(file.disk->mutex());
  file.node->locks.unlock(SQLITE_LOCK_NONE, file.lock_level);
  if (file.removed_on_close && !file.path.empty() && !is_dead(file))
    file.disk->remove(file.path, false);
  file.~OpenFile();
  return SQLITE_OK;
}

int read_file(sqlite3_file* handle, void* buffer, int amount, sqlite3_int64 offset) {
  OpenFile& file = as_open(handle);
  const Lock lock(file.disk->mutex());
  if (is_dead(file)) return SQLITE_IOERR_READ;
  if (file.disk->pass(DiskCall::read, file.path).fails) return SQLITE_IOERR_READ;
  const std::string_view content = file.node->file.visible();
  const auto wanted = static_cast<std::size_t>(amount);
  const auto start = std::min(static_cast<std::size_t>(offset), content.size());
  const std::string_view found = content.substr(start, wanted);
  std::memcpy(buffer, found.data(), found.size());
  if (found.size() == wanted) return SQLITE_OK;
  std::memset(static_cast<char*>(buffer) + found.size(), 0, wanted - found.size());
  return SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* handle, const void* buffer, int amount, sqlite3_int64 offset) {
  OpenFile& file = as_open(handle);
  const Lock lock(file.disk->mutex());
  if (is_dead(file)) return SQLITE_IOERR_WRITE;
  const CallDecision decision = file.disk->pass(DiskCall::write, file.path);
  const auto bytes = static_cast<std::size_t>(amount);
  const std::size_t written = decision.performs ? bytes : decision.half ? bytes / 2 : 0;
  if (written > 0)
    file.node->file.write(static_cast<std::size_t>(offset),
                          {static_cast<const char*>(buffer), written});
  if (!decision.fails) return SQLITE_OK;
  return decision.out_of_space ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

int truncate_file(sqlite3_file* handle, sqlite3_int64 size) {
  OpenFile& file = as_open(handle);
  const Lock lock(file.disk->mutex());
  if (is_dead(file)) return SQLITE_IOERR_TRUNCATE;
  if (file.disk->pass(DiskCall::truncate, file.path).fails) return SQLITE_IOERR_TRUNCATE;
  file.node->file.truncate(static_cast<std::size_t>(size));
  return SQLITE_OK;
}

int sync_file(sqlite3_file* handle, int) {
  OpenFile& file = as_open(handle);
  const Lock lock(file.disk->mutex());
  if (is_dead(file)) return SQLITE_IOERR_FSYNC;
  if (file.disk->pass(DiskCall::sync, file.path).fails) {
    file.node->file.fail_sync();
    return SQLITE_IOERR_FSYNC;
  }
  if (file.disk->ignores_sync) return SQLITE_OK;
  file.node->file.sync();
  if (file.syncs_folder)
    file.disk->keep_all_names();
  else
    file.disk->keep_name(file.path, file.node);
  file.syncs_folder = false;
  return SQLITE_OK;
}

int size_of_file(sqlite3_file* handle, sqlite3_int64* size) {
  OpenFile& file = as_open(handle);
  const Lock lock(file.disk->mutex());
  if (is_dead(file)) return SQLITE_IOERR_FSTAT;
  *size = static_cast<sqlite3_int64>(file.node->file.visible().size());
  return SQLITE_OK;
}

int lock_file(sqlite3_file* handle, int level) {
  OpenFile& file = as_open(handle);
  const Lock lock(file.disk->mutex());
  if (is_dead(file)) return SQLITE_IOERR_LOCK;
  return file.node->locks.lock(handle, level, file.lock_level);
}

int unlock_file(sqlite3_file* handle, int level) {
  OpenFile& file = as_open(handle);
  const Lock lock(file.disk->mutex());
  file.node->locks.unlock(level, file.lock_level);
  return SQLITE_OK;
}

int check_reserved_lock(sqlite3_file* handle, int* reserved) {
  OpenFile& file = as_open(handle);
  const Lock lock(file.disk->mutex());
  *reserved = file.node->locks.is_reserved() ? 1 : 0;
  return SQLITE_OK;
}

int file_control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file*) { return 4096; }
// As SQLite assumes of disks on Linux: a write leaves the bytes beside it alone.
int device_characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

int map_shared_memory(sqlite3_file* handle, int region, int bytes, int extend,
                      volatile void** mapped) {
  OpenFile& file = as_open(handle);
  const Lock lock(file.disk->mutex());
  if (is_dead(file)) return SQLITE_IOERR_SHMMAP;
  if (!file.shared_memory_attached) {
    file.node->shared_memory.attach();
    file.shared_memory_attached = true;
  }
  *mapped = file.node->shared_memory.map(static_cast<std::size_t>(region),
                                         static_cast<std::size_t>(bytes), extend != 0);
  return SQLITE_OK;
}

int lock_shared_memory(sqlite3_file* handle, int first, int count, int flags) {
  OpenFile& file = as_open(handle);
  const Lock lock(file.disk->mutex());
  const bool unlocks = (flags & SQLITE_SHM_UNLOCK) != 0;
  if (!unlocks && is_dead(file)) return SQLITE_IOERR_SHMLOCK;
  return file.node->shared_memory.lock(handle, first, count, flags);
}

void order_shared_memory(sqlite3_file* handle) {
  const Lock lock(as_open(handle).disk->mutex());
  std::atomic_thread_fence(std::memory_order_seq_cst);
}

int unmap_shared_memory(sqlite3_file* handle, int) {
  OpenFile& file = as_open(handle);
  const Lock lock(file.disk->mutex());
  if (file.shared_memory_attached) file.node->shared_memory.detach(handle);
  file.shared_memory_attached = false;
  return SQLITE_OK;
}

// Version 2: with shared memory, without memory-mapped files.
const sqlite3_io_methods file_methods = {2,
                                         close_file,
                                         read_file,
                                         write_file,
                                         truncate_file,
                                         sync_file,
                                         size_of_file,
                                         lock_file,
                                         unlock_file,
                                         check_reserved_lock,
                                         file_control,
                                         sector_size,
                                         device_characteristics,
                                         map_shared_memory,
                                         lock_shared_memory,
                                         order_shared_memory,
                                         unmap_shared_memory,
                                         nullptr,
                                         nullptr};

// SQLite's own VFS syncs the folder, too, when it first syncs a journal that it may have made.
bool syncs_folder(int flags) {
  constexpr int journals = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
  return (flags & SQLITE_OPEN_CREATE) != 0 && (flags & journals) != 0;
}

int open_file(sqlite3_vfs* vfs, const char* path, sqlite3_file* handle, int flags,
              int* flags_given) {
  CrashDiskState& disk = disk_of(vfs);
  const Lock lock(disk.mutex());
  handle->pMethods = nullptr;
  if (disk.killed) return SQLITE_CANTOPEN;
  const std::string name = path == nullptr ? "" : path;
  NodePtr node = name.empty() ? std::make_shared<DiskNode>() : disk.find(name);
  if (node == nullptr) {
    if ((flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
    if (disk.pass(DiskCall::create, name).fails) return SQLITE_CANTOPEN;
    node = disk.create(name);
  }
  new (handle) OpenFile{{&file_methods},
                        &disk,
                        std::move(node),
                        name,
                        disk.epoch,
                        SQLITE_LOCK_NONE,
                        false,
                        (flags & SQLITE_OPEN_DELETEONCLOSE) != 0,
                        syncs_folder(flags)};
  if (flags_given != nullptr) *flags_given = flags;
  return SQLITE_OK;
}

int remove_file(sqlite3_vfs* vfs, const char* path, int sync_directory) {
  CrashDiskState& disk = disk_of(vfs);
  const Lock lock(disk.mutex());
  if (disk.killed) return SQLITE_IOERR_DELETE;
  if (disk.find(path) == nullptr) return SQLITE_IOERR_DELETE_NOENT;
  if (disk.pass(DiskCall::remove, path).fails) return SQLITE_IOERR_DELETE;
  disk.remove(path, sync_directory != 0);
  return SQLITE_OK;
}

int access_file(sqlite3_vfs* vfs, const char* path, int flags, int* accessible) {
  CrashDiskState& disk = disk_of(vfs);
  const Lock lock(disk.mutex());
  if (disk.killed) return SQLITE_IOERR_ACCESS;
  const NodePtr node = disk.find(path);
  // SQLite's own VFS takes an empty file for none when it looks for journals.
  *accessible =
      node != nullptr && (flags != SQLITE_ACCESS_EXISTS || !node->file.visible().empty()) ? 1 : 0;
  return SQLITE_OK;
}

int full_path(sqlite3_vfs*, const char* path, int room, char* full) {
  const std::size_t bytes = std::strlen(path) + 1;
  if (bytes > static_cast<std::size_t>(room)) return SQLITE_CANTOPEN;
  std::memcpy(full, path, bytes);
  return SQLITE_OK;
}

int randomness(sqlite3_vfs*, int bytes, char* out) {
  return machine()->xRandomness(machine(), bytes, out);
}
int sleep_for(sqlite3_vfs*, int microseconds) { return machine()->xSleep(machine(), microseconds); }
int current_time(sqlite3_vfs*, double* time) { return machine()->xCurrentTime(machine(), time); }
int current_time_ms(sqlite3_vfs*, sqlite3_int64* time) {
  return machine()->xCurrentTimeInt64(machine(), time);
}
int last_error(sqlite3_vfs*, int, char*) { return 0; }

std::string unique_name() {
  static std::atomic<std::uint64_t> number{0};
  return "whimbrel-crash-" + std::to_string(++number);
}

}  // namespace

CrashVfs::CrashVfs(CrashDiskState& disk)
    : name_(unique_name()), vfs_(std::make_unique<sqlite3_vfs>()) {
  *vfs_ = sqlite3_vfs{};
  vfs_->iVersion = 2;
  vfs_->szOsFile = static_cast<int>(sizeof(OpenFile));
  vfs_->mxPathname = 1'024;
  vfs_->zName = name_.c_str();
  vfs_->pAppData = &disk;
  vfs_->xOpen = open_file;
  vfs_->xDelete = remove_file;
  vfs_->xAccess = access_file;
  vfs_->xFullPathname = full_path;
  vfs_->xRandomness = randomness;
  vfs_->xSleep = sleep_for;
  vfs_->xCurrentTime = current_time;
  vfs_->xGetLastError = last_error;
  vfs_->xCurrentTimeInt64 = current_time_ms;
  sqlite3_vfs_register(vfs_.get(), 0);
}

CrashVfs::~CrashVfs() { sqlite3_vfs_unregister(vfs_.get()); }

}  // namespace whimbrel::stores::testing
